// Coordinate descent.

/// CoD (Li and Osher, Coordinate Descent Optimization for ℓ1 Minimization, 2009): always the value that moves farthest.
///
///     B = Dᵀx, z = 0, S = I − DᵀD
///     repeat   z̄ = sh_λ(B),  k = argmax |z_k − z̄_k|,  B ← B + S_k (z̄_k − z_k),  z_k ← z̄_k
///     at last  z = sh_λ(B)
public struct CoordinateDescent: SparseSolver {
    /// The change at which it stops.
    public let tolerance: Double
    /// The number of changes after which it stops anyway.
    public let limit: Int

    /// A solver.
    public init(tolerance: Double = 1e-10, limit: Int = 1_000_000) {
        (self.tolerance, self.limit) = (tolerance, limit)
    }

    /// Finds a code; an iteration changes one value and costs as many multiplications as there are atoms.
    public func minimise(
        _ problem: SparseCoding, _ correlations: [Double]
    ) -> (code: [Double], iterations: Int) {
        let sparsity = problem.sparsity
        var b = correlations
        var code = [Double](repeating: 0, count: problem.atoms)
        var iterations = 0
        while iterations < limit {
            var (farthest, change) = (0, 0.0)
            for k in code.indices {
                let difference = shrink(b[k], sparsity) - code[k]
                if abs(difference) > abs(change) { (farthest, change) = (k, difference) }
            }
            if abs(change) <= tolerance { break }
            // S_kk is 0: what its value was made of stays.
            let own = b[farthest]
            addRow(farthest, of: problem.gram, times: -change, to: &b)
            b[farthest] = own
            code[farthest] += change
            iterations += 1
        }
        return (b.map { shrink($0, sparsity) }, iterations)
    }
}
