// Pictures one by one: always the newest, and not more often than was asked for.

import NIOCore
import Synchronization

/// What a viewer of `/stream.mjpg` follows.
struct PictureFeed: ViewerFeed {
    struct Cursor {
        /// The last picture; 0 for none.
        var sequence: UInt64 = 0
        /// When the next one is due, in nanoseconds of the monotonic clock.
        var due: UInt64 = 0
    }

    let broadcast: Broadcast
    /// Nanoseconds between pictures as the viewer wishes; 0 for as they come.
    let interval: UInt64
    /// Whether the head of each part is sent with the picture before.
    let isAdvanced: Bool
    /// What is granted to everybody.
    let pace: Pace

    /// - Parameters:
    ///   - rate: pictures a second at the most; nil for as they come.
    ///   - isAdvanced: whether the head of each part is sent with the picture before.
    init(_ broadcast: Broadcast, rate: Double?, isAdvanced: Bool, pace: Pace) {
        self.broadcast = broadcast
        interval = rate.map { UInt64(1e9 / $0) } ?? 0
        self.isAdvanced = isAdvanced
        self.pace = pace
    }

    var crowd: Crowd { broadcast.crowd }
    var opening: ByteBuffer { Multipart.opening(isAdvanced: isAdvanced) }
    var start: Cursor { Cursor() }

    func next(after cursor: Cursor) -> Portion<Cursor>? {
        guard let newest = broadcast.newest, newest.sequence > cursor.sequence else { return nil }
        // Who has just come waits for the picture that is made for it, rather than see one that was made when somebody
        // watched last.
        if cursor.sequence == 0, NIODeadline.now().uptimeNanoseconds - newest.published > 1_000_000_000 { return nil }
        let interval = max(interval, pace.interval)
        guard interval > 0 else { return delivery(newest, after: cursor, due: 0) }
        // Sources are not exact: a picture that comes a little early counts, and what it was early is not lost.
        let slack = interval / 4
        guard newest.published + slack >= cursor.due else { return nil }
        return delivery(newest, after: cursor, due: max(cursor.due, newest.published - slack) + interval)
    }

    func reminder(after cursor: Cursor) -> Portion<Cursor>? {
        broadcast.newest.map { delivery($0, after: cursor, due: cursor.due) }
    }

    private func delivery(_ picture: EncodedPicture, after cursor: Cursor, due: UInt64) -> Portion<Cursor> {
        let gap = cursor.sequence > 0 && picture.sequence > cursor.sequence ? picture.sequence - cursor.sequence - 1 : 0
        return Portion(
            bytes: isAdvanced ? picture.advancedPart : picture.part,
            cursor: Cursor(sequence: picture.sequence, due: due), skipped: Int(gap))
    }
}

/// How far apart pictures are for everybody, while there is not enough bandwidth for all of them.
final class Pace: Sendable {
    private let nanoseconds = Atomic<UInt64>(0)

    /// Nanoseconds between pictures; 0 for as they come.
    var interval: UInt64 {
        get { nanoseconds.load(ordering: .relaxed) }
        set { nanoseconds.store(newValue, ordering: .relaxed) }
    }
}
