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
    /// How near each sample would be to its own group had it not been among the samples.
    package let leaveOneOut: [Double]

    /// - Parameter factor: of `K + λI`.
    package init(_ factor: InverseFactor, groups: Groups, penalty: Double) {
        var sums = EvidenceSums()
        sums.update(factor, groups, placed: 0)
        self.init(sums, groups: groups, penalty: penalty)
    }

    /// - Parameter sums: over the factor of `K + λI`, of these groups.
    init(_ sums: EvidenceSums, groups: Groups, penalty: Double) {
        self.penalty = penalty
        mixing = sums.mixing(groups)
        inverseDiagonal = sums.diagonal
        let (coefficients, columns) = (sums.coefficients(groups), groups.count)
        self.coefficients = coefficients
        leaveOneOut = groups.ofSample.indices.map { sample in
            let own = coefficients[sample * columns..<(sample + 1) * columns]
            return 1 - own.reduce(0) { $0 + $1 * $1 }.squareRoot() / sums.diagonal[sample]
        }
    }

    /// How near evidence comes to that of a group's own samples: 1 less the distance from 1 for the group and 0 for all others.
    ///
    /// What was never taught is a little like several things; what was taught is like one.
    package static func nearness(_ values: [Double], group: Int) -> Double {
        let squares = values.reduce(0) { $0 + $1 * $1 }
        return 1 - max(squares - 2 * values[group] + 1, 0).squareRoot()
    }

    /// The evidence for every group where a picture has these cosines with the samples.
    package func values(_ cosines: [Double], groups: Int) -> [Double] {
        DecisionRule.sums(coefficients, cosines, columns: groups)
    }

    /// The evidence for every group of several pictures: rows of cosines with the samples, and of evidence.
    func values(_ cosines: [[Double]], groups: Int) -> [[Double]] {
        let (flat, samples) = (cosines.flatMap { $0 }, inverseDiagonal.count)
        let values = BLAS.product(flat, coefficients, rows: cosines.count, inner: samples, columns: groups)
        return cosines.indices.map { Array(values[$0 * groups..<($0 + 1) * groups]) }
    }
}
