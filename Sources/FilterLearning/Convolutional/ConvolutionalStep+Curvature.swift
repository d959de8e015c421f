// How the energy bends along each parameter, measured over some crops.

import Features
import Linear

extension ConvolutionalStep {
    /// Adds the curvatures of the crops whose codes were just found.
    func addCurvatures() {
        eachCrop { step, crop, room in
            let (shape, products) = (step.shape, room.steps.products)
            let (own, ownUnits) = (crop * shape.codeCount, crop * shape.atoms)
            let (x, sums) = (step.crops.start + crop * shape.inputCount, room.predictions.start)
            for place in 0..<shape.inputCount { room.maps.start[place] = x[place] * x[place] }
            for place in 0..<shape.codeCount {
                let slope = step.slopes.start[own + place]
                sums[place] = slope * slope
            }
            products.slopes(of: sums, on: room.maps.start, into: room.rows.start)
            products.layout.gather(
                room.rows.start, into: step.kernelSlopes.start + ownUnits * shape.atomCount)
            for unit in 0..<shape.atoms {
                func power(_ values: UnsafeMutablePointer<Float>) -> Float {
                    let first = values + own + unit * shape.places
                    return BLAS.dot(first, first, count: shape.places)
                }
                step.powers.start[ownUnits + unit] = power(step.codes.start)
                step.biasSums.start[ownUnits + unit] = power(step.biasSlopes.start)
                step.scaleSums.start[ownUnits + unit] = power(step.scaleSlopes.start)
            }
        }
        for crop in 0..<recipe.batchSize {
            let kernels = kernelSlopes.start + crop * kernelCurvatures.count
            for place in 0..<kernelCurvatures.count { kernelCurvatures.start[place] += kernels[place] }
            for (kind, sums) in [powers.start, biasSums.start, scaleSums.start].enumerated() {
                for unit in 0..<shape.atoms {
                    unitCurvatures.start[kind * shape.atoms + unit] += sums[crop * shape.atoms + unit]
                }
            }
        }
        measured += recipe.batchSize
    }

    /// Takes the means of what was added, within the recipe's limits, and begins anew.
    func takeCurvatures() {
        let (share, pull) = (1 / Float(measured), 2 * recipe.predictionWeight)
        func means(_ sums: UnsafeMutablePointer<Float>, _ count: Int, times factor: Float) -> [Float] {
            defer { sums.update(repeating: 0, count: count) }
            return (0..<count).map {
                min(max(sums[$0] * factor, recipe.smallestCurvature), recipe.largestCurvature)
            }
        }
        let m = shape.atoms
        state.curvatures.atoms = means(unitCurvatures.start, m, times: share)
        state.curvatures.biases = means(unitCurvatures.start + m, m, times: pull * share)
        state.curvatures.scales = means(unitCurvatures.start + 2 * m, m, times: pull * share)
        state.curvatures.kernels.values = means(kernelCurvatures.start, kernelCurvatures.count, times: pull * share)
        measured = 0
    }
}
