// Codes by a search of few steps.

import Features
public import Linear

extension LearnedInference {
    /// The codes of inputs, `count × inputs`: `count × atoms`.
    ///
    /// - Precondition: `inputs.columns == filters.columns`.
    public func codes(of inputs: Matrix) -> Matrix {
        let sums = inputs.times(transposeOf: filters)
        switch kind {
        case .lista:
            var codes = shrunk(sums)
            for _ in 0..<steps {
                var next = codes.times(inhibition)
                for place in next.values.indices { next.values[place] += sums.values[place] }
                codes = shrunk(next)
            }
            return codes
        case .lcod:
            var codes = sums
            let m = filters.rows
            let connections = FloatBuffer(inhibition.values)
            let bounds = FloatBuffer(thresholds)
            let values = FloatBuffer(count: m)
            let descent = CoordinateSteps(
                atoms: m, steps: steps, inhibition: connections.start, thresholds: bounds.start)
            codes.values.withUnsafeMutableBufferPointer { codes in
                guard let start = codes.baseAddress else { return }
                for row in 0..<sums.rows {
                    _ = descent.run(sums: start + row * m, values: values.start) { _, _ in }
                }
            }
            return shrunk(codes)
        }
    }

    /// `sh_θ` of each row.
    private func shrunk(_ matrix: Matrix) -> Matrix {
        var result = matrix
        let count = thresholds.count
        thresholds.withUnsafeBufferPointer { thresholds in
            result.values.withUnsafeMutableBufferPointer { values in
                for start in stride(from: 0, to: values.count, by: count) {
                    for unit in 0..<count { values[start + unit] = shrink(values[start + unit], thresholds[unit]) }
                }
            }
        }
        return result
    }
}

/// `sh_t(u)`: soft threshold.
@inline(__always)
func shrink(_ value: Float, _ threshold: Float) -> Float { value - max(-threshold, min(value, threshold)) }

/// The changes of a coordinate descent, one input after another.
struct CoordinateSteps {
    /// m.
    let atoms: Int
    /// T.
    let steps: Int
    /// Sᵀ, and θ.
    let inhibition, thresholds: UnsafePointer<Float>

    /// A change of one value.
    struct Change {
        /// k.
        let unit: Int
        /// `z̄_k − z_k`.
        let amount: Float
        /// The sign of B_k where it is beyond its threshold, else 0.
        let sign: Float
    }

    /// Takes the steps, telling of each, and returns how many there were: fewer than T when nothing is left to change.
    ///
    /// - Parameters:
    ///   - sums: B, `atoms` values, which are changed.
    ///   - values: room for z, `atoms` values.
    func run(sums: UnsafeMutablePointer<Float>, values: UnsafeMutablePointer<Float>, note: (Int, Change) -> Void) -> Int
    {
        values.update(repeating: 0, count: atoms)
        for step in 0..<steps {
            var (farthest, change, distance) = (0, Float(0), Float(0))
            for unit in 0..<atoms {
                let difference = shrink(sums[unit], thresholds[unit]) - values[unit]
                if abs(difference) > distance { (farthest, change, distance) = (unit, difference, abs(difference)) }
            }
            if distance == 0 { return step }
            let sum = sums[farthest]
            let isBeyond = abs(sum) > thresholds[farthest]
            note(step, Change(unit: farthest, amount: change, sign: isBeyond ? (sum > 0 ? 1 : -1) : 0))
            let row = inhibition + farthest * atoms
            for unit in 0..<atoms { sums[unit] += change * row[unit] }
            values[farthest] += change
        }
        return steps
    }
}
