// Which sources there are to choose from, and which one was chosen.

import Foundation
import Logging
import Stream
import Synchronization
import Teaching
import Wire

/// Reads what an operator asks for, and remembers it.
///
/// A client never names a file: it may choose what the daemon was started with, the built-in clip, cameras, test patterns
/// and network streams.
final class Inputs: Sendable {
    /// Test patterns that are worth a look; others of GStreamer can be chosen by name.
    static let patterns = ["ball", "smpte", "checkers-8", "snow", "black", "white"].map { "test:\($0)" }

    private struct Remembered: Codable { var source: String }

    /// What the daemon was started with, or was told since by its settings.
    var configured: Source { told.withLock { $0 } }
    private let told: Mutex<Source>
    /// What is played first.
    let first: Source
    /// The built-in clip, when it is installed.
    let clip: Source?
    private let file: ValueFile<Remembered>

    /// What was chosen the last time counts when the command line names no source.
    init(_ configuration: Configuration, logger: Logger) {
        let configured = configuration.source ?? .automatic
        told = Mutex(configured)
        clip = configuration.clip.map { .file(path: $0) }
        file = ValueFile("source.json", in: configuration.data)
        var remembered: Source?
        if configuration.source == nil {
            do {
                remembered = try file.read().map { try Source($0.source) }
            } catch {
                logger.warning("the source that was chosen last is not known: \(error)")
            }
        }
        first = remembered ?? configured
    }

    /// Takes another source for the one that the daemon was started with.
    func configure(_ source: Source) { told.withLock { $0 = source } }

    /// Keeps a source for the next start, a camera by its link where it has one.
    func remember(_ source: Source) throws(JournalError) {
        try file.write(Remembered(source: source.lasting.text))
    }

    /// The source that a client means.
    ///
    /// - Throws: a refusal that says what can be chosen.
    func source(of text: String, playing: Source) throws(Failure) -> Source {
        for known in [configured, clip, playing, first].compactMap({ $0 })
        where text == known.uri || text == known.text { return known }
        if let camera = Source.camera(id: text) { return camera }
        let source: Source
        do {
            source = try Source(text)
        } catch {
            throw .invalidParams(error.description)
        }
        switch source {
        case .automatic, .rtsp, .test: return source
        case .camera(let device):
            guard device.wholeMatch(of: /\/dev\/(video[0-9]+|v4l\/by-(id|path)\/[^\/]+)/) != nil else {
                throw .invalidParams("\(device) is no camera; source.list names those there are")
            }
            return source
        case .file, .images:
            throw Failure(
                .notAllowed,
                "only a film or folder that the daemon was started with can be chosen: serve --source \(text)")
        }
    }
}
