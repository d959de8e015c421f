// What is known of the samples before anybody looks at their labels.

import Linear

/// How samples and generic pictures lie.
struct Geometry {
    private(set) var surroundings: Surroundings
    private(set) var kernel: CosineKernel

    /// - Parameters:
    ///   - taken: the samples as they were taken; nil when `gram` has them.
    ///   - same: how many samples at the beginning are the same as before.
    ///   - placed: how many of them lie where they did.
    fileprivate mutating func update(_ gram: GramMatrix, taken: GramMatrix? = nil, same: Int, placed: Int) {
        kernel.update(gram, taken: taken, from: placed)
        surroundings.update(gram, kernel, same: same, placed: placed)
    }
}

/// The cosines between samples and the factor of `K + λI`: kept as long as samples are only added or taken from the end.
struct FitBase {
    let tuning: Tuning
    /// The samples that draw the centre towards what is taught.
    let anchors: [TrainingSample]
    /// Of the samples as they were taken: for what knows a picture again.
    private(set) var taken: Geometry
    /// Of the samples together with their mirror images; nil when they stand for themselves alone.
    private var both: Geometry?
    private(set) var factor = InverseFactor()

    /// - Parameters:
    ///   - surroundings: with what they know of the samples as they were taken.
    ///   - both: with what they know of what stands for the samples and their mirror images; nil when these do not count.
    init(
        _ tuning: Tuning, _ surroundings: Surroundings, both: Surroundings?, anchors: [TrainingSample],
        blocks: [Range<Int>]
    ) {
        self.tuning = tuning
        self.anchors = anchors
        let centre = surroundings.centre(drawnTo: anchors)
        let kernel = CosineKernel(blocks: blocks, weights: tuning.weights, centre: centre)
        taken = Geometry(surroundings: surroundings, kernel: kernel)
        self.both = both.map { Geometry(surroundings: $0, kernel: kernel) }
    }

    /// What evidence and decisions are made of.
    var working: Geometry { both ?? taken }

    /// Whether samples stand for their mirror images too.
    var standsForBoth: Bool { both != nil }

    /// The samples that draw the centre: the first of each category, of so many categories that they double.
    ///
    /// The centre must not move with every sample, because all cosines move with it.
    static func anchors(_ samples: [TrainingSample]) -> [TrainingSample] {
        var seen: Set<Label> = []
        let firsts = samples.filter { sample in
            guard sample.label.category != nil else { return false }
            return seen.insert(sample.label).inserted
        }
        var count = min(firsts.count, 16)
        while count & (count - 1) != 0 { count &= count - 1 }
        return Array(firsts.prefix(count))
    }

    /// Takes over what has become of the samples.
    ///
    /// - Parameters:
    ///   - both: the samples with what stands for them and their mirror images; as many as in `gram`.
    ///   - same: how many samples at the beginning are the same as before.
    mutating func update(_ gram: GramMatrix, both products: GramMatrix?, same: Int) {
        let placed = min(same, factor.order)
        taken.update(gram, same: same, placed: placed)
        if let products { both?.update(products, taken: gram, same: same, placed: placed) }
        factor.truncate(to: placed)
        for sample in placed..<gram.samples.count {
            factor.append(working.kernel.rows[sample], penalty: tuning.penalty)
        }
    }
}
