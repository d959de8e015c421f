// Pieces of work that threads share.

import Dispatch
import Synchronization

/// Does pieces of work, several at a time.
enum Shared {
    /// What comes of `count` pieces, in their order, whoever does them. Blocks.
    ///
    /// - Parameter progress: is told on the calling thread how many are done, ten times a second.
    static func map<Result: Sendable>(
        _ count: Int, threads: Int, progress: (Int) -> Void, _ piece: @escaping @Sendable (Int) -> Result
    ) -> [Result] {
        let desk = Desk<Result>()
        let group = DispatchGroup()
        for _ in 0..<max(threads, 1) {
            DispatchQueue.global().async(group: group) {
                while true {
                    let index = desk.next.add(1, ordering: .relaxed).oldValue
                    guard index < count else { return }
                    let result = piece(index)
                    desk.results.withLock { $0[index] = result }
                }
            }
        }
        while group.wait(timeout: .now() + 0.1) == .timedOut { progress(desk.results.withLock { $0.count }) }
        progress(count)
        return desk.results.withLock { results in (0..<count).compactMap { results[$0] } }
    }

    private final class Desk<Result: Sendable>: Sendable {
        let next = Atomic(0)
        let results = Mutex<[Int: Result]>([:])
    }
}
