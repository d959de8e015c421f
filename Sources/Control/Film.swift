// The film for everybody who watches it over HTTP.

import NIOCore
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
        var isRunning = false
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let maker: any FilmMaker
    /// Those who follow it.
    package let crowd = Crowd()

    /// A film that nobody watches.
    public init(_ maker: any FilmMaker) {
        self.maker = maker
        crowd.whenJoined { [weak self] in self?.begin() }
    }

    /// Whether somebody watches.
    public var isWanted: Bool { crowd.count > 0 }

    /// Sets what has the newest frame filmed, for somebody who comes.
    public func whenWanted(_ action: @escaping @Sendable () -> Void) { state.withLock { $0.wake = action } }

    /// Why there is none, in a sentence.
    var whyNot: String? { maker.whyNot }

    private func begin() {
        let wake = state.withLock { state in
            if !state.isRunning { maker.begin { [weak self] picture in self?.publish(picture) } }
            state.isRunning = true
            return state.wake
        }
        wake?()
    }

    /// Adds a picture. When nobody watches any more, it ends the film.
    package func publish(_ picture: FilmPicture) {
        state.withLock { state in
            // What comes late belongs to a film that has ended.
            guard state.isRunning else { return }
            if isWanted { return state.pictures.add(picture) }
            state.isRunning = false
            state.pictures.cut()
            maker.end()
        }
        crowd.ring()
    }

    /// Whether there is no film any more; what is left of it is forgotten then.
    func isOver() -> Bool {
        guard maker.whyNot != nil else { return false }
        state.withLock { state in
            guard state.isRunning else { return }
            state.isRunning = false
            state.pictures.cut()
            maker.end()
        }
        return true
    }

    /// What comes for a viewer that has the picture `seen`, 0 for none.
    func next(after seen: UInt64) -> Portion<UInt64>? {
        switch state.withLock({ $0.pictures.next(after: seen) }) {
        case .message(let message, let number):
            return Portion(bytes: message, cursor: number, skipped: seen > 0 ? Int(number - seen - 1) : 0)
        case .wait: return nil
        case .needsKeyFrame:
            maker.requestKeyFrame()
            return nil
        }
    }
}

/// What a viewer of `/stream.h264` follows: by the number of the last picture it has, 0 for none.
struct FilmFeed: ViewerFeed {
    let film: Film

    var crowd: Crowd { film.crowd }
    var opening: ByteBuffer { ByteBuffer() }
    var start: UInt64 { 0 }

    func next(after seen: UInt64) -> Portion<UInt64>? { film.next(after: seen) }

    func isOver() -> Bool { film.isOver() }

    func reminder(after seen: UInt64) -> Portion<UInt64>? { Portion(bytes: FilmMessage.idle, cursor: seen) }
}
