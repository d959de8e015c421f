// Regression towards the classes, in closed form, with exact leave-one-out.

import Linear

/// Weighted kernel ridge regression of several outputs at once.
///
/// Minimises `Σ wᵢ·(yᵢ - Σⱼ Kᵢⱼ·αⱼ)² + λ·αᵀKα` by `(K + λ·W⁻¹)·α = Y` (Saunders, Gammerman & Vovk, "Ridge regression
/// learning algorithm in dual variables", 1998). Leaving sample i out leaves the residual `αᵢ / ((K + λ·W⁻¹)⁻¹)ᵢᵢ` on it,
/// without fitting again (Cawley & Talbot, "Fast exact leave-one-out cross-validation of sparse least-squares support
/// vector machines", 2004), where the weights, the targets and the kernel itself stay as they are.
package struct Ridge {
    /// `samples × outputs`, row-major.
    package let coefficients: [Double]
    /// What each output would be on each sample had it not been among the samples, `samples × outputs`, row-major.
    package let leaveOneOut: [Double]

    /// Solves for all outputs.
    ///
    /// - Parameters:
    ///   - kernel: `samples × samples`, row-major, symmetric.
    ///   - targets: `samples × outputs`, row-major.
    ///   - weights: one per sample, greater than 0.
    ///   - penalty: λ, greater than 0.
    package init(kernel: [Double], targets: [Double], weights: [Double], penalty: Double) {
        let count = weights.count
        let outputs = count == 0 ? 0 : targets.count / count
        let factor = Self.factor(kernel, ridge: weights.map { penalty / $0 })
        let coefficients = factor.solve(targets, columns: outputs)
        let diagonal = factor.inverseDiagonal()
        var leaveOneOut = targets
        for sample in 0..<count {
            for output in sample * outputs..<(sample + 1) * outputs {
                leaveOneOut[output] -= coefficients[output] / diagonal[sample]
            }
        }
        self.coefficients = coefficients
        self.leaveOneOut = leaveOneOut
    }

    /// The factor of the kernel with the ridge on its diagonal.
    ///
    /// A kernel of rounded numbers can lack positive definiteness by as much as the rounding: then the ridge rises
    /// until there is a factor, at the latest when it outweighs the rows' sums.
    private static func factor(_ kernel: [Double], ridge: [Double]) -> Cholesky {
        var lift = 0.0
        while true {
            var lifted = kernel
            for (sample, value) in ridge.enumerated() { lifted[sample * ridge.count + sample] += value + lift }
            if let factor = try? Cholesky(of: lifted, order: ridge.count) { return factor }
            lift = max(1e-4, 10 * lift)
        }
    }
}
