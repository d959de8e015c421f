// The newest picture, for everybody who watches.

public import NIOCore
import Synchronization

/// A picture that has been encoded once for all viewers.
public struct EncodedPicture: Sendable {
    /// JPEG.
    public let bytes: ByteBuffer
    /// The frame's number.
    public let frame: Int64
    /// Monotonic clock at capture, in nanoseconds.
    public let captured: UInt64
    /// Counts what was published, so that a viewer knows what it has seen.
    package let sequence: UInt64
}

/// Holds the newest picture; every viewer takes it when it is ready, and nobody waits for anybody.
public final class Broadcast: Sendable {
    private struct State {
        var newest: EncodedPicture?
        var sequence: UInt64 = 0
        var waiters: [Int64: CheckedContinuation<EncodedPicture?, Never>] = [:]
        var nextWaiter: Int64 = 0
        var watching = 0
        var skipped = 0
    }

    private let state = Mutex(State())

    /// A broadcast without a picture.
    public init() {}

    /// How many people watch.
    public var viewers: Int { state.withLock { $0.watching } }

    /// Pictures that viewers left out because their line was slow.
    public var skipped: Int { state.withLock { $0.skipped } }

    /// Whether somebody watches or has asked for a picture: if not, encoding can be spared.
    public var isWanted: Bool { state.withLock { $0.watching > 0 || !$0.waiters.isEmpty } }

    /// Makes a picture the newest one.
    public func publish(jpeg: UnsafeRawBufferPointer, frame: Int64, captured: UInt64) {
        let bytes = ByteBuffer(bytes: jpeg)
        let (picture, waiters) = state.withLock { state in
            state.sequence += 1
            let picture = EncodedPicture(bytes: bytes, frame: frame, captured: captured, sequence: state.sequence)
            state.newest = picture
            defer { state.waiters.removeAll(keepingCapacity: true) }
            return (picture, state.waiters)
        }
        for waiter in waiters.values { waiter.resume(returning: picture) }
    }

    /// The newest picture, if there is one.
    package var newest: EncodedPicture? { state.withLock { $0.newest } }

    /// A picture newer than the given one, waiting for it.
    ///
    /// - Throws: `CancellationError`.
    package func next(after sequence: UInt64) async throws -> EncodedPicture {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let picture = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isDone, picture) = state.withLock { state in
                    if Task.isCancelled { return (true, EncodedPicture?.none) }
                    if let newest = state.newest, newest.sequence > sequence { return (true, newest) }
                    state.waiters[number] = continuation
                    return (false, nil)
                }
                if isDone { continuation.resume(returning: picture) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(returning: nil)
        }
        guard let picture else { throw CancellationError() }
        return picture
    }

    /// Counts a viewer for as long as `body` runs.
    package func watch<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        state.withLock { $0.watching += 1 }
        defer { state.withLock { $0.watching -= 1 } }
        return try await body()
    }

    /// Notes that a viewer went from one picture to a later one.
    package func noteSkipped(from seen: UInt64, to sequence: UInt64) {
        guard seen > 0, sequence > seen + 1 else { return }
        state.withLock { $0.skipped += Int(sequence - seen - 1) }
    }
}
