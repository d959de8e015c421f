// Requests that are sent twice.

import Daemon
import Synchronization
import Testing

@Suite("Repeated requests")
struct RepeatsTests {
    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }

    private struct Refused: Error {}

    @Test
    func `the same key is done once, also while the first is still under way`() async throws {
        let (repeats, counter) = (Repeats(), Counter())
        try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await repeats.once("key") {
                        try await Task.sleep(for: .milliseconds(20))
                        return counter.next()
                    } as? Int
                }
            }
            for try await answer in group { #expect(answer == 1) }
        }
        #expect(counter.value == 1)
    }

    @Test
    func `other keys, and none, are done each time`() async throws {
        let (repeats, counter) = (Repeats(), Counter())
        for key in ["a", "b", nil, nil] { _ = try await repeats.once(key) { counter.next() } }
        #expect(counter.value == 4)
    }

    @Test
    func `what failed may be tried again`() async throws {
        let (repeats, counter) = (Repeats(), Counter())
        await #expect(throws: Refused.self) { try await repeats.once("key") { throw Refused() } }
        _ = try await repeats.once("key") { counter.next() }
        #expect(counter.value == 1)
    }

    @Test
    func `old keys are forgotten, so that memory stays bounded`() async throws {
        let (repeats, counter) = (Repeats(), Counter())
        for key in 0...1000 { _ = try await repeats.once("\(key)") { counter.next() } }
        _ = try await repeats.once("1000") { counter.next() }
        #expect(counter.value == 1001)
        _ = try await repeats.once("0") { counter.next() }
        #expect(counter.value == 1002)
    }
}
