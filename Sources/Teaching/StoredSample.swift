// A sample as the journal keeps it, with what is left of its picture.

import Classifier
public import Foundation
public import Imaging

/// What is kept of a taught picture beside its features.
public struct Keepsake: Sendable, Hashable {
    /// A small JPEG, for people; nil when none was made.
    public let thumbnail: Data?
    /// The taught part as a JPEG, for other features; nil when it is not kept.
    public let picture: Data?

    /// What is kept.
    public init(thumbnail: Data? = nil, picture: Data? = nil) {
        self.thumbnail = thumbnail
        self.picture = picture
    }
}

/// Makes what is kept of a part of a picture. Called on the learner's thread.
public typealias Keeper = @Sendable (Picture, Region) -> Keepsake

/// Makes a small JPEG of a part of a picture, for people; nil when it cannot. Called on the learner's thread.
public typealias Thumbnailer = @Sendable (Picture, Region) -> Data?

/// What a sample looks like.
struct SampleFeatures: Sendable, Hashable {
    /// What the descriptor said of the picture.
    let taken: [Float]
    /// What stands for that and for what it said of the picture's mirror image; nil when the sample stands for itself alone.
    let mean: [Float]?

    init(_ taken: [Float], mirrored: [Float]?) {
        self.taken = taken
        mean = mirrored.map { TrainingSample.mean(of: taken, and: $0) }
    }
}

/// A sample on its way to the journal, or back.
struct StoredSample: Sendable {
    /// Who taught it and when, where that is not the act's author and time.
    struct Origin: Sendable, Hashable {
        let author: String
        let time: Double
    }

    /// What the descriptor said of the picture.
    var features: [Float]
    /// What it said of the picture's mirror image; nil for a sample that stands for itself alone.
    var mirrored: [Float]?
    /// The frame it came from; nil for a picture that was sent.
    let frame: Int64?
    /// What is left of its picture.
    var keepsake = Keepsake()
    var origin: Origin?
}

/// A stored sample as people look at it.
public struct SampleNote: Sendable, Hashable {
    /// What a sample teaches.
    public enum Use: Sendable, Hashable, CustomStringConvertible {
        /// What its category looks like.
        case category(String)
        /// What the empty stage looks like.
        case background
        /// What that category does not look like, or none of them.
        case negative(against: String?)

        /// How a sentence goes on after “sample 7”.
        public var description: String {
            switch self {
            case .category(let name): "of “\(name)”"
            case .background: "of the empty stage"
            case .negative(let name?): "against “\(name)”"
            case .negative(nil): "against all that is known"
            }
        }
    }

    /// Its number.
    public let id: Int64
    /// What it teaches.
    public let use: Use
    /// Who taught it.
    public let author: String
    /// Seconds since 1970.
    public let time: Double
    /// The frame it came from; nil for a picture that was sent.
    public let frame: Int64?
    /// Whether there is a thumbnail.
    public let hasThumbnail: Bool
}
