// The first half of a step: codes, what they leave unexplained, and what they cost.

import Features
import Linear
import Workers

extension PSDStep {
    /// Finds the codes of the inputs, their residuals and their energies.
    func takeCodes() {
        let m = recipe.atoms
        team.split(layout.maps, chunk: 1, of: self) { object, part, _ in
            let step = unsafeDowncast(object, to: PSDStep.self)
            for map in part { step.multiplyAtoms(map) }
        }
        team.split(m, chunk: Self.piece, of: self) { object, part, _ in
            let step = unsafeDowncast(object, to: PSDStep.self)
            for atom in part { step.sumProducts(of: atom) }
        }
        let curvature = ProximalSteps.curvature(of: q.start, atoms: m, room: room.start)
        solver = ProximalSteps(atoms: m, sparsity: recipe.sparsity, curvature: curvature, steps: recipe.codeSteps)
        residuals.start.update(from: x.start, count: x.count)
        team.split(recipe.batchSize, chunk: Self.piece, of: self) { object, part, _ in
            let step = unsafeDowncast(object, to: PSDStep.self)
            for first in stride(from: part.lowerBound, to: part.upperBound, by: PSDStep.piece) {
                step.takeCodes(first..<min(first + PSDStep.piece, part.upperBound))
            }
        }
    }

    /// The products of all atoms that see a map, on that map.
    private func multiplyAtoms(_ map: Int) {
        let (rows, taps) = (layout.rows(of: map), layout.taps)
        if rows.isEmpty { return }
        let block = dictionary.start + rows.lowerBound * taps
        BLAS.multiply(
            block, .plain, block, .transposed, into: grams.start + gramStarts[map], rows: rows.count, inner: taps,
            columns: rows.count)
    }

    /// A row of `DᵀD + 2αI`: the sum of its products over the maps that the atom sees.
    private func sumProducts(of atom: Int) {
        let row = q.start + atom * recipe.atoms
        row.update(repeating: 0, count: recipe.atoms)
        for slot in layout.slots[atom] {
            let rows = layout.rows(of: slot.map)
            let own = grams.start + gramStarts[slot.map] + (slot.number - rows.lowerBound) * rows.count
            for place in 0..<rows.count { row[Int(layout.atoms[rows.lowerBound + place])] += own[place] }
        }
        row[atom] += 2 * recipe.predictionWeight
    }

    private func takeCodes(_ part: Range<Int>) {
        let (m, rows, own) = (recipe.atoms, part.count, part.lowerBound * recipe.atoms)
        let pull = 2 * recipe.predictionWeight
        let (c, z) = (correlations.start + own, codes.start + own)

        // f(x), where the codes begin.
        multiplyInputs(part, kernels.start, into: codes.start)
        for place in 0..<rows * m {
            let response = encoder.respond(place % m, to: z[place])
            z[place] = Float(response.value)
            predictions.start[own + place] = z[place]
            slopes.start[own + place] = Float(response.slope)
            biasSlopes.start[own + place] = Float(response.biasSlope)
            scaleSlopes.start[own + place] = Float(response.scaleSlope)
        }
        multiplyInputs(part, dictionary.start, into: correlations.start)
        for place in 0..<rows * m { c[place] += pull * z[place] }
        let work = ProximalSteps.Work(
            q: q.start, c: c, codes: z, points: points.start + own, products: products.start + own)
        solver.run(work, inputs: rows)
        subtractCodes(part)
        // The encoder's errors z − f, times its slopes.
        for place in own..<own + rows * m {
            let error = codes.start[place] - predictions.start[place]
            slopes.start[place] *= error
            biasSlopes.start[place] *= error
            scaleSlopes.start[place] *= error
        }
        scatter(part, of: slopes.start, times: 1, to: slopeParts.start)
        for input in part { energies[input] = energy(of: input) }
    }

    /// The products of inputs with all rows of blocks, `batch × atoms`.
    private func multiplyInputs(
        _ part: Range<Int>, _ blocks: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>
    ) {
        let taps = layout.taps
        for map in 0..<layout.maps {
            let rows = layout.rows(of: map)
            if rows.isEmpty { continue }
            BLAS.multiply(
                x.start + (map * recipe.batchSize + part.lowerBound) * taps, .plain, blocks + rows.lowerBound * taps,
                .transposed, into: parts.start + rows.lowerBound * recipe.batchSize + part.lowerBound * rows.count,
                rows: part.count, inner: taps, columns: rows.count)
        }
        gather(part, into: sums)
    }

    /// x − Dz.
    private func subtractCodes(_ part: Range<Int>) {
        let taps = layout.taps
        scatter(part, of: codes.start, times: -1, to: parts.start)
        for map in 0..<layout.maps {
            let rows = layout.rows(of: map)
            if rows.isEmpty { continue }
            BLAS.multiply(
                parts.start + rows.lowerBound * recipe.batchSize + part.lowerBound * rows.count, .plain,
                dictionary.start + rows.lowerBound * taps, .plain,
                into: residuals.start + (map * recipe.batchSize + part.lowerBound) * taps, rows: part.count,
                inner: rows.count, columns: taps, keep: 1)
        }
    }

    private func energy(of input: Int) -> PSDEnergy {
        var energy = PSDEnergy()
        for map in 0..<layout.maps {
            let residual = residuals.start + (map * recipe.batchSize + input) * layout.taps
            for tap in 0..<layout.taps { energy.reconstruction += Double(residual[tap] * residual[tap]) / 2 }
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
