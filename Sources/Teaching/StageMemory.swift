// What is known of the empty stage: its features, and the light in which it was taught.

import Imaging

/// Readings of the light, by the sample of the empty stage that they were taken with; kept in the data folder.
struct LightReadings: Sendable, Codable {
    /// The journal they belong to.
    var session: String
    /// For each sample the mosaics of whole frames, as their numbers.
    var samples: [Int64: [[Float]]] = [:]

    /// The readings of some samples.
    func mosaics(of samples: [Int64]) -> [Mosaic] {
        samples.flatMap { self.samples[$0] ?? [] }.compactMap { Mosaic(values: $0) }
    }
}

/// What the empty stage was like when it was taught.
struct StageMemory: Sendable {
    /// The samples.
    let samples: [Int64]
    /// The light in which they were taken, where that is known.
    let lights: [Mosaic]
    /// The directions of the samples' features from the middle, at unit length.
    private let directions: [[Float]]
    private let centre: [Float]

    /// - Parameters:
    ///   - centre: the mean of pictures of nothing in particular.
    ///   - features: of each sample, as long as the centre.
    init(samples: [Int64] = [], features: [ArraySlice<Float>] = [], centre: [Float] = [], lights: [Mosaic] = []) {
        self.samples = samples
        self.centre = centre
        self.lights = lights
        directions = features.map { Self.direction($0, from: centre) }
    }

    /// How far the features of a moment are from the nearest sample: 1 - cosine, 0 to 2.
    func distance(to features: [Float]) -> Double {
        let direction = Self.direction(features[...], from: centre)
        let cosines = directions.map { zip($0, direction).reduce(into: Float(0)) { $0 += $1.0 * $1.1 } }
        return 1 - Double(cosines.max() ?? -1)
    }

    /// The light of a moment against the most similar one that is known; nil where none is.
    func light(of mosaic: Mosaic) -> Light? {
        lights.map { Light(mosaic, against: $0) }.min { $0.size < $1.size }
    }

    private static func direction(_ features: ArraySlice<Float>, from centre: [Float]) -> [Float] {
        let difference = zip(features, centre).map { $0 - $1 }
        let length = difference.reduce(into: Float(0)) { $0 += $1 * $1 }.squareRoot()
        return length > 0 ? difference.map { $0 / length } : difference
    }
}
