// The second half of a step: what dictionary and encoder learn from the codes.

import Features
import Linear

extension ConvolutionalStep {
    /// Moves dictionary and encoder by what the codes say, at a share `rate` of the recipe's rates.
    func learn(rate: Float) {
        self.rate = rate / Float(recipe.batchSize)
        takeSlopes()
        moveDictionary()
        moveEncoder()
        layOut()
    }

    /// What each crop says: minus the slopes of its energy, but for the factor 2α of the encoder's.
    func takeSlopes() {
        eachCrop { step, crop, room in
            let (shape, products) = (step.shape, room.steps.products)
            let (own, ownInput) = (crop * shape.codeCount, crop * shape.inputCount)
            let (ownAtoms, ownUnits) = (crop * shape.atoms * shape.atomCount, crop * shape.atoms)
            products.slopes(of: step.codes.start + own, on: step.residuals.start + ownInput, into: room.rows.start)
            products.layout.gather(room.rows.start, into: step.dictionarySlopes.start + ownAtoms)

            let sums = room.predictions.start
            for place in 0..<shape.codeCount {
                sums[place] = step.errors.start[own + place] * step.slopes.start[own + place]
            }
            products.slopes(of: sums, on: step.crops.start + ownInput, into: room.rows.start)
            products.layout.gather(room.rows.start, into: step.kernelSlopes.start + ownAtoms)
            for unit in 0..<shape.atoms {
                let (error, first) = (step.errors.start + own + unit * shape.places, own + unit * shape.places)
                step.biasSums.start[ownUnits + unit] = BLAS.dot(
                    error, step.biasSlopes.start + first, count: shape.places)
                step.scaleSums.start[ownUnits + unit] = BLAS.dot(
                    error, step.scaleSlopes.start + first, count: shape.places)
            }
        }
    }

    /// `D −= η (Dz − mx) ⋆ z / h`, atoms to unit length.
    private func moveDictionary() {
        let n = shape.atomCount
        for atom in 0..<shape.atoms {
            let (row, rate) = (dictionary.start + atom * n, rate * recipe.dictionaryRate / state.curvatures.atoms[atom])
            for crop in 0..<recipe.batchSize {
                let slope = dictionarySlopes.start + (crop * shape.atoms + atom) * n
                for column in 0..<n { row[column] -= rate * slope[column] }
            }
            let length = 1 / (BLAS.dot(row, row, count: n).squareRoot() + 1e-12)
            for column in 0..<n { row[column] *= length }
        }
    }

    /// `P += 2αη (z − f) ∂f/∂P / h` for kernels, biases and scales.
    private func moveEncoder() {
        let rate = 2 * rate * recipe.predictionWeight
        let (count, curvatures) = (shape.atoms * shape.atomCount, state.curvatures)
        for crop in 0..<recipe.batchSize {
            let slope = kernelSlopes.start + crop * count
            curvatures.kernels.values.withUnsafeBufferPointer { curvature in
                for place in 0..<count {
                    kernels.start[place] += rate * recipe.kernelRate * slope[place] / curvature[place]
                }
            }
            for unit in 0..<shape.atoms {
                let place = crop * shape.atoms + unit
                state.encoder.biases[unit] +=
                    rate * recipe.kernelRate * biasSums.start[place] / curvatures.biases[unit]
                state.encoder.scales[unit] +=
                    rate * recipe.scaleRate * scaleSums.start[place] / curvatures.scales[unit]
            }
        }
        if recipe.encoder == .smoothShrink { state.encoder.keepPositive() }
    }
}
