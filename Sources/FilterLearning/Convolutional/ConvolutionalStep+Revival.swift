// Atoms that no code uses any more.

import Features
import Linear

extension ConvolutionalStep {
    /// Counts how long atoms were not used, replaces the dead, and answers how many those were.
    ///
    /// An atom becomes what is left over where the dictionary explains the worst crop worst, the next one the same of the
    /// next worst crop; its unit begins anew.
    func revive() -> Int {
        for atom in 0..<shape.atoms {
            let isUsed = (0..<recipe.batchSize).contains { crop in
                let map = codes.start + crop * shape.codeCount + atom * shape.places
                return (0..<shape.places).contains { map[$0] != 0 }
            }
            state.idle[atom] = isUsed ? 0 : state.idle[atom] + recipe.batchSize
        }
        let dead = state.idle.indices.filter { state.idle[$0] >= recipe.patience }
        if dead.isEmpty { return 0 }
        let worst = energies.indices.sorted { energies[$0].reconstruction > energies[$1].reconstruction }
        let start = ConvolutionalState.start(recipe)
        var revived = 0
        for (atom, crop) in zip(dead, worst) {
            let rest = worstPatch(of: crop, for: atom)
            let length = inner(rest, rest).squareRoot()
            if length == 0 { break }
            revived += 1
            for (column, value) in rest.enumerated() {
                dictionary.start[atom * shape.atomCount + column] = Float(value / length)
                kernels.start[atom * shape.atomCount + column] = start.mirror * Float(value / length)
            }
            (state.encoder.biases[atom], state.encoder.scales[atom]) = (start.bias, start.scale)
            state.idle[atom] = 0
        }
        if revived > 0 { layOut() }
        return revived
    }

    /// What is left over of a crop, in the maps that an atom sees, where it is most.
    private func worstPatch(of crop: Int, for atom: Int) -> [Double] {
        let residual = residuals.start + crop * shape.inputCount
        func patch(_ row: Int, _ column: Int) -> [Double] {
            shape.table.inputs(of: atom).flatMap { input in
                (row..<row + shape.kernel.rows).flatMap { row in
                    (column..<column + shape.kernel.columns).map { column in
                        -Double(residual[input * shape.area + row * shape.crop.columns + column])
                    }
                }
            }
        }
        var (best, most) = ([Double](), -1.0)
        for row in 0..<shape.code.rows {
            for column in 0..<shape.code.columns {
                let candidate = patch(row, column)
                let power = inner(candidate, candidate)
                if power > most { (best, most) = (candidate, power) }
            }
        }
        return best
    }
}
