// The second half of a step: what dictionary and encoder learn from the codes.

import Features
import Linear
import Workers

extension PSDStep {
    /// Moves dictionary and encoder by what the codes say, at a share `rate` of the recipe's rates.
    func learn(rate: Float) {
        self.rate = rate / Float(recipe.batchSize)
        team.split(2, chunk: 1, of: self) { object, part, _ in
            let step = unsafeDowncast(object, to: PSDStep.self)
            for place in part { place == 0 ? step.moveDictionary() : step.moveEncoder() }
        }
    }

    /// `D += η (x − Dz) zᵀ`, atoms to unit length.
    private func moveDictionary() {
        let (m, n) = (recipe.atoms, inputs)
        BLAS.multiply(
            codes.start, .transposed, residuals.start, .plain, into: dictionarySlope.start, rows: m,
            inner: recipe.batchSize, columns: n)
        let rate = rate * recipe.dictionaryRate
        for atom in 0..<m {
            let (row, slope) = (dictionary.start + atom * n, dictionarySlope.start + atom * n)
            for column in 0..<n { row[column] += rate * slope[column] }
            let length = 1 / (BLAS.dot(row, row, count: n).squareRoot() + 1e-12)
            for column in 0..<n { row[column] *= length }
        }
    }

    /// `P += 2αη (z − f) ∂f/∂P` for kernels, biases and scales.
    private func moveEncoder() {
        let (m, n) = (recipe.atoms, inputs)
        let rate = 2 * rate * recipe.predictionWeight
        BLAS.multiply(
            slopes.start, .transposed, x.start, .plain, into: kernelSlope.start, rows: m, inner: recipe.batchSize,
            columns: n)
        for place in 0..<m * n { kernels.start[place] += rate * recipe.kernelRate * kernelSlope.start[place] }
        for row in 0..<recipe.batchSize {
            for unit in 0..<m {
                encoder.biases[unit] += rate * recipe.kernelRate * biasSlopes.start[row * m + unit]
                encoder.scales[unit] += rate * recipe.scaleRate * scaleSlopes.start[row * m + unit]
            }
        }
        if recipe.encoder == .smoothShrink { encoder.keepPositive() }
    }

    /// Counts how long atoms were not used, replaces the dead, and answers how many those were.
    ///
    /// An atom becomes the input that the dictionary explains worst, the next one the next worst; its unit begins anew.
    func revive(_ idle: inout [Int]) -> Int {
        let (m, n) = (recipe.atoms, inputs)
        for atom in 0..<m {
            let isUsed = (0..<recipe.batchSize).contains { codes.start[$0 * m + atom] != 0 }
            idle[atom] = isUsed ? 0 : idle[atom] + recipe.batchSize
        }
        let dead = idle.indices.filter { idle[$0] >= recipe.patience }
        if dead.isEmpty { return 0 }
        let worst = energies.indices.sorted { energies[$0].reconstruction > energies[$1].reconstruction }
        let start = Encoder.Start(recipe.encoder, sparsity: recipe.sparsity)
        var revived = 0
        for (atom, input) in zip(dead, worst) {
            let source = x.start + input * n
            let length = BLAS.dot(source, source, count: n).squareRoot()
            if length == 0 { break }
            revived += 1
            for column in 0..<n {
                dictionary.start[atom * n + column] = source[column] / length
                kernels.start[atom * n + column] = start.mirror * source[column] / length
            }
            (encoder.biases[atom], encoder.scales[atom]) = (start.bias, start.scale)
            idle[atom] = 0
        }
        return revived
    }
}

extension Encoder {
    /// Smooth shrink has neither threshold nor sharpness below 0.
    mutating func keepPositive() {
        for unit in biases.indices {
            biases[unit] = max(biases[unit], 1e-3)
            scales[unit] = max(scales[unit], 1e-2)
        }
    }
}
