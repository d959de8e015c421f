// Samples, and the inner products of what is asked again and again with each of them.

/// Samples in order, and the inner products of their raw features with the picture that was asked for last and with generic
/// pictures, block by block.
package struct SampleProducts {
    /// The blocks' places in a feature vector.
    package let blocks: [Range<Int>]
    /// The samples whose features are finite, in the order given.
    package private(set) var samples: [TrainingSample] = []
    /// Generic pictures, and their products with the samples.
    private(set) var generic: [(features: [Float], products: [PictureProducts])] = []
    /// What is taught is judged before and after.
    private var asked = (features: [Float](), products: [PictureProducts]())

    package init(blocks: [Range<Int>]) { self.blocks = blocks }

    /// Takes other generic pictures; it costs their products with all samples.
    mutating func surround(with surroundings: Surroundings) {
        generic = surroundings.pictures.map { picture in
            let features = picture.features
            return (features, blocks.map { .init(samples: [], square: innerProduct(features, features, over: $0)) })
        }
        compare(after: Change(same: 0, origins: samples.map { _ in nil }))
    }

    /// Takes other samples, keeping the products of those that stay.
    ///
    /// A sample whose features are not finite teaches nothing and is left out.
    @discardableResult
    package mutating func replace(with next: [TrainingSample]) -> Change {
        let change = samples.replace(with: next, finiteOver: blocks)
        compare(after: change)
        for block in asked.products.indices {
            let gone = min(change.same, asked.products[block].samples.count)
            asked.products[block].samples.removeSubrange(gone...)
        }
        return change
    }

    /// Brings the products of the generic pictures to the order of the samples.
    private mutating func compare(after change: Change) {
        let areNew = change.origins.allSatisfy { $0 == nil }
        for picture in generic.indices {
            let features = generic[picture].features
            for (block, range) in blocks.enumerated() {
                if areNew {
                    generic[picture].products[block].samples.removeSubrange(change.same...)
                    addInnerProducts(
                        features, samples[change.same...], over: range,
                        to: &generic[picture].products[block].samples)
                } else {
                    change.apply(to: &generic[picture].products[block].samples) {
                        innerProduct(features, samples[$0].features, over: range)
                    }
                }
            }
        }
    }

    /// What is known of features in a block because they were asked for last.
    func known(_ features: [Float], in block: Int) -> PictureProducts? {
        asked.features == features ? asked.products[block] : nil
    }

    /// The inner products of a picture with itself and with all samples, block by block, or nil when its features are
    /// no numbers to compute with.
    package mutating func products(with features: [Float]) -> [PictureProducts]? {
        if asked.features != features {
            let squares = blocks.map { innerProduct(features, features, over: $0) }
            guard squares.allSatisfy(\.isFinite) else { return nil }
            asked = (features, squares.map { PictureProducts(samples: [], square: $0) })
        }
        for (index, block) in blocks.enumerated() {
            let known = asked.products[index].samples.count
            addInnerProducts(features, samples[known...], over: block, to: &asked.products[index].samples)
        }
        return asked.products
    }
}
