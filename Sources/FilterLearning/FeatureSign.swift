// Feature-sign search: the exact solver.

import Linear

/// Feature-sign search (Lee, Battle, Raina and Ng, Efficient Sparse Coding Algorithms, 2006, algorithm 1).
///
/// Guesses which values are not 0 and their signs θ; with these the energy is a parabola, whose minimum is known. One
/// goes there, or as far as to the best place on the way where a value changes its sign, and guesses anew. The energy
/// falls with each step, and no guess comes twice: the search ends.
public struct FeatureSign: SparseSolver {
    /// The gap at which it stops.
    public let tolerance: Double

    /// A solver.
    public init(tolerance: Double = 1e-10) { self.tolerance = tolerance }

    /// Finds a code; an iteration solves a system of as many equations as values are not 0.
    ///
    /// - Throws: when a system cannot be solved: the dictionary is not finite.
    public func minimise(
        _ problem: SparseCoding, _ correlations: [Double]
    ) throws(LearningError) -> (code: [Double], iterations: Int) {
        let sparsity = problem.sparsity
        var code = [Double](repeating: 0, count: problem.atoms)
        var gradient = correlations.map { -$0 }
        var iterations = 0
        let limit = 100 * (problem.atoms + 1)
        while iterations < limit, let newcomer = Self.steepest(code, gradient),
            abs(gradient[newcomer]) > sparsity + tolerance
        {
            var active = code.indices.filter { code[$0] != 0 || $0 == newcomer }
            var isBetter = true
            while isBetter, iterations < limit {
                let slopes = active.map { j in
                    let isPositive = code[j] == 0 ? gradient[j] < 0 : code[j] > 0
                    return gradient[j] + (isPositive ? sparsity : -sparsity)
                }
                if slopes.allSatisfy({ abs($0) <= tolerance }) { break }
                let search = try Segment(problem, code, gradient, active, slopes)
                isBetter = search.walk(&code)
                iterations += 1
                gradient = problem.gradient(at: code, correlations)
                active = code.indices.filter { code[$0] != 0 }
            }
            // Nothing is left but rounding.
            if !isBetter, code[newcomer] == 0 { break }
        }
        return (code, iterations)
    }

    /// The atom without a value that the energy falls most steeply towards.
    private static func steepest(_ code: [Double], _ gradient: [Double]) -> Int? {
        code.indices.filter { code[$0] == 0 }.max { abs(gradient[$0]) < abs(gradient[$1]) }
    }
}

/// The way from a code to the minimum of the parabola that its signs give.
private struct Segment {
    let sparsity: Double
    let active: [Int]
    /// From the code to the minimum, the active values only.
    let direction: [Double]
    /// `⟨∇, d⟩` and `‖Dd‖²`.
    let slope, bend: Double

    /// Of the linear system's diagonal: keeps it solvable when atoms depend on one another. The step's target stays the
    /// exact minimum, since the summand pulls to where one stands (a proximal point step), not to 0.
    static let ridge = 1e-10

    init(
        _ problem: SparseCoding, _ code: [Double], _ gradient: [Double], _ active: [Int], _ slopes: [Double]
    ) throws(LearningError) {
        self.active = active
        sparsity = problem.sparsity
        let count = active.count
        let gram = active.flatMap { i in active.map { problem.gram[i * problem.atoms + $0] } }
        var system = gram
        for i in 0..<count { system[i * count + i] += Self.ridge }
        do {
            direction = try Cholesky(of: system, order: count).solve(slopes).map { -$0 }
        } catch {
            throw .badInput(reason: "The dictionary cannot be used: \(error)")
        }
        slope = zip(active, direction).reduce(0) { $0 + gradient[$1.0] * $1.1 }
        bend = inner(direction, product(of: gram, columns: count, with: direction))
    }

    /// Moves a code to the best of the segment's end and its places where a value becomes 0; false when none is better.
    func walk(_ code: inout [Double]) -> Bool {
        var places: [(t: Double, zero: Int?)] = [(1, nil)]
        for (j, d) in zip(active, direction) where code[j] * d < 0 && abs(code[j]) < abs(d) {
            places.append((-code[j] / d, j))
        }
        let values = active.map { code[$0] }
        func change(_ t: Double) -> Double {
            let parabola = t * slope + t * t * bend / 2
            return zip(values, direction).reduce(parabola) { $0 + sparsity * (abs($1.0 + t * $1.1) - abs($1.0)) }
        }
        let changes = places.map { change($0.t) }
        guard let best = changes.indices.min(by: { changes[$0] < changes[$1] }), changes[best] < 0 else { return false }
        for (j, d) in zip(active, direction) { code[j] += places[best].t * d }
        if let zero = places[best].zero { code[zero] = 0 }
        return true
    }
}
