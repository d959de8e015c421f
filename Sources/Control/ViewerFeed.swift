// What a viewer gets next, said in one way for every delivery over HTTP.

package import NIOCore

/// Bytes for a viewer, and where it stands when it has them.
package struct Portion<Cursor: Sendable>: Sendable {
    /// Goes out whole. The storage is shared by everybody who gets it: make it once, not once a viewer.
    package let bytes: ByteBuffer
    /// Where the viewer stands afterwards.
    package let cursor: Cursor
    /// How many pictures the viewer has left out to get here; counted when its line was the reason.
    package let skipped: Int

    /// A portion.
    package init(bytes: ByteBuffer, cursor: Cursor, skipped: Int = 0) {
        self.bytes = bytes
        self.cursor = cursor
        self.skipped = skipped
    }
}

/// Something live that viewers follow, each from where it stands.
///
/// A feed says what comes next for a viewer; `ViewerHandler` says when the viewer's socket can take it, and asks only
/// then. Nothing is queued for anybody, so a feed is free to leave things out: a viewer that was slow is simply asked
/// for with an old cursor. A feed of single pictures answers with the newest one. A feed of coded video answers with
/// the message after the cursor, or, when that is gone or too old, with the newest key frame; never with a picture that
/// needs one which the viewer has not had.
///
/// All calls come on event loops, of several viewers at once: they must not wait, and a lock is held for a few
/// instructions only. Whoever makes something new rings: `crowd.ring()`, from any thread.
package protocol ViewerFeed: Sendable {
    /// Where a viewer stands: what it has had, and whatever else `next` needs to know of it.
    associatedtype Cursor: Sendable

    /// Who is told when there is something new.
    var crowd: Crowd { get }

    /// What every viewer gets first, before anything else; empty when there is no such thing.
    var opening: ByteBuffer { get }

    /// Where a viewer stands that has just come.
    var start: Cursor { get }

    /// What comes after a cursor; nil when the viewer has all that it should have by now.
    ///
    /// It is asked again until it answers nil or the socket takes no more, then with the next ring, and when the socket
    /// has drained.
    func next(after cursor: Cursor) -> Portion<Cursor>?

    /// What a viewer gets that has had nothing for a second, so that it sees, and we see, that the line still lives;
    /// nil when nothing is to be sent.
    func reminder(after cursor: Cursor) -> Portion<Cursor>?

    /// Whether nothing will come any more, so that viewers are to be sent away; asked now and then.
    func isOver() -> Bool
}

extension ViewerFeed {
    package func isOver() -> Bool { false }
}
