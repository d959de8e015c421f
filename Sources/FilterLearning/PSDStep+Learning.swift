// The second half of a step: what dictionary and encoder learn from the codes.

import Features
import Linear
import Workers

extension PSDStep {
    /// Moves dictionary and encoder by what the codes say, at a share `rate` of the recipe's rates.
    func learn(rate: Float) {
        self.rate = rate / Float(recipe.batchSize)
        team.split(2 * layout.maps, chunk: 1, of: self) { object, part, _ in
            let step = unsafeDowncast(object, to: PSDStep.self)
            for place in part { place % 2 == 0 ? step.moveDictionary(place / 2) : step.moveKernels(place / 2) }
        }
        team.split(recipe.atoms, chunk: Self.piece, of: self) { object, part, _ in
            let step = unsafeDowncast(object, to: PSDStep.self)
            for atom in part { step.scale(atom) }
        }
        moveUnits()
    }

    /// `D += η (x − Dz) zᵀ` on a map.
    private func moveDictionary(_ map: Int) {
        let (rows, taps, batch) = (layout.rows(of: map), layout.taps, recipe.batchSize)
        if rows.isEmpty { return }
        let (block, slope) = (dictionary.start + rows.lowerBound * taps, dictionarySlope.start + rows.lowerBound * taps)
        BLAS.multiply(
            parts.start + rows.lowerBound * batch, .transposed, residuals.start + map * batch * taps, .plain,
            into: slope, rows: rows.count, inner: batch, columns: taps)
        // The parts are −z.
        let rate = rate * recipe.dictionaryRate
        for place in 0..<rows.count * taps { block[place] -= rate * slope[place] }
    }

    /// Scales an atom, the whole of it, to unit length.
    private func scale(_ atom: Int) {
        let taps = layout.taps
        var square: Float = 0
        for slot in layout.slots[atom] {
            let row = dictionary.start + slot.number * taps
            square += BLAS.dot(row, row, count: taps)
        }
        let length = 1 / (square.squareRoot() + 1e-12)
        for slot in layout.slots[atom] {
            let row = dictionary.start + slot.number * taps
            for tap in 0..<taps { row[tap] *= length }
        }
    }

    /// `K += 2αη (z − f) ∂f/∂K` on a map.
    private func moveKernels(_ map: Int) {
        let (rows, taps, batch) = (layout.rows(of: map), layout.taps, recipe.batchSize)
        if rows.isEmpty { return }
        let (block, slope) = (kernels.start + rows.lowerBound * taps, kernelSlope.start + rows.lowerBound * taps)
        BLAS.multiply(
            slopeParts.start + rows.lowerBound * batch, .transposed, x.start + map * batch * taps, .plain, into: slope,
            rows: rows.count, inner: batch, columns: taps)
        let rate = 2 * rate * recipe.predictionWeight * recipe.kernelRate
        for place in 0..<rows.count * taps { block[place] += rate * slope[place] }
    }

    /// The same for biases and scales.
    private func moveUnits() {
        let (m, rate) = (recipe.atoms, 2 * rate * recipe.predictionWeight)
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
    /// An atom becomes what it sees of the input that the dictionary explains worst, the next one of the next worst; its unit
    /// begins anew.
    func revive(_ idle: inout [Int]) -> Int {
        let m = recipe.atoms
        for atom in 0..<m {
            let isUsed = (0..<recipe.batchSize).contains { codes.start[$0 * m + atom] != 0 }
            idle[atom] = isUsed ? 0 : idle[atom] + recipe.batchSize
        }
        let dead = idle.indices.filter { idle[$0] >= recipe.patience }
        if dead.isEmpty { return 0 }
        let worst = energies.indices.sorted { energies[$0].reconstruction > energies[$1].reconstruction }
        let start = Encoder.Start(recipe.encoder, sparsity: recipe.sparsity)
        var revived = 0
        for (atom, input) in zip(dead, worst) where copy(input, to: atom, mirror: start.mirror) {
            revived += 1
            (encoder.biases[atom], encoder.scales[atom]) = (start.bias, start.scale)
            idle[atom] = 0
        }
        return revived
    }

    /// Makes an atom of what it sees of an input, and a kernel that mirrors it; false where it sees nothing.
    private func copy(_ input: Int, to atom: Int, mirror: Float) -> Bool {
        let taps = layout.taps
        func source(_ slot: PSDLayout.Slot) -> UnsafeMutablePointer<Float> {
            x.start + (slot.map * recipe.batchSize + input) * taps
        }
        let square = layout.slots[atom].reduce(Float(0)) { $0 + BLAS.dot(source($1), source($1), count: taps) }
        let length = square.squareRoot()
        if length == 0 { return false }
        for slot in layout.slots[atom] {
            let (from, first) = (source(slot), slot.number * taps)
            for tap in 0..<taps {
                dictionary.start[first + tap] = from[tap] / length
                kernels.start[first + tap] = mirror * from[tap] / length
            }
        }
        return true
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
