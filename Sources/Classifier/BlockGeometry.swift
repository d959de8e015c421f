// Where the samples lie: the blocks' directions taken together.

/// The weighted mean of the blocks' cosines, `K = Σ weight·cosine / Σ weight`.
///
/// It is the cosine of vectors whose blocks have the lengths √weight, hence a kernel: 1 on the diagonal, positive
/// semidefinite. A block of weight 0 is not looked at.
package struct BlockGeometry {
    /// A block that counts.
    private struct Part {
        let block: Int
        let share: Double
        let geometry: CosineGeometry
    }

    private let parts: [Part]

    /// The geometry of the samples of a Gram matrix.
    ///
    /// - Parameters:
    ///   - shares: each sample's share in the centre: all 0 for a centre at the origin, else adding up to 1.
    ///   - weights: one for each block, not negative, not all 0.
    package init(gram: GramMatrix, shares: [Double], weights: [Double]) {
        let total = weights.reduce(0, +)
        parts = weights.indices.filter { weights[$0] > 0 }.map { block in
            let geometry = CosineGeometry(products: gram.products[block], shares: shares)
            return Part(block: block, share: weights[block] / total, geometry: geometry)
        }
    }

    /// The cosines between all samples, `count × count`, row-major, 1 on the diagonal.
    package func kernel(gram: GramMatrix) -> [Double] {
        let count = gram.samples.count
        var kernel = mean(count * count) { $0.geometry.kernel(products: gram.products[$0.block]) }
        // Shares such as 0.9 + 0.1 need not add up to 1 exactly.
        for sample in 0..<count { kernel[sample * count + sample] = 1 }
        return kernel
    }

    /// The cosines between a picture and all samples.
    package func kernel(of picture: [PictureProducts], count: Int) -> [Double] {
        mean(count) { $0.geometry.kernel(of: picture[$0.block]) }
    }

    private func mean(_ count: Int, _ cosines: (Part) -> [Double]) -> [Double] {
        var mean = [Double](repeating: 0, count: count)
        for part in parts {
            let cosines = cosines(part)
            for index in 0..<count { mean[index] += part.share * cosines[index] }
        }
        for index in 0..<count { mean[index] = min(mean[index], 1) }
        return mean
    }

    /// Every block that counts, its share in the mean, and whether each sample lies at its centre.
    var shares: [(block: Int, share: Double, areAtCentre: [Bool])] {
        parts.map { ($0.block, $0.share, $0.geometry.areAtCentre) }
    }
}
