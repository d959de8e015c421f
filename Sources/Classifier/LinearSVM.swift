// Planes with the widest margins.

public import Linear

/// Linear support vector machines, one for each class against all others: `score = w·x + b`.
///
/// Each minimises `½(‖w‖² + b²) + C·Σ max(0, 1 - yᵢ(w·xᵢ + b))`, y being 1 for its class and -1 for others, through the
/// dual: `½αᵀQα - Σ αᵢ` with `0 ≤ αᵢ ≤ C`, `Qᵢⱼ = yᵢyⱼ(xᵢ·xⱼ + 1)` and `w = Σ αᵢyᵢxᵢ`. One multiplier after another is
/// moved to where the others leave it best (Hsieh, Chang, Lin, Keerthi and Sundararajan, A dual coordinate descent method
/// for large-scale linear SVM, 2008, algorithm 3). What is spent beyond the least is known from the dual, so the solution is
/// exact to a gap that is told.
public struct LinearSVM: Sendable {
    /// `w`: classes × features.
    public private(set) var weights: Matrix
    /// `b`: one a class.
    public private(set) var biases: [Float]
    /// `α`: classes × samples.
    public private(set) var multipliers: Matrix

    private let samples: Matrix
    private let labels: [Int]
    /// `xᵢ·xᵢ + 1`.
    private let squares: [Float]

    /// Number of classes.
    public var classes: Int { weights.rows }

    /// Machines that have learnt nothing yet.
    ///
    /// - Parameters:
    ///   - samples: samples × features.
    ///   - labels: the class of each sample.
    /// - Precondition: there is a label in `0..<classes` for each sample.
    public init(samples: Matrix, labels: [Int], classes: Int) {
        precondition(samples.rows == labels.count, "\(labels.count) labels of \(samples.rows) samples")
        precondition(labels.allSatisfy { (0..<classes).contains($0) }, "labels lie in 0..<\(classes)")
        self.samples = samples
        self.labels = labels
        squares = (0..<samples.rows).map { row in samples.row(row).reduce(1) { $0 + $1 * $1 } }
        weights = Matrix(rows: classes, columns: samples.columns)
        biases = Array(repeating: 0, count: classes)
        multipliers = Matrix(rows: classes, columns: samples.rows)
    }

    /// How a fit ended.
    public struct Fit: Sendable {
        /// What the machines spend together, by the formula above.
        public let cost: Double
        /// How much of it may be too much: the least is not below `cost - gap`.
        public let gap: Double
        /// Walks through the samples.
        public let passes: Int
        /// Whether the gap is as small as was asked.
        public let isConverged: Bool
    }

    /// Walks between two looks at the gap.
    private static let stretch = 10

    /// Fits all machines, beginning where they are: a smaller C before is a good beginning.
    ///
    /// A walk through the samples takes `2·samples·features·classes` multiply-adds at most; what has settled at a bound is
    /// passed over until the gap is looked at.
    ///
    /// - Parameters:
    ///   - limit: C, greater than 0.
    ///   - tolerance: the gap that is small enough, as a share of the cost.
    ///   - passes: walks at most.
    public mutating func fit(limit: Double, tolerance: Double = 1e-3, passes: Int = 1000) -> Fit {
        precondition(limit > 0, "a limit of \(limit) lets nothing be learnt")
        let bound = Float(limit)
        for index in multipliers.values.indices { multipliers.values[index] = min(multipliers.values[index], bound) }
        var done = 0
        var fit = measure(limit, tolerance, done)
        var shuffle = Shuffle(count: samples.rows)
        while !fit.isConverged, done < passes {
            var walk = DualWalk(classes: classes, samples: samples.rows)
            for _ in 0..<Self.stretch {
                pass(shuffle.next(), bound, &walk)
                done += 1
                if walk.isIdle { break }
            }
            fit = measure(limit, tolerance, done)
        }
        return fit
    }

    /// `w·x + b` for all samples: samples × classes.
    public func scores(_ samples: Matrix) -> Matrix {
        var scores = samples.times(transposeOf: weights)
        scores.values.withUnsafeMutableBufferPointer { scores in
            for start in stride(from: 0, to: scores.count, by: max(classes, 1)) {
                for index in 0..<classes { scores[start + index] += biases[index] }
            }
        }
        return scores
    }

    /// One walk through the samples, in an order.
    private mutating func pass(_ order: [Int], _ bound: Float, _ walk: inout DualWalk) {
        var (allWeights, biases, multipliers) = (weights.values, biases, multipliers.values)
        let (features, count) = (samples.columns, samples.rows)
        walk.begin()
        samples.values.withUnsafeBufferPointer { samples in
            allWeights.withUnsafeMutableBufferPointer { weights in
                for sample in order {
                    let x = UnsafeBufferPointer(rebasing: samples[sample * features..<(sample + 1) * features])
                    for label in 0..<biases.count where walk.isActive(label, sample) {
                        let w = UnsafeMutableBufferPointer(
                            rebasing: weights[label * features..<(label + 1) * features])
                        let sign: Float = labels[sample] == label ? 1 : -1
                        let slope = sign * (Self.dot(w, x) + biases[label]) - 1
                        let old = multipliers[label * count + sample]
                        guard walk.note(slope, of: old, bound, label, sample) else { continue }
                        let new = min(max(old - slope / squares[sample], 0), bound)
                        guard new != old else { continue }
                        multipliers[label * count + sample] = new
                        let step = (new - old) * sign
                        biases[label] += step
                        for index in x.indices { w[index] += step * x[index] }
                    }
                }
            }
        }
        weights = Matrix(rows: weights.rows, columns: features, values: allWeights)
        self.biases = biases
        self.multipliers = Matrix(rows: weights.rows, columns: count, values: multipliers)
    }

    /// Computes the weights anew from the multipliers, so that no rounding gathers, and what they cost.
    private mutating func measure(_ limit: Double, _ tolerance: Double, _ passes: Int) -> Fit {
        var signed = multipliers
        var gained = 0.0
        for label in 0..<classes {
            for (sample, own) in labels.enumerated() {
                gained += Double(signed[label, sample])
                if own != label { signed[label, sample].negate() }
            }
            biases[label] = Float(signed.row(label).reduce(0.0) { $0 + Double($1) })
        }
        weights = signed.times(samples)
        let length = (weights.values + biases).reduce(0.0) { $0 + Double($1) * Double($1) }
        let scores = scores(samples)
        var missed = 0.0
        for (sample, own) in labels.enumerated() {
            for (label, score) in scores.row(sample).enumerated() {
                missed += max(0, 1 - Double(label == own ? score : -score))
            }
        }
        let cost = length / 2 + limit * missed
        // The dual has gained Σα - ½‖w‖².
        let gap = cost - (gained - length / 2)
        return Fit(cost: cost, gap: gap, passes: passes, isConverged: gap <= tolerance * cost)
    }

    private static func dot(_ x: UnsafeMutableBufferPointer<Float>, _ y: UnsafeBufferPointer<Float>) -> Float {
        guard let x = x.baseAddress, let start = y.baseAddress else { return 0 }
        return BLAS.dot(x, start, count: y.count)
    }
}
