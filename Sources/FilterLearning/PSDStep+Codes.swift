// The first half of a step: codes, what they leave unexplained, and what they cost.

import Features
import Linear
import Workers

extension PSDStep {
    /// Finds the codes of the inputs, their residuals and their energies.
    func takeCodes() {
        let (m, n) = (recipe.atoms, inputs)
        team.split(m, chunk: Self.piece, of: self) { object, part, _ in
            unsafeDowncast(object, to: PSDStep.self).multiplyAtoms(part)
        }
        for atom in 0..<m { q.start[atom * m + atom] += 2 * recipe.predictionWeight }
        let curvature = ProximalSteps.curvature(of: q.start, atoms: m, room: room.start)
        solver = ProximalSteps(atoms: m, sparsity: recipe.sparsity, curvature: curvature, steps: recipe.codeSteps)
        residuals.start.update(from: x.start, count: recipe.batchSize * n)
        team.split(recipe.batchSize, chunk: Self.piece, of: self) { object, part, _ in
            let step = unsafeDowncast(object, to: PSDStep.self)
            for first in stride(from: part.lowerBound, to: part.upperBound, by: PSDStep.piece) {
                step.takeCodes(first..<min(first + PSDStep.piece, part.upperBound))
            }
        }
        for input in energies.indices { energies[input] = energy(of: input) }
    }

    /// Rows of DᵀD.
    private func multiplyAtoms(_ part: Range<Int>) {
        let (m, n) = (recipe.atoms, inputs)
        for first in stride(from: part.lowerBound, to: part.upperBound, by: Self.piece) {
            BLAS.multiply(
                dictionary.start + first * n, .plain, dictionary.start, .transposed, into: q.start + first * m,
                rows: min(Self.piece, part.upperBound - first), inner: n, columns: m)
        }
    }

    private func takeCodes(_ part: Range<Int>) {
        let (m, n, rows) = (recipe.atoms, inputs, part.count)
        let (own, ownInput) = (part.lowerBound * m, part.lowerBound * n)
        let pull = 2 * recipe.predictionWeight
        let (x, c, z) = (x.start + ownInput, correlations.start + own, codes.start + own)

        // f(x), where the codes begin.
        BLAS.multiply(x, .plain, kernels.start, .transposed, into: z, rows: rows, inner: n, columns: m)
        for place in 0..<rows * m {
            let response = encoder.respond(place % m, to: z[place])
            z[place] = Float(response.value)
            predictions.start[own + place] = z[place]
            slopes.start[own + place] = Float(response.slope)
            biasSlopes.start[own + place] = Float(response.biasSlope)
            scaleSlopes.start[own + place] = Float(response.scaleSlope)
        }
        BLAS.multiply(x, .plain, dictionary.start, .transposed, into: c, rows: rows, inner: n, columns: m)
        for place in 0..<rows * m { c[place] += pull * z[place] }
        let work = ProximalSteps.Work(
            q: q.start, c: c, codes: z, points: points.start + own, products: products.start + own)
        solver.run(work, inputs: rows)

        // x − Dz, as Dz is subtracted from x.
        for place in 0..<rows * m { points.start[own + place] = -z[place] }
        BLAS.multiply(
            points.start + own, .plain, dictionary.start, .plain, into: residuals.start + ownInput, rows: rows,
            inner: m, columns: n, keep: 1)
        // The encoder's errors z − f, times its slopes.
        for place in own..<own + rows * m {
            let error = codes.start[place] - predictions.start[place]
            slopes.start[place] *= error
            biasSlopes.start[place] *= error
            scaleSlopes.start[place] *= error
        }
    }

    private func energy(of input: Int) -> PSDEnergy {
        var energy = PSDEnergy()
        for place in input * inputs..<(input + 1) * inputs {
            energy.reconstruction += Double(residuals.start[place] * residuals.start[place]) / 2
        }
        var used = 0
        for place in input * recipe.atoms..<(input + 1) * recipe.atoms {
            let (code, error) = (codes.start[place], codes.start[place] - predictions.start[place])
            energy.sparsity += Double(recipe.sparsity * abs(code))
            energy.prediction += Double(recipe.predictionWeight * error * error)
            used += code == 0 ? 0 : 1
        }
        energy.used = Double(used) / Double(recipe.atoms)
        return energy
    }
}
