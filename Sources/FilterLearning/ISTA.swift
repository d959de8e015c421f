// Iterative soft thresholding.

/// ISTA: `z ← sh_{λ/L}(z − ∇(z)/L)`, a gradient step on the reconstruction and a shrink for the sum of absolute values
/// (Daubechies, Defrise and De Mol, An Iterative Thresholding Algorithm for Linear Inverse Problems, 2004).
///
/// The energy never rises; its distance from the least falls as 1/t.
public struct ISTA: SparseSolver {
    /// The gap at which it stops.
    public let tolerance: Double
    /// The number of steps after which it stops anyway.
    public let limit: Int

    /// A solver.
    public init(tolerance: Double = 1e-10, limit: Int = 100_000) { (self.tolerance, self.limit) = (tolerance, limit) }

    /// Finds a code; an iteration is a step.
    public func minimise(
        _ problem: SparseCoding, _ correlations: [Double]
    ) -> (code: [Double], iterations: Int) {
        let curvature = problem.curvature
        var code = [Double](repeating: 0, count: problem.atoms)
        for step in 0..<limit {
            let gradient = problem.gradient(at: code, correlations)
            if problem.optimalityGap(code, gradient) <= tolerance { return (code, step) }
            for j in code.indices {
                code[j] = shrink(code[j] - gradient[j] / curvature, problem.sparsity / curvature)
            }
        }
        return (code, limit)
    }
}
