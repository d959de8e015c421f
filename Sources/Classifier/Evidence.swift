// How much speaks for each group: regression towards 1 for its samples and 0 for all others.

package import Linear

/// Kernel ridge regression of every group's indicator at once.
///
/// It minimises `Σ (yᵢ - f(i))² + λ·‖f‖²` by `α = (K + λI)⁻¹·Y`, so that `f = Σ αᵢ·Kᵢ` (Saunders, Gammerman and Vovk, “Ridge
/// regression learning algorithm in dual variables”, 1998). Leaving sample i out leaves `αᵢ / (A⁻¹)ᵢᵢ` of the target on it,
/// exactly and without fitting again (Cawley and Talbot, “Fast exact leave-one-out cross-validation of sparse least-squares
/// support vector machines”, 2004). Nothing pulls towards 1 far from all samples: `f` is near 0 there, which is what
/// makes it a measure of having been taught.
package struct Evidence {
    /// λ.
    package let penalty: Double
    /// `α`: samples × groups, row-major.
    package let coefficients: [Double]
    /// The diagonal of `(K + λI)⁻¹`.
    package let inverseDiagonal: [Double]
    /// `YᵀA⁻¹Y`: groups × groups, row-major.
    package let mixing: [Double]
    /// What each sample's own group would have on it had it not been among the samples.
    package let leaveOneOut: [Double]

    /// - Parameter factor: of `K + λI`.
    package init(_ factor: InverseFactor, groups: Groups, penalty: Double) {
        let columns = groups.count
        self.penalty = penalty
        let whitened = factor.times(groups.targets, columns: columns)
        coefficients = factor.transposeTimes(whitened, columns: columns)
        inverseDiagonal = factor.inverseDiagonal
        var mixing = [Double](repeating: 0, count: columns * columns)
        for sample in groups.ofSample.indices {
            let row = whitened[sample * columns..<(sample + 1) * columns]
            for (one, value) in row.enumerated() where value != 0 {
                for (other, second) in row.enumerated() { mixing[one * columns + other] += value * second }
            }
        }
        self.mixing = mixing
        leaveOneOut = groups.ofSample.indices.map { [coefficients, inverseDiagonal] sample in
            1 - coefficients[sample * columns + groups.ofSample[sample]] / inverseDiagonal[sample]
        }
    }

    /// The evidence for every group where a picture has these cosines with the samples.
    package func values(_ cosines: [Double], groups: Int) -> [Double] {
        DecisionRule.sums(coefficients, cosines, columns: groups)
    }
}
