// What is known of the samples before anybody looks at their labels.

import Linear

/// The cosines between samples and the factor of `K + λI`: kept as long as samples are only added or taken from the end.
struct FitBase {
    let tuning: Tuning
    /// The samples that draw the centre towards what is taught.
    let anchors: [TrainingSample]
    /// What evidence and decisions are made of.
    private(set) var kernel: CosineKernel
    private(set) var generic = GenericCosines()
    private(set) var factor = InverseFactor()
    /// Of the samples as they were taken; nil when those are in the kernel.
    private var asTaken: AsTaken?

    private struct AsTaken {
        var places: Places
        var generic = GenericCosines()

        mutating func update(_ samples: SampleProducts, placed: Int) {
            places.update(samples.samples, taken: nil, from: placed)
            generic.update(samples, places, placed: placed)
        }
    }

    /// - Parameters:
    ///   - empty: the kernel of no samples yet.
    ///   - standsForBoth: whether samples stand for their mirror images too.
    init(_ tuning: Tuning, _ empty: CosineKernel, standsForBoth: Bool, anchors: [TrainingSample]) {
        (self.tuning, self.anchors, kernel) = (tuning, anchors, empty)
        asTaken = standsForBoth ? AsTaken(places: empty.places) : nil
    }

    /// Whether samples stand for their mirror images too.
    var standsForBoth: Bool { asTaken != nil }

    /// Where the samples lie as they were taken: for what knows a picture again.
    var places: Places { asTaken?.places ?? kernel.places }

    /// How generic pictures lie to them.
    var surroundings: GenericCosines { asTaken?.generic ?? generic }

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
    ///   - taken: the samples as they were taken; nil when those are in `gram`.
    ///   - same: how many samples at the beginning are the same as before.
    mutating func update(_ gram: GramMatrix, taken: SampleProducts?, same: Int) {
        let placed = min(same, factor.order)
        kernel.update(gram, taken: taken?.samples, from: placed)
        generic.update(gram.each, kernel.places, placed: placed)
        if let taken { asTaken?.update(taken, placed: placed) }
        factor.truncate(to: placed)
        factor.append(kernel.rows[placed...], penalty: tuning.penalty)
    }
}
