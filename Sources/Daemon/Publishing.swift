// The film on its way to media servers: who is sent it, and how that goes.

import Control
import Dispatch
import Foundation
package import Stream
import Synchronization
import Wire

/// All targets of `--publish`.
final class Publishing: Sendable {
    private struct State {
        var publishers: [(target: PublishTarget, publisher: Publisher)] = []
        var isRunning = false
    }

    private let state = Mutex(State())
    private let rendition: VideoRendition
    /// Changes of any target's status.
    let changes: AsyncStream<PublishStatus>
    private let ending: AsyncStream<PublishStatus>.Continuation

    init(_ targets: [PublishTarget], of rendition: VideoRendition) {
        let (changes, ending) = AsyncStream.makeStream(of: PublishStatus.self, bufferingPolicy: .bufferingNewest(100))
        (self.changes, self.ending, self.rendition) = (changes, ending, rendition)
        send(to: targets)
    }

    /// How each does.
    var info: [PublishInfo] {
        state.withLock { $0.publishers }.map { _, publisher in
            let status = publisher.status
            return PublishInfo(
                uri: status.uri, state: status.state.rawValue, message: status.message, dropped: publisher.dropped)
        }
    }

    func start() {
        let publishers = state.withLock { state in
            state.isRunning = true
            return state.publishers
        }
        for (_, publisher) in publishers { publisher.start() }
    }

    /// Sends the film to these targets and to no others; those that had it before notice nothing.
    func send(to targets: [PublishTarget]) {
        let (gone, new) = state.withLock { state in
            var before = state.publishers
            var new: [Publisher] = []
            state.publishers = targets.map { target in
                if let known = before.firstIndex(where: { $0.target == target }) { return before.remove(at: known) }
                let publisher = Publisher(target, of: rendition) { [ending] in ending.yield($0) }
                new.append(publisher)
                return (target, publisher)
            }
            return (before.map(\.publisher), state.isRunning ? new : [])
        }
        for publisher in gone { publisher.stop() }
        for publisher in new { publisher.start() }
    }

    func stop() {
        let publishers = state.withLock { state in
            state.isRunning = false
            return state.publishers
        }
        for (_, publisher) in publishers { publisher.stop() }
        ending.finish()
    }

    /// Waits, after `stop`, until far ends know that it is over, for a second at the most.
    func drain() async {
        let isOver = ContinuousClock.now + .seconds(1)
        let publishers = state.withLock { $0.publishers.map(\.publisher) }
        while publishers.contains(where: \.owesFarewell), ContinuousClock.now < isOver {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}

/// Pieces for `/hls/`, made from the first request on until a minute has passed without one.
package final class PieceStudio: PlaylistMaker {
    private struct State {
        var publisher: Publisher?
        var begun = 0
        var lastAsked: UInt64 = 0
        var isOver = false
    }

    /// Nanoseconds after the last request.
    private static let patience: UInt64 = 60_000_000_000

    /// The monotonic clock.
    private let now: @Sendable () -> UInt64
    /// A folder of this run's own, which nobody else may read.
    private let folder: String
    private let rendition: VideoRendition
    private let state = Mutex(State())

    /// - Parameters:
    ///   - folder: where pieces are made.
    ///   - now: the monotonic clock, in nanoseconds.
    package init(
        folder: String, rendition: VideoRendition, now: @escaping @Sendable () -> UInt64 = MonotonicClock.now
    ) {
        self.now = now
        self.folder = folder
        self.rendition = rendition
    }

    package let playlist = Pieces.playlist

    package func isPiece(_ name: String) -> Bool { Pieces.isPiece(name) }

    package var whyNot: String {
        let status = state.withLock { $0.publisher?.status }
        return status?.message ?? "the first piece is still being made"
    }

    package func wake() -> String {
        state.withLock { state in
            state.lastAsked = now()
            guard state.publisher == nil, !state.isOver else { return current(state) }
            state.begun += 1
            try? FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            guard let target = try? PublishTarget("hls:\(current(state))") else { return current(state) }
            let publisher = Publisher(target, of: rendition) { _ in }
            publisher.start()
            state.publisher = publisher
            return current(state)
        }
    }

    /// Ends what nobody has asked for lately. Called now and then.
    package func rest() {
        state.withLock { state in
            guard let publisher = state.publisher, now() - state.lastAsked > Self.patience else {
                return
            }
            publisher.stop()
            state.publisher = nil
            try? FileManager.default.removeItem(atPath: current(state))
        }
    }

    /// Ends and removes everything.
    package func stop() {
        let publisher = state.withLock { state in
            state.isOver = true
            return state.publisher.take()
        }
        publisher?.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Each time in a folder of its own: the last publisher may still be writing into the one before.
    private func current(_ state: State) -> String { "\(folder)/\(state.begun)" }
}
