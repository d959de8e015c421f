// What every category must differ from: pictures of nothing in particular.

/// Generic pictures: where directions are taken from, and a measure of how like a category a stranger is.
struct Surroundings {
    /// Where the generic pictures lie in the middle; the origin without them.
    private let middle: [Double]
    /// The middle counts as so many samples.
    private static let weight = 4.0
    /// All that were given, and those of them whose features are numbers.
    private let (given, pictures): ([TrainingSample], [TrainingSample])
    private let squares: [[Double]]
    /// For each picture and block the inner products with the samples.
    private var products: [[[Double]]]
    /// For each picture its cosines with the samples.
    private(set) var cosines: [[Double]]

    init(_ pictures: [TrainingSample], blocks: [Range<Int>], featureCount: Int) {
        let finite = pictures.filter { $0.features.allSatisfy(\.isFinite) }
        var centre = [Double](repeating: 0, count: featureCount)
        for picture in finite {
            for (index, value) in picture.features.enumerated() {
                centre[index] += Double(value) / Double(finite.count)
            }
        }
        middle = centre
        (given, self.pictures) = (pictures, finite)
        squares = finite.map { picture in blocks.map { innerProduct(picture.features, picture.features, over: $0) } }
        products = finite.map { _ in blocks.map { _ in [] } }
        cosines = finite.map { _ in [] }
    }

    /// The centre from which directions are taken: what pictures have in common, and what these samples have.
    func centre(drawnTo anchors: [TrainingSample]) -> [Float] {
        var sum = middle.map { Self.weight * $0 }
        for anchor in anchors {
            for (index, value) in anchor.features.enumerated() { sum[index] += Double(value) }
        }
        return sum.map { Float($0 / (Self.weight + Double(anchors.count))) }
    }

    /// Whether these are the pictures.
    func isMade(of pictures: [TrainingSample]) -> Bool { areSame(given, pictures) }

    /// The distance from a sample to the nearest generic picture; as far as a distance can be without any.
    func distance(to sample: Int) -> Double {
        1 - (cosines.map { $0[sample] }.max() ?? -1)
    }

    /// Takes over what has become of the samples.
    ///
    /// - Parameters:
    ///   - same: how many samples at the beginning are the same as before.
    ///   - placed: how many of them lie in the kernel where they did.
    mutating func update(_ gram: GramMatrix, _ kernel: CosineKernel, same: Int, placed: Int) {
        for index in pictures.indices {
            let features = pictures[index].features
            for (block, range) in gram.blocks.enumerated() {
                products[index][block].removeSubrange(min(same, products[index][block].count)...)
                features.withUnsafeBufferPointer { features in
                    guard let start = features.baseAddress else { return }
                    let new = gram.samples[products[index][block].count...]
                    addInnerProducts(start, new, over: range, to: &products[index][block])
                }
            }
            let own = zip(products[index], squares[index]).map { PictureProducts(samples: $0, square: $1) }
            cosines[index].removeSubrange(min(placed, cosines[index].count)...)
            cosines[index] += features.withUnsafeBufferPointer {
                kernel.cosines(of: $0, own, blocks: gram.blocks, from: cosines[index].count)
            }
        }
    }
}
