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
    /// For every block and every sample its inner products with the samples before it, and with itself.
    package private(set) var rows: [[[Double]]]
    /// The picture that was asked for last and its products: what is taught is judged before and after.
    private var recent: (features: [Float], products: [PictureProducts])?

    package init(blocks: [Range<Int>]) {
        self.blocks = blocks
        rows = blocks.map { _ in [] }
    }

    /// The inner product of two samples in a block.
    package func product(_ one: Int, _ other: Int, in block: Int) -> Double {
        rows[block][max(one, other)][min(one, other)]
    }

    /// The squared distance in a block between a sample and what stands for it in another list.
    func squareApart(_ sample: Int, from other: GramMatrix, in block: Int) -> Double {
        let (own, mean) = (samples[sample].features, other.samples[sample].features)
        // Arrays that share their memory are the same.
        if own == mean { return 0 }
        let square = product(sample, sample, in: block) + other.product(sample, sample, in: block)
        return max(square - 2 * innerProduct(own, mean, over: blocks[block]), 0)
    }

    /// Takes other samples, keeping the products of those that stay.
    ///
    /// Costs `new × all × features` multiply-adds. A sample whose features are not finite teaches nothing and is left out.
    ///
    /// - Returns: how many samples at the beginning are the same as before, but for their labels.
    @discardableResult
    package mutating func replace(with next: [TrainingSample]) -> Int {
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
        let same = origins.indices.first { origins[$0] != $0 } ?? origins.count
        for block in blocks.indices {
            let old = Array(rows[block][same...])
            rows[block].removeSubrange(same...)
            for row in same..<kept.count {
                rows[block].append(self.row(row, in: block, kept, origins, old, from: same))
            }
        }
        samples = kept
        if same < (recent?.products.first?.samples.count ?? 0) { recent = nil }
        return same
    }

    /// A new row; `old` are the former rows from `same` on.
    private func row(
        _ row: Int, in block: Int, _ kept: [TrainingSample], _ origins: [Int?], _ old: [[Double]], from same: Int
    ) -> [Double] {
        let features = kept[row].features
        guard let one = origins[row] else { return newRow(features, kept[..<row], in: block, from: same) }
        return (0...row).map { column in
            guard let other = origins[column] else {
                return innerProduct(features, kept[column].features, over: blocks[block])
            }
            // Pairs of which the later one stood before `same` have not moved.
            let (later, earlier) = (max(one, other), min(one, other))
            return later < same ? rows[block][later][earlier] : old[later - same][earlier]
        }
    }

    /// The row of a new sample: its products with those before it, and with itself.
    private func newRow(
        _ features: [Float], _ before: ArraySlice<TrainingSample>, in block: Int, from same: Int
    ) -> [Double] {
        let known = recentProducts(features, in: block)
        // Where samples have moved since, what is known are products with others.
        var row = Array(known?.samples.prefix(min(same, before.count)) ?? [])
        row.reserveCapacity(before.count + 1)
        features.withUnsafeBufferPointer { features in
            guard let start = features.baseAddress else { return }
            addInnerProducts(start, before[row.count...], over: blocks[block], to: &row)
            row.append(known?.square ?? innerProduct(start, start, over: blocks[block]))
        }
        return row
    }

    private func recentProducts(_ features: [Float], in block: Int) -> PictureProducts? {
        guard let recent, recent.features == features else { return nil }
        return recent.products[block]
    }

    /// The inner products of a picture with itself and with all samples, block by block, or nil when its features are
    /// no numbers to compute with.
    package mutating func products(with features: UnsafeBufferPointer<Float>) -> [PictureProducts]? {
        guard let start = features.baseAddress else { return nil }
        let isRecent = recent.map { $0.features.elementsEqual(features) } ?? false
        var found: [PictureProducts] = []
        for (index, block) in blocks.enumerated() {
            let known = isRecent ? recent?.products[index] : nil
            let square = known?.square ?? innerProduct(start, start, over: block)
            guard square.isFinite else { return nil }
            var products = known?.samples ?? []
            products.reserveCapacity(samples.count)
            addInnerProducts(start, samples[products.count...], over: block, to: &products)
            found.append(PictureProducts(samples: products, square: square))
        }
        recent = (isRecent ? recent?.features ?? [] : Array(features), found)
        return found
    }
}
