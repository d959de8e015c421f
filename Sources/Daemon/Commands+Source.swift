// The requests for where pictures come from.

import Control
import Foundation
import Logging
import Stream
import Teaching
import Wire

extension Commands {
    /// The cameras and what else there is.
    func listSources() async throws -> SourcesInfo {
        let playing = capture.camera
        let cameras = try await waiting { Camera.all().map { SourcesInfo.Camera($0, playing: playing) } }
        return SourcesInfo(
            current: news.source, selected: capture.source.uri, configured: inputs.configured.uri, cameras: cameras,
            clip: inputs.clip?.uri, patterns: Inputs.patterns)
    }

    /// Plays another source. One that cannot be played is refused before anything has happened.
    func select(_ text: String) async throws -> [String: String] {
        let source = try inputs.source(of: text, playing: capture.source)
        let (capture, inputs) = (capture, inputs)
        try await waiting {
            do {
                try capture.check(source)
            } catch let error as SourceError {
                if case .camera = source { throw Failure(.noCamera, error.description, retry: true) }
                throw Failure.invalidParams(error.description)
            }
            try inputs.remember(source)
        }
        await play(source)
        return ["selected": source.uri]
    }

    /// Plays another source from now on, whether it can be played or not.
    func play(_ source: Source) async {
        // Who teaches at this moment means what he sees at this moment.
        await learner.lostSource("another source was chosen")
        news.tellFollowing()
        capture.select(source)
        await news.tell(SourceStatus(uri: source.uri, state: .connecting), isNews: false)
        board.noteList()
        await news.tellSource()
        logger.notice("\(source.uri) was chosen")
    }
}

extension SourcesInfo.Camera {
    fileprivate init(_ camera: Camera, playing: String?) {
        self.init(
            source: camera.source.uri, id: camera.link.map { ($0 as NSString).lastPathComponent }, name: camera.name,
            device: camera.device, playing: camera.isPlayed(as: playing),
            modes: camera.modes.map(SourcesInfo.Mode.init),
            used: camera.chosen.map(SourcesInfo.Mode.init), problem: camera.problem)
    }
}

extension SourcesInfo.Mode {
    fileprivate init(_ mode: CameraMode) {
        self.init(format: mode.format, width: mode.width, height: mode.height, fps: mode.interval?.rate)
    }
}
