// LISTA's codes, and their gradients backwards through its steps.

import Features
import Linear

extension LearnedStep {
    /// Codes some inputs, and finds the gradients of the sums of all steps.
    ///
    /// With C(t) what is shrunk in step t: `δC = δz ⊙ [|C| > θ]`, `δB += δC`, `δz(t−1) = SᵀδC`, from `δz(T) = z(T) − z*`.
    func unroll(_ part: Range<Int>) {
        let (m, rows, own) = (atoms, part.count, part.lowerBound * atoms)
        let (b, slope, count) = (sums.start + own, room.start + own, part.count * atoms)
        BLAS.multiply(
            x.start + part.lowerBound * inputs, .plain, filters.start, .transposed, into: b, rows: rows, inner: inputs,
            columns: m)
        for step in 0...steps {
            let z = layer(codes.start, step) + own
            z.update(from: b, count: count)
            if step > 0 {
                BLAS.multiply(
                    layer(codes.start, step - 1) + own, .plain, inhibition.start, .plain, into: z, rows: rows, inner: m,
                    columns: m, keep: 1)
            }
            shrink(z, rows)
        }

        let last = layer(codes.start, steps) + own
        for place in 0..<count {
            slope[place] = last[place] - targets.start[own + place]
            sumSlopes.start[own + place] = 0
        }
        for step in (0...steps).reversed() {
            let (z, before) = (layer(codes.start, step) + own, layer(slopes.start, step) + own)
            for place in 0..<count {
                before[place] = z[place] == 0 ? 0 : slope[place]
                sumSlopes.start[own + place] += before[place]
            }
            if step > 0 {
                BLAS.multiply(
                    before, .plain, inhibition.start, .transposed, into: slope, rows: rows, inner: m, columns: m)
            }
        }
    }

    /// `sh_θ` of rows.
    func shrink(_ values: UnsafeMutablePointer<Float>, _ rows: Int) {
        let thresholds = thresholds.start
        for row in 0..<rows {
            let values = values + row * atoms
            for unit in 0..<atoms {
                let threshold = thresholds[unit]
                values[unit] -= max(-threshold, min(values[unit], threshold))
            }
        }
    }

    /// The values of all inputs after a step.
    private func layer(_ start: UnsafeMutablePointer<Float>, _ step: Int) -> UnsafeMutablePointer<Float> {
        start + step * batch * atoms
    }

    /// `δW_e = Σ δB xᵀ`.
    func sumFilterSlopes() {
        BLAS.multiply(
            sumSlopes.start, .transposed, x.start, .plain, into: filterSlopes.start, rows: atoms, inner: batch,
            columns: inputs)
    }

    /// `δSᵀ = Σ z(t−1) δC(t)ᵀ`: one product, as the steps lie one behind another.
    func sumUnrolledInhibition() {
        guard steps > 0 else { return }
        BLAS.multiply(
            codes.start, .transposed, layer(slopes.start, 1), .plain, into: inhibitionSlopes.start, rows: atoms,
            inner: steps * batch, columns: atoms)
    }

    /// `δθ = −Σ δC sign(C)`.
    func sumUnrolledThresholds() {
        thresholdSlopes.start.update(repeating: 0, count: atoms)
        for row in 0..<(steps + 1) * batch {
            let (z, slope) = (codes.start + row * atoms, slopes.start + row * atoms)
            // Where nothing passes, the slope is 0.
            for unit in 0..<atoms { thresholdSlopes.start[unit] -= z[unit] > 0 ? slope[unit] : -slope[unit] }
        }
    }
}
