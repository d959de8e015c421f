// What the built-in clip shows and when, read from the file beside it.

public import Foundation

/// The clip's timeline.
public struct GroundTruth: Decodable, Sendable {
    /// A stretch of time in which the same objects are on the stage.
    public struct Window: Decodable, Sendable {
        /// What is there; nothing on the empty stage.
        public let objects: [String]
        /// Seconds, inclusive.
        public let from: Double
        /// Seconds, exclusive.
        public let to: Double
        /// Whether something is just coming or leaving.
        public let transition: Bool?

        /// Whether it is clear what is there.
        var isSteady: Bool { transition != true }
        var length: Double { to - from }
    }

    /// Frames a second.
    public let fps: Double
    /// Number of frames.
    public let frames: Int
    /// Every object of the clip.
    public let objects: [String]
    /// The whole time, without gaps.
    public let windows: [Window]

    /// Reads the JSON file beside the clip.
    public init(contentsOf url: URL) throws {
        self = try JSONDecoder().decode(GroundTruth.self, from: Data(contentsOf: url))
    }

    /// The window of a frame, by its place in the film.
    func window(at position: Double) -> Window? {
        // The middle of the frame's time: no rounding decides on which side of a border it lies.
        let time = position + 0.5 / fps
        return windows.first { $0.from <= time && time < $0.to }
    }
}
