// A minimum of a smooth function of very many variables.

import COpenBLAS

/// Limited-memory quasi-Newton minimisation (Liu and Nocedal, On the limited memory BFGS method for large scale
/// optimization, 1989), its steps found by bisection until both conditions of Wolfe hold.
///
/// Memory is `2·memory + 4` vectors. The same function and start give the same result, bit for bit, on the same machine.
public struct LBFGS: Sendable {
    /// Pairs of steps and changes of the gradient that stand for the curvature.
    public var memory = 10
    /// Where the gradient is no longer than this, the minimum is found.
    public var tolerance: Double
    /// Steps that are taken at most.
    public var limit: Int

    /// A solver that ends where the gradient's Euclidean norm is `tolerance`, or after `limit` steps.
    public init(tolerance: Double = 1e-5, limit: Int = 300) {
        self.tolerance = tolerance
        self.limit = limit
    }

    /// Where it ended.
    public struct Result: Sendable {
        /// The variables.
        public fileprivate(set) var position: [Double]
        /// The function there.
        public fileprivate(set) var value: Double
        /// The Euclidean norm of the gradient there.
        public fileprivate(set) var gradientNorm: Double
        /// How often the function was asked.
        public fileprivate(set) var evaluations = 1
        /// Steps taken.
        public fileprivate(set) var steps = 0
        /// Whether the gradient is short enough. If not, the limit was reached, or the function's own rounding hides
        /// every descent.
        public fileprivate(set) var isConverged = false
    }

    /// A step, how the gradient changed along it, and 1 through their inner product.
    private struct Pair {
        let step: [Double]
        let change: [Double]
        let scale: Double
    }

    private static let sufficientDescent = 1e-4
    private static let curvature = 0.9
    private static let bisections = 30

    /// Minimises a function.
    ///
    /// - Parameters:
    ///   - start: the variables to begin with.
    ///   - function: returns its value and writes its gradient, as long as the variables, into its second argument. Steps
    ///     to where it is not finite are taken back.
    public func minimise(
        from start: [Double], _ function: (_ position: [Double], _ gradient: inout [Double]) -> Double
    ) -> Result {
        var gradient = [Double](repeating: 0, count: start.count)
        var (next, nextGradient) = (start, gradient)
        let value = function(start, &gradient)
        var result = Result(position: start, value: value, gradientNorm: Self.dot(gradient, gradient).squareRoot())
        var pairs: [Pair] = []
        while result.gradientNorm > tolerance, result.steps < limit {
            var direction = Self.direction(gradient, pairs)
            var slope = Self.dot(direction, gradient)
            if slope >= 0 {
                pairs = []
                direction = gradient.map { -$0 }
                slope = -result.gradientNorm * result.gradientNorm
            }
            var (length, shortest, longest) = (
                pairs.isEmpty ? 1 / max(1, result.gradientNorm) : 1, 0.0, Double.infinity
            )
            var nextValue = Double.infinity
            var isFound = false
            for _ in 0..<Self.bisections {
                next = result.position
                Self.add(length, direction, to: &next)
                nextValue = function(next, &nextGradient)
                result.evaluations += 1
                if !(nextValue <= result.value + Self.sufficientDescent * length * slope) {
                    longest = length
                } else if Self.dot(direction, nextGradient) < Self.curvature * slope {
                    shortest = length
                } else {
                    isFound = true
                    break
                }
                length = longest.isFinite ? (shortest + longest) / 2 : 2 * length
            }
            guard isFound else { break }
            remember(from: result.position, gradient, to: next, nextGradient, in: &pairs)
            swap(&gradient, &nextGradient)
            result.position = next
            result.value = nextValue
            result.gradientNorm = Self.dot(gradient, gradient).squareRoot()
            result.steps += 1
        }
        result.isConverged = result.gradientNorm <= tolerance
        return result
    }

    /// Minus the approximated inverse Hessian times the gradient: the two loops of Nocedal, Updating quasi-Newton
    /// matrices with limited storage, 1980.
    private static func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
        var direction = gradient.map { -$0 }
        var shares: [Double] = []
        for pair in pairs.reversed() {
            let share = pair.scale * dot(pair.step, direction)
            add(-share, pair.change, to: &direction)
            shares.append(share)
        }
        if let last = pairs.last {
            cblas_dscal(Int32(direction.count), 1 / (last.scale * dot(last.change, last.change)), &direction, 1)
        }
        for (pair, share) in zip(pairs, shares.reversed()) {
            add(share - pair.scale * dot(pair.change, direction), pair.step, to: &direction)
        }
        return direction
    }

    private func remember(
        from position: [Double], _ gradient: [Double], to next: [Double], _ nextGradient: [Double],
        in pairs: inout [Pair]
    ) {
        var (step, change) = (next, nextGradient)
        Self.add(-1, position, to: &step)
        Self.add(-1, gradient, to: &change)
        let product = Self.dot(step, change)
        guard product > 0 else { return }
        if pairs.count == memory { pairs.removeFirst() }
        pairs.append(Pair(step: step, change: change, scale: 1 / product))
    }

    private static func dot(_ x: [Double], _ y: [Double]) -> Double {
        BLAS.keepToOneThread()
        return cblas_ddot(Int32(x.count), x, 1, y, 1)
    }

    private static func add(_ factor: Double, _ x: [Double], to y: inout [Double]) {
        cblas_daxpy(Int32(x.count), factor, x, 1, &y, 1)
    }
}
