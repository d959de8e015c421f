// The samples and the inner products of all pairs of them, each computed once.

/// Samples in order, and the inner products of their raw features, block by block.
///
/// Everything the classifier computes comes from these numbers, and each depends on its two samples alone, not on when
/// or beside what they were added. So a refit after adding or removing samples has the bits of a fit from nothing, at
/// the price of the new samples' rows. Blocks are kept apart: other weights of the blocks need no new products.
package struct GramMatrix {
    /// The blocks' places in a feature vector.
    package let blocks: [Range<Int>]
    /// The samples whose features are finite, in the order given.
    package private(set) var samples: [TrainingSample] = []
    /// For every block `samples.count²` inner products, row-major.
    package private(set) var products: [[Double]]

    package init(blocks: [Range<Int>]) {
        self.blocks = blocks
        products = blocks.map { _ in [] }
    }

    /// Takes other samples, keeping the products of those that stay.
    ///
    /// Costs `new × all × features` multiply-adds. A sample whose features are not finite teaches nothing and is left out.
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
            } else if blocks.allSatisfy({ innerProduct(sample.features, sample.features, over: $0).isFinite }) {
                kept.append(sample)
                origins.append(nil)
            }
        }
        let count = kept.count
        for (index, block) in blocks.enumerated() {
            var updated = [Double](repeating: 0, count: count * count)
            for row in 0..<count {
                let from = origins[row].map { $0 * formerCount }
                for column in 0...row {
                    let product: Double
                    if let from, let origin = origins[column] {
                        product = products[index][from + origin]
                    } else {
                        product = innerProduct(kept[row].features, kept[column].features, over: block)
                    }
                    updated[row * count + column] = product
                    updated[column * count + row] = product
                }
            }
            products[index] = updated
        }
        samples = kept
    }

    /// The inner products of a picture with itself and with all samples, block by block, or nil when its features are
    /// no numbers to compute with.
    package func products(with features: UnsafeBufferPointer<Float>) -> [PictureProducts]? {
        guard let start = features.baseAddress else { return nil }
        var found: [PictureProducts] = []
        for block in blocks {
            let square = innerProduct(start, start, over: block)
            guard square.isFinite else { return nil }
            let products = samples.map { sample in
                sample.features.withUnsafeBufferPointer { stored in
                    stored.baseAddress.map { innerProduct($0, start, over: block) } ?? 0
                }
            }
            found.append(PictureProducts(samples: products, square: square))
        }
        return found
    }
}
