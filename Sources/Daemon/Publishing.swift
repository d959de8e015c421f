// The film on its way to media servers: who is sent it, and how that goes.

import Control
import Dispatch
import Foundation
import Stream
import Synchronization
import Wire

/// All targets of `--publish`.
final class Publishing: Sendable {
    private let publishers: [Publisher]
    /// Changes of any target's status.
    let changes: AsyncStream<PublishStatus>
    private let ending: AsyncStream<PublishStatus>.Continuation

    init(_ targets: [PublishTarget], of rendition: VideoRendition) {
        let (changes, ending) = AsyncStream.makeStream(of: PublishStatus.self, bufferingPolicy: .bufferingNewest(100))
        (self.changes, self.ending) = (changes, ending)
        publishers = targets.map { Publisher($0, of: rendition) { ending.yield($0) } }
    }

    /// How each does.
    var info: [PublishInfo] {
        publishers.map { publisher in
            let status = publisher.status
            return PublishInfo(
                uri: status.uri, state: status.state.rawValue, message: status.message, dropped: publisher.dropped)
        }
    }

    func start() { for publisher in publishers { publisher.start() } }

    func stop() {
        for publisher in publishers { publisher.stop() }
        ending.finish()
    }

    /// Waits, after `stop`, until far ends know that it is over, for a second at the most.
    func drain() async {
        let isOver = ContinuousClock.now + .seconds(1)
        while publishers.contains(where: \.owesFarewell), ContinuousClock.now < isOver {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}

/// Pieces for `/hls/`, made from the first request on until a minute has passed without one.
final class PieceStudio: PlaylistMaker {
    private struct State {
        var publisher: Publisher?
        var begun = 0
        var lastAsked: UInt64 = 0
        var isOver = false
    }

    /// Nanoseconds after the last request.
    private static let patience: UInt64 = 60_000_000_000

    /// A folder of this run's own, which nobody else may read.
    private let folder: String
    private let rendition: VideoRendition
    private let state = Mutex(State())

    init(folder: String, rendition: VideoRendition) {
        self.folder = folder
        self.rendition = rendition
    }

    let playlist = Pieces.playlist

    func isPiece(_ name: String) -> Bool { Pieces.isPiece(name) }

    var whyNot: String {
        let status = state.withLock { $0.publisher?.status }
        return status?.message ?? "the first piece is still being made"
    }

    func wake() -> String {
        state.withLock { state in
            state.lastAsked = MonotonicClock.now()
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
    func rest() {
        state.withLock { state in
            guard let publisher = state.publisher, MonotonicClock.now() - state.lastAsked > Self.patience else {
                return
            }
            publisher.stop()
            state.publisher = nil
            try? FileManager.default.removeItem(atPath: current(state))
        }
    }

    /// Ends and removes everything.
    func stop() {
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
