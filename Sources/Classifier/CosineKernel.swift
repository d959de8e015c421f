// Where the samples lie: directions from a common centre, and the cosines between them.

/// The weighted mean of the blocks' cosines, `K = Σ weight·cosine / Σ weight`, of samples and of pictures.
///
/// It is the cosine of vectors whose blocks have the lengths √weight, hence a kernel: 1 on the diagonal, positive
/// semidefinite. A block of weight 0 is not looked at. In each block directions are taken from a centre `c`:
/// `(fᵢ - c)·(fⱼ - c) = fᵢ·fⱼ - fᵢ·c - fⱼ·c + c·c`, so that no centred feature is ever written down.
///
/// Samples may stand for their mirror images too: each then lies at the mean `m` of the two, in which the picture `f` counts
/// twice, over the root of the same mean of their squared lengths. That is between their directions, and never longer than 1:
/// the value of a sample with itself is the less the more it differs from its mirror image. The mean square is
/// `|m - c|² + 2·|f - m|²`.
///
/// What lies at the centre of a block has no direction, but a place it shares with all others that lie there: between two
/// such the cosine is 1, from there to anywhere else it is 0. So a picture always has the cosine 1 with itself.
package struct CosineKernel {
    /// Of what remains of a squared length after centring, less than this share is rounding, not direction.
    static let rounding = 1e-5

    /// A block that counts.
    struct Part {
        let block: Int
        let share: Double
        let centre: [Float]
        let centreSquare: Double
        /// Of each sample: the product with the centre, and the length from there; 0 at the centre.
        var towards: [Double] = []
        var lengths: [Double] = []

        /// The product of the centre with a block of features.
        fileprivate func towards(_ features: [Float], in block: Range<Int>) -> Double {
            features.withUnsafeBufferPointer { towards($0, in: block) }
        }

        fileprivate func towards(_ features: UnsafeBufferPointer<Float>, in block: Range<Int>) -> Double {
            let own = UnsafeBufferPointer(rebasing: features[block])
            return centre.withUnsafeBufferPointer { centre in
                guard let centre = centre.baseAddress, let own = own.baseAddress else { return 0 }
                return innerProduct(centre, own, over: 0..<block.count)
            }
        }
    }

    private(set) var parts: [Part]
    /// For each sample its cosines with the samples before it, and with itself.
    package private(set) var rows: [[Double]] = []

    /// The kernel of no samples yet.
    ///
    /// - Parameters:
    ///   - weights: one for each block, not negative, not all 0.
    ///   - centre: as many values as there are features.
    package init(blocks: [Range<Int>], weights: [Double], centre: [Float]) {
        let total = weights.reduce(0, +)
        parts = weights.indices.filter { weights[$0] > 0 }.map { block in
            let own = Array(centre[blocks[block]])
            return Part(
                block: block, share: weights[block] / total, centre: own,
                centreSquare: innerProduct(own, own, over: own.indices))
        }
    }

    /// Takes over what has become of the samples from a place on.
    ///
    /// - Parameter taken: the samples as they were taken; nil when those are in `gram`, and not what stands for them and
    ///   their mirror images.
    package mutating func update(_ gram: GramMatrix, taken: GramMatrix? = nil, from same: Int) {
        let same = min(same, rows.count)
        rows.removeSubrange(same...)
        for index in parts.indices {
            parts[index].towards.removeSubrange(same...)
            parts[index].lengths.removeSubrange(same...)
            let part = parts[index]
            for sample in same..<gram.samples.count {
                let towards = part.towards(gram.samples[sample].features, in: gram.blocks[part.block])
                parts[index].towards.append(towards)
                let square = gram.product(sample, sample, in: part.block)
                let apart = taken.map { 2 * $0.squareApart(sample, from: gram, in: part.block) } ?? 0
                parts[index].lengths.append(Self.length(square, towards, part.centreSquare, apart: apart))
            }
        }
        for sample in same..<gram.samples.count { rows.append(row(sample, gram, isTaken: taken == nil)) }
    }

    private func row(_ row: Int, _ gram: GramMatrix, isTaken: Bool) -> [Double] {
        var mean = [Double](repeating: 0, count: row + 1)
        for part in parts {
            let place = Place(towards: part.towards[row], length: part.lengths[row])
            add(part, gram.rows[part.block][row], place, from: 0, to: &mean)
        }
        if isTaken { mean[row] = 1 }
        return mean
    }

    /// The cosines between a picture and the samples from a place on.
    package func cosines(
        of features: UnsafeBufferPointer<Float>, _ products: [PictureProducts], blocks: [Range<Int>],
        from first: Int = 0
    ) -> [Double] {
        var mean = [Double](repeating: 0, count: rows.count - first)
        for part in parts {
            let own = products[part.block]
            let towards = part.towards(features, in: blocks[part.block])
            let place = Place(towards: towards, length: Self.length(own.square, towards, part.centreSquare))
            add(part, own.samples, place, from: first, to: &mean)
        }
        return mean
    }

    /// Where something lies in a block: its product with the centre, and how far it is from there.
    private struct Place {
        let towards: Double
        let length: Double
    }

    /// Adds a block's share of the cosines between something and the samples from a place on.
    private func add(_ part: Part, _ products: [Double], _ place: Place, from first: Int, to mean: inout [Double]) {
        let share = part.share
        guard place.length > 0 else {
            for index in mean.indices where part.lengths[first + index] == 0 {
                mean[index] = min(mean[index] + share, 1)
            }
            return
        }
        let offset = part.centreSquare - place.towards
        for index in mean.indices {
            let sample = first + index
            guard part.lengths[sample] > 0 else { continue }
            let centred = products[sample] + offset - part.towards[sample]
            let cosine = min(max(centred / (place.length * part.lengths[sample]), -1), 1)
            mean[index] = min(mean[index] + share * cosine, 1)
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
