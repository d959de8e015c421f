// The cosines between all pairs of samples.

/// The weighted mean of the blocks' cosines, `K = Σ weight·cosine / Σ weight`, of samples and of pictures.
///
/// It is the cosine of vectors whose blocks have the lengths √weight, hence a kernel: 1 on the diagonal, positive
/// semidefinite. A block of weight 0 is not looked at. In each block directions are taken from a centre (`Places`).
package struct CosineKernel {
    /// Where the samples lie.
    private(set) var places: Places
    /// For each sample its cosines with the samples before it, and with itself.
    package private(set) var rows: [[Double]] = []

    /// The kernel of no samples yet.
    ///
    /// - Parameters:
    ///   - weights: one for each block, not negative, not all 0.
    ///   - centre: as many values as there are features.
    package init(blocks: [Range<Int>], weights: [Double], centre: [Float]) {
        places = Places(blocks: blocks, weights: weights, centre: centre)
    }

    /// Takes over what has become of the samples from a place on.
    ///
    /// - Parameter taken: the samples as they were taken; nil when those are in `gram`, and not what stands for them and
    ///   their mirror images.
    package mutating func update(_ gram: GramMatrix, taken: [TrainingSample]? = nil, from same: Int) {
        let same = min(same, rows.count)
        places.update(gram.samples, taken: taken, from: same)
        rows.removeSubrange(same...)
        for sample in same..<gram.samples.count {
            var row = places.cosines(of: sample, gram.rows)
            if taken == nil { row[sample] = 1 }
            rows.append(row)
        }
    }

    /// The cosines between a picture and the samples.
    package func cosines(of features: [Float], _ products: [PictureProducts]) -> [Double] {
        places.cosines(of: features, products)
    }
}
