// What every category must differ from: pictures of nothing in particular.

/// Generic pictures: where directions are taken from, and a measure of how like a category a stranger is.
struct Surroundings {
    /// Where the generic pictures lie in the middle; the origin without them.
    private let middle: [Double]
    /// The middle counts as so many samples.
    private static let weight = 4.0
    /// All that were given.
    private let given: [TrainingSample]
    /// Those of them whose features are numbers.
    let pictures: [TrainingSample]

    init(_ pictures: [TrainingSample], featureCount: Int) {
        let finite = pictures.filter { $0.features.allSatisfy(\.isFinite) }
        var centre = [Double](repeating: 0, count: featureCount)
        for picture in finite {
            for (index, value) in picture.features.enumerated() {
                centre[index] += Double(value) / Double(finite.count)
            }
        }
        middle = centre
        (given, self.pictures) = (pictures, finite)
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
}
