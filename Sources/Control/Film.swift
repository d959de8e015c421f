// The film for everybody who watches it over HTTP.

package import NIOCore
import Synchronization

/// What codes the film, as long as somebody watches.
public protocol FilmMaker: Sendable {
    /// Why there is no film, in a sentence; nil when there is one.
    var whyNot: String? { get }
    /// Somebody watches: access units are wanted, a key frame first.
    ///
    /// - Parameter publish: takes them, on any thread.
    func begin(_ publish: @escaping @Sendable (FilmPicture) -> Void)
    /// Nobody watches any more.
    func end()
    /// Somebody cannot go on without a key frame.
    func requestKeyFrame()
}

/// Holds the newest pictures of the film; every viewer takes them when it is ready, and nobody waits for anybody.
public final class Film: Sendable {
    private struct State {
        var pictures = GroupOfPictures()
        var watching = 0
        var skipped = 0
    }

    private let state = Mutex(State())
    private let maker: any FilmMaker
    private let doorbell = Doorbell()

    /// A film that nobody watches.
    public init(_ maker: any FilmMaker) { self.maker = maker }

    /// How many people watch.
    public var viewers: Int { state.withLock { $0.watching } }

    /// Pictures that viewers left out because their line was slow.
    public var skipped: Int { state.withLock { $0.skipped } }

    /// Why there is none, in a sentence.
    var whyNot: String? { maker.whyNot }

    /// Adds a picture.
    public func publish(_ picture: FilmPicture) {
        state.withLock { $0.pictures.add(picture) }
        doorbell.ring()
    }

    /// The next message for a viewer that has the picture `seen`, 0 for none, and the number to come back with.
    ///
    /// - Throws: `CancellationError`.
    package func next(after seen: UInt64) async throws -> (ByteBuffer, UInt64) {
        while true {
            let (next, newest) = state.withLock { state in
                let next = state.pictures.next(after: seen)
                if case .message(_, let number) = next, seen > 0 { state.skipped += Int(number - seen - 1) }
                return (next, state.pictures.newest)
            }
            if case .message(let message, let number) = next { return (message, number) }
            if case .needsKeyFrame = next { maker.requestKeyFrame() }
            try await doorbell.wait { self.state.withLock { $0.pictures.newest > newest } }
        }
    }

    /// Counts a viewer for as long as `body` runs; the first lets the film begin, the last lets it end.
    package func watch<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        state.withLock { state in
            state.watching += 1
            if state.watching == 1 { maker.begin { [weak self] picture in self?.publish(picture) } }
        }
        defer {
            state.withLock { state in
                state.watching -= 1
                guard state.watching == 0 else { return }
                maker.end()
                state.pictures.cut()
            }
        }
        return try await body()
    }
}
