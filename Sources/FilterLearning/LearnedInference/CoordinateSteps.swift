// The loop of coordinate descent in Float.

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

    /// Takes the steps, telling of each, and answers how many there were: fewer than T when nothing is left to change.
    ///
    /// - Parameters:
    ///   - sums: B, `atoms` values, which are changed.
    ///   - values: z, `atoms` values, which are changed.
    @discardableResult
    func run(sums: UnsafeMutablePointer<Float>, values: UnsafeMutablePointer<Float>, note: (Change) -> Void) -> Int {
        for step in 0..<steps {
            let (unit, amount) = farthest(sums, values)
            if amount == 0 { return step }
            let sum = sums[unit]
            let isBeyond = abs(sum) > thresholds[unit]
            note(Change(unit: unit, amount: amount, sign: isBeyond ? (sum > 0 ? 1 : -1) : 0))
            let row = inhibition + unit * atoms
            for other in 0..<atoms { sums[other] += amount * row[other] }
            values[unit] += amount
        }
        return steps
    }

    private typealias Lanes = SIMD16<Float>

    /// The value that moves farthest, the first of equals, and how far.
    private func farthest(_ sums: UnsafePointer<Float>, _ values: UnsafePointer<Float>) -> (Int, Float) {
        var (best, places) = (Lanes(repeating: 0), SIMD16<Int32>(repeating: .max))
        var place = SIMD16<Int32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        let whole = atoms - atoms % Lanes.scalarCount
        for start in stride(from: 0, to: whole, by: Lanes.scalarCount) {
            let (sum, value) = (Self.load(sums + start), Self.load(values + start))
            let threshold = Self.load(thresholds + start)
            let difference = sum - pointwiseMax(-threshold, pointwiseMin(sum, threshold)) - value
            let distance = pointwiseMax(difference, -difference)
            let isFarther = distance .> best
            best.replace(with: distance, where: isFarther)
            places.replace(with: place, where: isFarther)
            place &+= Int32(Lanes.scalarCount)
        }
        var (unit, distance) = (0, best.max())
        if distance > 0 {
            places.replace(with: .max, where: best .!= distance)
            unit = Int(places.min())
        }
        for place in whole..<atoms {
            let other = abs(shrink(sums[place], thresholds[place]) - values[place])
            if other > distance { (unit, distance) = (place, other) }
        }
        return (unit, shrink(sums[unit], thresholds[unit]) - values[unit])
    }

    private static func load(_ start: UnsafePointer<Float>) -> Lanes {
        UnsafeRawPointer(start).loadUnaligned(as: Lanes.self)
    }
}
