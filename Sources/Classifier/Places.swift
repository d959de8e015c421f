// Where samples lie: directions from a common centre.

/// Where samples lie in the blocks that count, seen from a centre `c`, and how a picture lies to them.
///
/// Cosines follow from raw products: `(fᵢ - c)·(fⱼ - c) = fᵢ·fⱼ - fᵢ·c - fⱼ·c + c·c`, so that no centred feature is ever
/// written down.
///
/// Samples may stand for their mirror images too: each then lies at the mean `m` of the two, in which the picture `f` counts
/// twice, over the root of the same mean of their squared lengths. That is between their directions, and never longer than 1:
/// the value of a sample with itself is the less the more it differs from its mirror image. The mean square is
/// `|m - c|² + 2·|f - m|²`.
///
/// What lies at the centre of a block has no direction, but a place it shares with all others that lie there: between two
/// such the cosine is 1, from there to anywhere else it is 0. So a picture always has the cosine 1 with itself.
struct Places {
    /// Of what remains of a squared length after centring, less than this share is rounding, not direction.
    static let rounding = 1e-5

    /// A block that counts.
    struct Part {
        let block: Int
        let range: Range<Int>
        let share: Double
        let centre: [Float]
        let centreSquare: Double
        /// Of each sample: the product with the centre, and the length from there; 0 at the centre.
        var towards: [Double] = []
        var lengths: [Double] = []
    }

    private(set) var parts: [Part]
    /// Number of samples.
    private(set) var count = 0

    /// The places of no samples yet.
    ///
    /// - Parameters:
    ///   - weights: one for each block, not negative, not all 0.
    ///   - centre: as many values as there are features.
    init(blocks: [Range<Int>], weights: [Double], centre: [Float]) {
        let total = weights.reduce(0, +)
        parts = weights.indices.filter { weights[$0] > 0 }.map { block in
            let own = Array(centre[blocks[block]])
            return Part(
                block: block, range: blocks[block], share: weights[block] / total, centre: own,
                centreSquare: innerProduct(own, own, over: own.indices))
        }
    }

    /// Takes over what has become of the samples from a place on.
    ///
    /// - Parameter taken: the samples as they were taken; nil when those are in `samples`, and not what stands for them and
    ///   their mirror images.
    mutating func update(_ samples: [TrainingSample], taken: [TrainingSample]?, from same: Int) {
        for index in parts.indices {
            parts[index].towards.removeSubrange(same...)
            parts[index].lengths.removeSubrange(same...)
            let part = parts[index]
            for place in same..<samples.count {
                let own = samples[place].features
                let (square, towards) = (innerProduct(own, own, over: part.range), Self.towards(own, part))
                let apart = taken.map { 2 * squareApart($0[place].features, own, over: part.range) } ?? 0
                parts[index].towards.append(towards)
                parts[index].lengths.append(Self.length(square, towards, part.centreSquare, apart: apart))
            }
        }
        count = samples.count
    }

    /// The cosines between a picture and the samples from a place on.
    func cosines(of features: [Float], _ products: [PictureProducts], from first: Int = 0) -> [Double] {
        var mean = [Double](repeating: 0, count: count - first)
        for part in parts {
            let (own, towards) = (products[part.block], Self.towards(features, part))
            let length = Self.length(own.square, towards, part.centreSquare)
            add(part, own.samples, towards: towards, length: length, from: first, to: &mean)
        }
        return mean
    }

    /// The cosines between a sample and those before it, and its value with itself.
    func cosines(of sample: Int, _ rows: [[[Double]]]) -> [Double] {
        var mean = [Double](repeating: 0, count: sample + 1)
        for part in parts {
            let (towards, length) = (part.towards[sample], part.lengths[sample])
            add(part, rows[part.block][sample], towards: towards, length: length, from: 0, to: &mean)
        }
        return mean
    }

    /// Adds a block's share of the cosines between something and samples from a place on.
    ///
    /// - Parameters:
    ///   - products: with all samples from the first on.
    ///   - towards: its product with the centre.
    ///   - length: how far it is from there.
    private func add(
        _ part: Part, _ products: [Double], towards: Double, length: Double, from first: Int, to mean: inout [Double]
    ) {
        let share = part.share
        guard length > 0 else {
            for index in mean.indices where part.lengths[first + index] == 0 {
                mean[index] = min(mean[index] + share, 1)
            }
            return
        }
        let offset = part.centreSquare - towards
        for index in mean.indices {
            let sample = first + index
            guard part.lengths[sample] > 0 else { continue }
            let centred = products[sample] + offset - part.towards[sample]
            let cosine = min(max(centred / (length * part.lengths[sample]), -1), 1)
            mean[index] = min(mean[index] + share * cosine, 1)
        }
    }

    /// The product of the centre with features.
    private static func towards(_ features: [Float], _ part: Part) -> Double {
        features.withUnsafeBufferPointer { features in
            part.centre.withUnsafeBufferPointer { centre in
                guard let features = features.baseAddress, let centre = centre.baseAddress else { return 0 }
                return innerProduct(centre, features + part.range.lowerBound, over: 0..<part.range.count)
            }
        }
    }

    /// The length of a centred vector, 0 where nothing but rounding is left of it.
    ///
    /// - Parameter apart: the mean squared distance to what it is the mean of.
    private static func length(
        _ square: Double, _ towards: Double, _ centreSquare: Double, apart: Double = 0
    ) -> Double {
        let centred = square - 2 * towards + centreSquare + apart
        return centred > rounding * (square + centreSquare) ? centred.squareRoot() : 0
    }
}

/// The squared distance between two feature vectors in a block.
private func squareApart(_ one: [Float], _ other: [Float], over block: Range<Int>) -> Double {
    // Arrays that share their memory are the same.
    if one == other { return 0 }
    let squares = innerProduct(one, one, over: block) + innerProduct(other, other, over: block)
    return max(squares - 2 * innerProduct(one, other, over: block), 0)
}
