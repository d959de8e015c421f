// Where the built-in clip's objects are, frame by frame.

import Foundation

/// The boxes beside the clip.
struct FilmTruth: Decodable {
    struct Frame: Decodable {
        struct Thing: Decodable {
            let name: String
            /// Left, top, width and height, in pixels of 640 × 480.
            let box: [Double]
        }
        let time: Double
        let objects: [Thing]
    }
    let framesTruth: [Frame]

    static func read() throws -> FilmTruth {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            FilmTruth.self, from: Data(contentsOf: URL(fileURLWithPath: "\(project)/clip/tabletop.json")))
    }

    /// A thing's box at a place of the film, in pixels.
    func box(of name: String, at position: Double) -> [Double]? {
        let frame = framesTruth.min { abs($0.time - position) < abs($1.time - position) }
        return frame?.objects.first { $0.name == name }?.box
    }

    /// Intersection over union, 0…1.
    static func overlap(_ own: [Double], _ box: [Double]) -> Double {
        let across = min(own[0] + own[2], box[0] + box[2]) - max(own[0], box[0])
        let down = min(own[1] + own[3], box[1] + box[3]) - max(own[1], box[1])
        let both = max(across, 0) * max(down, 0)
        return both / (own[2] * own[3] + box[2] * box[3] - both)
    }
}
