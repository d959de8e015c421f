// The first half of a step: codes, what they leave unexplained, and what they cost.

import Features
import Linear

extension ConvolutionalStep {
    /// Measures the largest eigenvalue of DᵀD.
    func takeEigenvalue() {
        state.eigenvalue = ConvolutionalSteps.eigenvalue(of: dictionaryRows.start, in: rooms[0].steps)
    }

    /// Finds the codes of the crops, their residuals, their energies and the encoder's errors.
    func takeCodes() {
        eachCrop { step, crop, room in
            step.predict(crop, room)
            step.takeCode(crop, room)
        }
        for crop in energies.indices { energies[crop] = energy(of: crop) }
    }

    /// f(x), where the codes begin, and its slopes.
    private func predict(_ crop: Int, _ room: Room) {
        let (x, own) = (crops.start + crop * shape.inputCount, crop * shape.codeCount)
        let (encoder, places, predictions) = (state.encoder, shape.places, room.predictions.start)
        room.steps.products.correlate(kernelRows.start, with: x, into: predictions)
        for unit in 0..<shape.atoms {
            for place in unit * places..<(unit + 1) * places {
                let response = encoder.respond(unit, to: predictions[place])
                predictions[place] = Float(response.value)
                slopes.start[own + place] = Float(response.slope)
                biasSlopes.start[own + place] = Float(response.biasSlope)
                scaleSlopes.start[own + place] = Float(response.scaleSlope)
            }
        }
    }

    private func takeCode(_ crop: Int, _ room: Room) {
        let (x, z) = (crops.start + crop * shape.inputCount, codes.start + crop * shape.codeCount)
        for map in 0..<shape.table.inputs {
            for pixel in 0..<shape.area {
                room.maps.start[map * shape.area + pixel] = mask.start[pixel] * x[map * shape.area + pixel]
            }
        }
        z.update(from: room.predictions.start, count: shape.codeCount)
        let solver = ConvolutionalSteps(
            sparsity: recipe.sparsity, predictionWeight: recipe.predictionWeight, eigenvalue: state.eigenvalue,
            steps: recipe.codeSteps)
        solver.run(dictionaryRows.start, room.maps.start, room.predictions.start, z, in: room.steps)
        (residuals.start + crop * shape.inputCount).update(
            from: room.steps.residual.start, count: shape.inputCount)
        let error = errors.start + crop * shape.codeCount
        for place in 0..<shape.codeCount { error[place] = z[place] - room.predictions.start[place] }
    }

    private func energy(of crop: Int) -> PSDEnergy {
        var energy = PSDEnergy()
        let residual = residuals.start + crop * shape.inputCount
        energy.reconstruction = Double(BLAS.dot(residual, residual, count: shape.inputCount)) / 2
        var used = 0
        for place in crop * shape.codeCount..<(crop + 1) * shape.codeCount {
            let (code, error) = (codes.start[place], errors.start[place])
            energy.sparsity += Double(recipe.sparsity * abs(code))
            energy.prediction += Double(recipe.predictionWeight * error * error)
            used += code == 0 ? 0 : 1
        }
        energy.used = Double(used) / Double(shape.codeCount)
        return energy
    }
}
