// LCoD's codes, and their gradients backwards through its changes.

import Features
import Linear

extension LearnedStep {
    /// Codes some inputs, and finds the gradients of their sums, of S and of θ.
    func descend(_ part: Range<Int>) {
        let (m, number) = (atoms, part.lowerBound / Self.piece)
        let inhibitionSlopes = pieceInhibition.start + number * m * m
        let thresholdSlopes = pieceThresholds.start + number * m
        inhibitionSlopes.update(repeating: 0, count: m * m)
        thresholdSlopes.update(repeating: 0, count: m)
        BLAS.multiply(
            x.start + part.lowerBound * inputs, .plain, filters.start, .transposed,
            into: sums.start + part.lowerBound * m, rows: part.count, inner: inputs, columns: m)
        let descent = CoordinateSteps(
            atoms: m, steps: steps, inhibition: inhibition.start, thresholds: thresholds.start)
        var changes: [CoordinateSteps.Change] = []
        changes.reserveCapacity(steps)
        for input in part {
            let own = input * m
            let (b, z, slope) = (sums.start + own, codes.start + own, sumSlopes.start + own)
            changes.removeAll(keepingCapacity: true)
            (room.start + own).update(repeating: 0, count: m)
            descent.run(sums: b, values: room.start + own) { changes.append($0) }
            z.update(from: b, count: m)
            shrink(z, 1)
            for unit in 0..<m {
                slope[unit] = z[unit] == 0 ? 0 : z[unit] - targets.start[own + unit]
                thresholdSlopes[unit] -= z[unit] > 0 ? slope[unit] : -slope[unit]
            }
            goBack(changes, slope, room.start + own, inhibitionSlopes, thresholdSlopes)
        }
    }

    /// Backwards through the changes of an input.
    ///
    /// Of a change by d of the value k, whose old and new values are z_k and `z̄_k = sh_θ(B_k)`: `δS_k += d·δB`,
    /// `δd = S_k·δB`, `δz̄_k = δz_k + δd`, before it `δz_k = −δd`, and where B_k is beyond its threshold
    /// `δB_k += δz̄_k` and `δθ_k −= δz̄_k sign(B_k)`.
    private func goBack(
        _ changes: [CoordinateSteps.Change], _ slope: UnsafeMutablePointer<Float>,
        _ valueSlopes: UnsafeMutablePointer<Float>, _ inhibitionSlopes: UnsafeMutablePointer<Float>,
        _ thresholdSlopes: UnsafeMutablePointer<Float>
    ) {
        valueSlopes.update(repeating: 0, count: atoms)
        for change in changes.reversed() {
            let start = change.unit * atoms
            let (row, rowSlopes) = (inhibition.start + start, inhibitionSlopes + start)
            let changeSlope = BLAS.dot(row, slope, count: atoms)
            for unit in 0..<atoms { rowSlopes[unit] += change.amount * slope[unit] }
            let newSlope = valueSlopes[change.unit] + changeSlope
            valueSlopes[change.unit] = -changeSlope
            slope[change.unit] += abs(change.sign) * newSlope
            thresholdSlopes[change.unit] -= change.sign * newSlope
        }
    }

    /// The gradient of S over all pieces.
    func sumDescentInhibition() {
        Self.sum(pieceInhibition.start, pieceInhibition.count, to: inhibitionSlopes.start, atoms * atoms)
    }

    /// The gradient of θ over all pieces.
    func sumDescentThresholds() {
        Self.sum(pieceThresholds.start, pieceThresholds.count, to: thresholdSlopes.start, atoms)
    }

    private static func sum(
        _ pieces: UnsafePointer<Float>, _ all: Int, to total: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        total.update(repeating: 0, count: count)
        for start in stride(from: 0, to: all, by: count) {
            for place in 0..<count { total[place] += pieces[start + place] }
        }
    }
}
