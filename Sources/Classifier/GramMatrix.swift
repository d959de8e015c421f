// The samples and the inner products of all pairs of them, each computed once.

/// Samples in order, and the inner products of their raw features, block by block.
///
/// Everything the classifier computes comes from these numbers, and each depends on its two samples alone, not on when
/// or beside what they were added. So a refit after adding or removing samples has the bits of a fit from nothing, at
/// the price of the new samples' rows. Blocks are kept apart: other weights of the blocks need no new products.
package struct GramMatrix {
    /// The samples, and what is asked of each alone.
    package private(set) var each: SampleProducts
    /// For every block and every sample its inner products with the samples before it, and with itself.
    package private(set) var rows: [[[Double]]]

    /// The blocks' places in a feature vector.
    package var blocks: [Range<Int>] { each.blocks }
    /// The samples whose features are finite, in the order given.
    package var samples: [TrainingSample] { each.samples }

    package init(blocks: [Range<Int>]) {
        each = SampleProducts(blocks: blocks)
        rows = blocks.map { _ in [] }
    }

    /// Takes other generic pictures.
    mutating func surround(with surroundings: Surroundings) { each.surround(with: surroundings) }

    /// Takes other samples, keeping the products of those that stay.
    ///
    /// Costs `new × all × features` multiply-adds. A sample whose features are not finite teaches nothing and is left out.
    @discardableResult
    package mutating func replace(with next: [TrainingSample]) -> Change {
        let change = each.replace(with: next)
        for block in blocks.indices {
            let old = Array(rows[block][change.same...])
            rows[block].removeSubrange(change.same...)
            for place in change.origins.indices { rows[block].append(row(place, in: block, change, old)) }
        }
        return change
    }

    /// A new row, of the sample so many places behind those that stayed; `old` are the former rows behind them.
    private func row(_ place: Int, in block: Int, _ change: Change, _ old: [[Double]]) -> [Double] {
        let same = change.same
        guard let one = change.origins[place] else { return newRow(same + place, in: block) }
        let features = samples[same + place].features
        let former = old[one - same]
        var row = Array(former[..<same])
        row.reserveCapacity(same + place + 1)
        for (column, other) in change.origins[...place].enumerated() {
            if let other {
                row.append(other <= one ? former[other] : old[other - same][one])
            } else {
                row.append(innerProduct(features, samples[same + column].features, over: blocks[block]))
            }
        }
        return row
    }

    /// The row of a new sample: its products with those before it, and with itself.
    private func newRow(_ place: Int, in block: Int) -> [Double] {
        let features = samples[place].features
        let known = each.known(features, in: block)
        var row = Array(known?.samples.prefix(place) ?? [])
        row.reserveCapacity(place + 1)
        addInnerProducts(features, samples[row.count..<place], over: blocks[block], to: &row)
        row.append(known?.square ?? innerProduct(features, features, over: blocks[block]))
        return row
    }

    /// The inner products of a picture with itself and with all samples, block by block, or nil when its features are
    /// no numbers to compute with.
    package mutating func products(with features: [Float]) -> [PictureProducts]? {
        each.products(with: features)
    }
}
