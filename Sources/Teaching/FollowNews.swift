// What is to be told about things that are followed, in the order in which it happened.

import Synchronization

/// Notices that wait to be told.
///
/// They come of frames, of requests and of connections that end. Whoever tells them takes all that wait under one lock, so that they
/// are told in order, whoever does it.
public final class FollowNews: Sendable {
    private let waiting = Mutex<[FollowNotice]>([])
    private let telling = Mutex(())

    func add(_ notice: FollowNotice) { waiting.withLock { $0.append(notice) } }

    /// Tells what waits, one after the other.
    ///
    /// - Parameter tell: must not wait.
    public func drain(_ tell: (FollowNotice) -> Void) {
        telling.withLock { _ in
            let notices = waiting.withLock { notices in
                defer { notices = [] }
                return notices
            }
            for notice in notices { tell(notice) }
        }
    }
}
