// A teaching act that takes some frames to come.

import Imaging

/// Something that is being taught: frame by frame, until its goal is reached.
struct Lesson {
    /// When a lesson is over.
    enum Goal {
        /// After so many frames.
        case frames(Int)
        /// After so many seconds of pictures.
        case seconds(Double)
        /// When its holder lets go, or does not say in time that it still holds.
        case lease(until: ContinuousClock.Instant, for: Duration)
    }

    /// How a lesson that somebody waits for is answered.
    typealias Answer = CheckedContinuation<Result<Taught, TeachingError>, Never>

    /// Seconds between two samples of a held button: nearer ones only repeat one another.
    private static let interval = 0.1

    let id: Int64
    let act: Act
    let author: String
    let region: Region?
    var goal: Goal
    let answer: Answer?
    /// The act in the journal, once the first sample has been stored.
    var record: Int64?
    var samples: [Int64] = []
    var skipped = 0
    private(set) var lastFrame: Int64?
    private var seen = 0
    private var began: Double?
    private var lastTaken: Double?

    init(id: Int64, act: Act, author: String, region: Region?, goal: Goal, answer: Answer?) {
        self.id = id
        self.act = act
        self.author = author
        self.region = region
        self.goal = goal
        self.answer = answer
    }

    /// Whether the lesson wants this frame; a lesson of so many frames wants each.
    func wants(_ stamp: FrameStamp) -> Bool {
        if case .frames = goal { return true }
        if case .lease(let deadline, _) = goal, ContinuousClock.now >= deadline { return false }
        guard let lastTaken else { return true }
        return stamp.time - lastTaken >= Self.interval
    }

    /// Takes note that a frame was looked at.
    mutating func note(_ stamp: FrameStamp) {
        seen += 1
        began = began ?? stamp.time
        lastTaken = stamp.time
        lastFrame = stamp.number
    }

    /// Whether the goal is reached.
    func isOver(at stamp: FrameStamp) -> Bool {
        switch goal {
        case .frames(let count): seen >= count
        case .seconds(let seconds): began.map { stamp.time - $0 >= seconds } ?? false
        case .lease(let deadline, _): ContinuousClock.now >= deadline
        }
    }
}
