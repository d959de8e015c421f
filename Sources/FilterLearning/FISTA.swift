// Fast iterative soft thresholding.

/// FISTA (Beck and Teboulle, A Fast Iterative Shrinkage-Thresholding Algorithm for Linear Inverse Problems, 2009):
///
///     z_k     = sh_{λ/L}(y_k − ∇(y_k)/L)
///     t_{k+1} = (1 + √(1 + 4t_k²)) / 2
///     y_{k+1} = z_k + (t_k − 1)/t_{k+1} · (z_k − z_{k−1})
///
/// from `y₁ = z₀ = 0` and `t₁ = 1`. The answer is z, not y. Its energy's distance from the least falls as 1/k².
public struct FISTA: SparseSolver {
    /// Where L comes from.
    public enum Step: Sendable, Hashable {
        /// The largest eigenvalue of DᵀD.
        case fixed
        /// From `first` on, times `factor` until the parabola of curvature L lies above the energy.
        case backtracking(first: Double = 0.1, factor: Double = 1.5)
    }

    /// Where L comes from.
    public let step: Step
    /// The gap at which it stops.
    public let tolerance: Double
    /// The number of steps after which it stops anyway.
    public let limit: Int

    /// A solver.
    public init(_ step: Step = .fixed, tolerance: Double = 1e-10, limit: Int = 100_000) {
        (self.step, self.tolerance, self.limit) = (step, tolerance, limit)
    }

    /// Finds a code; an iteration is a step.
    public func minimise(
        _ problem: SparseCoding, _ correlations: [Double]
    ) -> (code: [Double], iterations: Int) {
        var (curvature, factor) = (problem.curvature, 1.0)
        if case .backtracking(let first, let growth) = step { (curvature, factor) = (first, growth) }

        var code = [Double](repeating: 0, count: problem.atoms)
        var gradient = problem.gradient(at: code, correlations)
        var (point, pointGradient) = (code, gradient)
        var t = 1.0
        for step in 0..<limit {
            if problem.optimalityGap(code, gradient) <= tolerance { return (code, step) }
            let (last, lastGradient) = (code, gradient)
            code = Self.proximal(point, pointGradient, curvature, problem.sparsity)
            while factor > 1, !Self.isBelow(curvature, from: point, to: code, problem) {
                curvature *= factor
                code = Self.proximal(point, pointGradient, curvature, problem.sparsity)
            }
            gradient = problem.gradient(at: code, correlations)

            let next = (1 + (1 + 4 * t * t).squareRoot()) / 2
            let momentum = (t - 1) / next
            t = next
            // The gradient is affine: that of y follows from those of the two z without another product.
            for j in code.indices {
                point[j] = code[j] + momentum * (code[j] - last[j])
                pointGradient[j] = gradient[j] + momentum * (gradient[j] - lastGradient[j])
            }
        }
        return (code, limit)
    }

    /// `sh_{λ/L}(y − ∇(y)/L)`.
    private static func proximal(
        _ point: [Double], _ gradient: [Double], _ curvature: Double, _ sparsity: Double
    ) -> [Double] {
        zip(point, gradient).map { shrink($0 - $1 / curvature, sparsity / curvature) }
    }

    /// Whether `f(z) ≤ f(y) + ⟨z − y, ∇f(y)⟩ + L/2 ‖z − y‖²`: for this f that is `‖D(z − y)‖² ≤ L‖z − y‖²`, which does
    /// not drown in rounding near the minimum as the difference of two energies does.
    private static func isBelow(
        _ curvature: Double, from point: [Double], to code: [Double], _ problem: SparseCoding
    ) -> Bool {
        let change = zip(code, point).map { $0 - $1 }
        let bend = problem.gradient(at: change, [Double](repeating: 0, count: change.count))
        return inner(change, bend) <= curvature * inner(change, change) * (1 + 1e-12)
    }
}
