// LISTA and LCoD: searches for sparse codes of a few steps, whose matrices can be trained.

import Features
public import Linear

/// A fixed number T of steps of ISTA or of coordinate descent whose matrices are parameters (Gregor and LeCun, Learning
/// Fast Approximations of Sparse Coding, 2010).
///
/// Kind `lista`, with `sh_θ(u) = sign(u)·max(|u| − θ, 0)`:
///
///     B = W_e x,  z(0) = sh_θ(B),  z(t) = sh_θ(B + S z(t−1)) for t = 1…T;  the code is z(T)
///
/// Kind `lcod`, one value a step:
///
///     B = W_e x,  z = 0
///     T times   z̄ = sh_θ(B),  k = argmax |z_k − z̄_k|,  B ← B + S_k (z̄_k − z_k),  z_k ← z̄_k
///     the code is sh_θ(B)
///
/// Untrained, that is the search itself: `W_e = Dᵀ/L, S = I − DᵀD/L, θ = λ/L`, T + 1 steps of ISTA from 0; or
/// `W_e = Dᵀ, S = I − DᵀD, θ = λ`, T changes of coordinate descent. `LearnedTrainer` trains it to be near codes that are
/// found by searching to the end.
public struct LearnedInference: Sendable, Equatable, CodePredictor {
    /// Which search was unrolled.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// ISTA: all values in each step.
        case lista
        /// Coordinate descent: the value that moves farthest in each step.
        case lcod
    }

    /// Which search was unrolled.
    public let kind: Kind
    /// T.
    public let steps: Int
    /// W_e: `atoms × inputs`.
    public internal(set) var filters: Matrix
    /// Sᵀ, the mutual inhibition: `atoms × atoms`; row k is what a value of unit k adds to the sums of all.
    public internal(set) var inhibition: Matrix
    /// θ: one a unit, above 0.
    public internal(set) var thresholds: [Float]
    /// Whether entries of S that are 0 shall stay 0 (partial mutual inhibition).
    public private(set) var isPartial = false

    /// The least threshold: below 0 a shrink would grow.
    static let leastThreshold: Float = 1e-4

    /// The untrained search for codes of a problem.
    ///
    /// - Parameter steps: T, 0 or more.
    /// - Throws: when T is below 0, or the problem has no atoms.
    public init(_ kind: Kind, unrolling problem: SparseCoding, steps: Int) throws(LearningError) {
        guard steps >= 0, problem.atoms > 0, problem.inputs > 0 else {
            throw .badRecipe(reason: "\(steps) steps with \(problem.atoms) atoms are no search.")
        }
        let (m, curvature) = (problem.atoms, kind == .lista ? problem.curvature : 1)
        (self.kind, self.steps) = (kind, steps)
        filters = Matrix(
            rows: m, columns: problem.inputs, values: problem.dictionary.map { Float($0 / curvature) })
        inhibition = Matrix(rows: m, columns: m, values: problem.gram.map { Float(-$0 / curvature) })
        // An atom has length 1: what coordinate descent changes it keeps, exactly.
        for unit in 0..<m {
            inhibition[unit, unit] =
                kind == .lista ? Float(1 - problem.gram[unit * m + unit] / curvature) : 0
        }
        let threshold = max(Float(problem.sparsity / curvature), Self.leastThreshold)
        thresholds = Array(repeating: threshold, count: m)
    }

    /// A search with given parameters.
    ///
    /// - Parameter inhibition: Sᵀ, `atoms × atoms`.
    /// - Throws: when sizes do not fit, numbers are not finite, or thresholds are below 1e-4.
    public init(
        _ kind: Kind, steps: Int, filters: Matrix, inhibition: Matrix, thresholds: [Float], isPartial: Bool = false
    ) throws(LearningError) {
        let m = filters.rows
        guard steps >= 0, inhibition.rows == m, inhibition.columns == m, thresholds.count == m else {
            throw .badInput(
                reason: "\(m) filters, \(inhibition.rows) × \(inhibition.columns) connections and \(thresholds.count) "
                    + "thresholds are no search of \(steps) steps.")
        }
        guard (filters.values + inhibition.values + thresholds).allSatisfy(\.isFinite),
            thresholds.allSatisfy({ $0 >= Self.leastThreshold })
        else {
            throw .badInput(reason: "Parameters are not finite, or thresholds below \(Self.leastThreshold).")
        }
        (self.kind, self.steps, self.filters) = (kind, steps, filters)
        (self.inhibition, self.thresholds, self.isPartial) = (inhibition, thresholds, isPartial)
    }

    /// This search with the smallest entries of S, by their absolute values, set to 0 for good; training can go on.
    ///
    /// - Parameter share: of the entries, how many stay, 0…1.
    public func keeping(_ share: Double) -> LearnedInference {
        precondition((0...1).contains(share), "a share of \(share)")
        let order = inhibition.values.indices.sorted {
            let (first, second) = (abs(inhibition.values[$0]), abs(inhibition.values[$1]))
            return first == second ? $0 < $1 : first > second
        }
        var partial = self
        for place in order.dropFirst(Int((share * Double(order.count)).rounded())) {
            partial.inhibition.values[place] = 0
        }
        partial.isPartial = true
        return partial
    }

    /// Entries of S that are not 0.
    public var connections: Int { inhibition.values.count { $0 != 0 } }

    /// Multiplications for the code of an input: those with W_e, and in each step those with the entries of S that are
    /// not 0, all of them (`lista`) or one unit's (`lcod`, the mean).
    public var multiplications: Double {
        let inhibiting = Double(connections * steps)
        return Double(filters.values.count) + (kind == .lista ? inhibiting : inhibiting / Double(filters.rows))
    }
}
