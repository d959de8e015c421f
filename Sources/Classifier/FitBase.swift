// What is known of the samples before anybody looks at their labels.

import Linear

/// The cosines between samples and the factor of `K + λI`: kept as long as samples are only added or taken from the end.
struct FitBase {
    let tuning: Tuning
    /// The samples that draw the centre towards what is taught.
    let anchors: [TrainingSample]
    private(set) var surroundings: Surroundings
    private(set) var kernel: CosineKernel
    private(set) var factor = InverseFactor()

    init(_ tuning: Tuning, _ surroundings: Surroundings, anchors: [TrainingSample], blocks: [Range<Int>]) {
        self.tuning = tuning
        self.surroundings = surroundings
        self.anchors = anchors
        let centre = surroundings.centre(drawnTo: anchors)
        kernel = CosineKernel(blocks: blocks, weights: tuning.weights, centre: centre)
    }

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
    /// - Parameter same: how many samples at the beginning are the same as before.
    mutating func update(_ gram: GramMatrix, same: Int) {
        let placed = min(same, factor.order)
        kernel.update(gram, from: placed)
        surroundings.update(gram, kernel, same: same, placed: placed)
        factor.truncate(to: placed)
        for sample in placed..<gram.samples.count {
            factor.append(kernel.rows[sample], penalty: tuning.penalty)
        }
    }
}
