// The samples and the inner products of all pairs of them, each computed once.

import Linear

/// Samples in order, and the inner products of their raw features.
///
/// Everything the classifier computes comes from these numbers, and each depends on its two samples alone, not on when
/// or beside what they were added. So a refit after adding or removing samples has the bits of a fit from nothing, at
/// the price of the new samples' rows.
package struct GramMatrix {
    /// The samples whose features are finite, in the order given.
    package private(set) var samples: [TrainingSample] = []
    /// `samples.count²` inner products, row-major.
    package private(set) var products: [Float] = []

    package init() {}

    /// Takes other samples, keeping the products of those that stay.
    ///
    /// Costs `new × all × features` multiply-adds. A sample whose square is not finite teaches nothing and is left out.
    package mutating func replace(with next: [TrainingSample]) {
        let formerCount = samples.count
        let former = Dictionary(samples.indices.map { (samples[$0].id, $0) }) { _, later in later }
        var kept: [TrainingSample] = []
        var origins: [Int?] = []
        for sample in next {
            // Arrays that share their memory are found equal without a look at the values.
            if let origin = former[sample.id], samples[origin].features == sample.features {
                kept.append(sample)
                origins.append(origin)
            } else if dot(sample.features, sample.features).isFinite {
                kept.append(sample)
                origins.append(nil)
            }
        }
        let count = kept.count
        var updated = [Float](repeating: 0, count: count * count)
        for row in 0..<count {
            let from = origins[row].map { $0 * formerCount }
            for column in 0...row {
                let product: Float
                if let from, let origin = origins[column] {
                    product = products[from + origin]
                } else {
                    product = dot(kept[row].features, kept[column].features)
                }
                updated[row * count + column] = product
                updated[column * count + row] = product
            }
        }
        samples = kept
        products = updated
    }

    /// The inner products of a picture with all samples.
    package func products(with features: UnsafeBufferPointer<Float>) -> [Float] {
        guard let start = features.baseAddress else { return Array(repeating: 0, count: samples.count) }
        return samples.map { sample in
            sample.features.withUnsafeBufferPointer { stored in
                stored.baseAddress.map { BLAS.dot($0, start, count: stored.count) } ?? 0
            }
        }
    }
}
