// A thing that is followed: the tracker, the bounds, and what has been learnt of it.

import Classifier
public import Imaging

/// Something whose new views are learnt while it moves and turns.
final class Following {
    /// Seconds for which the tracker may be unsure before the thing counts as lost: somebody's hand, a blurred frame.
    private static let patience = 0.5
    /// Seconds for which it may be recognised as something else: the tracker may have gone over to that.
    private static let doubt = 1.0
    /// Where nobody said where the thing is, it is taken to fill half of the part that is looked at, each way.
    private static let core = 0.5
    /// Frames further apart than this many seconds do not follow one another.
    private static let gap = 1.0

    /// What it teaches, as any other lesson; looked at every tenth of a second.
    var lesson: Lesson
    /// Samples it may bring.
    let count: Int
    private var tracker: Tracker?
    private var size = (width: 0, height: 0)
    private var lastTime = 0.0
    private var lastSure = 0.0
    /// When it was last not recognised as something else.
    private var lastOwn = 0.0
    /// Where the thing is; nil before the first frame.
    private(set) var sight: Tracker.Sight?
    /// The newest score of its category there, 0…1.
    private(set) var score = 0.0

    init(_ lesson: Lesson, count: Int) {
        self.lesson = lesson
        self.count = count
    }

    /// Whether no frame has been looked at yet.
    var isNew: Bool { tracker == nil }

    /// Looks for the thing in the next frame.
    ///
    /// - Parameter region: where it is in the first frame.
    /// - Returns: why it can be followed no further, or nil.
    func look(_ picture: Picture, _ region: Region, at time: Double, isCut: Bool) -> FollowEnd? {
        defer { lastTime = time }
        guard let tracker else {
            tracker = Tracker(picture, region, core: lesson.region == nil ? Self.core : 1)
            size = (picture.width, picture.height)
            sight = Tracker.Sight(region: region, certainty: .infinity)
            (lastSure, lastOwn) = (time, time)
            return nil
        }
        guard !isCut, size == (picture.width, picture.height), (0...Self.gap).contains(time - lastTime) else {
            return .cut
        }
        let new = tracker.follow(picture)
        sight = new
        if new.isSure { lastSure = time }
        return time - lastSure > Self.patience ? .lost : nil
    }

    /// Takes note of what the thing is recognised as.
    ///
    /// - Returns: why it should be followed no further, or nil.
    func note(_ judgement: Judgement, category: Int64?, at time: Double) -> FollowEnd? {
        score = judgement.scores.first { $0.category == category }?.score ?? 0
        let isOther = judgement.verdict == .known && judgement.category != category
        if !isOther { lastOwn = time }
        return time - lastOwn > Self.doubt ? .other : nil
    }
}

/// Why a thing is followed no longer.
public enum FollowEnd: String, Sendable {
    /// Somebody said so.
    case stopped
    /// Its seconds are over.
    case time
    /// It has brought as many samples as it may.
    case count
    /// The tracker is no longer sure where it is.
    case lost
    /// The picture has changed to another scene.
    case cut
    /// It has been recognised as something else.
    case other
    /// What is known has been changed by somebody.
    case changed
    /// There are no pictures any more.
    case noCamera = "no_camera"
    /// Whoever began it is gone.
    case left
    /// The disk refuses.
    case disk
}

/// Where a followed thing is in a frame.
public struct Followed: Sendable, Hashable {
    /// Its category's name.
    public let category: String
    /// Its category's colour, `#rrggbb`; nil before its first sample is learnt.
    public let color: String?
    /// Where it is.
    public let region: Region
    /// Whether that is sure.
    public let isSure: Bool
}

/// What is told about a thing that is followed.
public struct FollowNotice: Sendable, Hashable {
    /// What has happened.
    public enum State: Sendable, Hashable {
        /// It was looked at.
        case following
        /// A new view of it was learnt.
        case learnt(sample: Int64, hasThumbnail: Bool)
        /// It is followed no longer; these samples came of it.
        case ended(FollowEnd, samples: [Int64])
    }

    /// Names the following in this run of the daemon.
    public let number: Int64
    /// The category.
    public let category: String
    /// What has happened.
    public let state: State
    /// Where the thing is, or was last; nil before the first frame.
    public let region: Region?
    /// The newest score of its category there, 0…1.
    public let score: Double
    /// The newest frame that was looked at; nil before the first.
    public let frame: Int64?
}
