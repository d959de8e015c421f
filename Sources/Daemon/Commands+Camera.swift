// The requests for the camera's controls, and where their values are kept.

import Control
import Foundation
import Logging
import Stream
import Teaching
import Wire

extension Commands {
    /// For how long the camera's automatics run before they are locked: webcams settle within a second or two.
    private static let settlingTime = Duration.milliseconds(2500)

    /// Reads, sets or locks controls, and tells everybody before the one who asked.
    func camera(_ call: Call.Camera) async throws -> any Encodable & Sendable {
        let cameras = capture.cameras
        let device = try playedCamera()
        let state: CameraState
        switch call {
        case .controls: return CameraInfo(try await waiting { try cameras.state(of: device) })
        case .set(let values):
            let wanted = values.mapValues(CameraValue.init)
            state = try await waiting { try cameras.set(wanted, on: device) }
        case .lock(isOn: false): state = try await waiting { try cameras.unlock(device) }
        case .lock(isOn: true):
            // Without pictures no automatic runs.
            try requireSource()
            let runs = try await waiting { try cameras.beginLock(on: device) }
            // Ended early, it locks what there is: a camera must not be left half-way.
            if runs { try? await Task.sleep(for: Self.settlingTime) }
            state = try await waiting { try cameras.finishLock(on: device) }
        }
        board.noteControls()
        await news.tellSource()
        return CameraInfo(state)
    }

    /// What a session's cameras were set to counts again.
    func adoptCameras(of session: SessionContent) async {
        guard let text = session.cameras else { return }
        let (cameras, playing) = (capture.cameras, capture.camera)
        do {
            let settings = try CameraFile.settings(in: text)
            let said = try await waiting { try cameras.adopt(settings, playing: playing) }
            for sentence in said { logger.notice("\(sentence)") }
        } catch {
            logger.warning("what the session's cameras were set to is left out: \(error)")
        }
        board.noteControls()
        await news.tellSource()
    }

    private func playedCamera() throws(Failure) -> String {
        if let device = capture.camera { return device }
        throw Failure(
            .noCamera, "the pictures come from \(board.current.uri), which is no camera; source.select chooses one")
    }
}

/// Where the daemon keeps what cameras are set to: a small file in the data folder, and a note in sessions.
struct CameraFile: Sendable {
    typealias Settings = [String: CameraSettings]

    private let file: ValueFile<Settings>

    init(folder: String) { file = ValueFile("cameras.json", in: folder) }

    /// Who sets cameras, with what was kept.
    func keeper(logger: Logger) -> CameraKeeper {
        var settings: Settings = [:]
        do {
            settings = try file.read() ?? [:]
        } catch {
            logger.warning("cameras are left as they are: \(error)")
        }
        return CameraKeeper(settings) { [file] in try file.write($0) }
    }

    /// As a session carries it; nil when nothing is kept.
    static func text(of settings: Settings) -> String? {
        guard !settings.isEmpty else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(settings)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What a session carries. It may come from anybody: values are looked at once more when a camera is to take them.
    static func settings(in text: String) throws -> Settings {
        try JSONDecoder().decode(Settings.self, from: Data(text.utf8))
    }
}

extension Failure {
    init(_ error: CameraError) {
        switch error.kind {
        case .noCamera: self.init(.noCamera, error.description, retry: true)
        case .busy: self.init(.busy, error.description, retry: true)
        case .refused: self = .invalidParams(error.description)
        case .failed: self = .internalError(error.description)
        }
    }
}

extension CameraValue {
    init(_ value: ControlValue) {
        switch value {
        case .number(let number): self = .number(number)
        case .item(let name): self = .item(name)
        }
    }
}

extension CameraInfo {
    init(_ state: CameraState) {
        self.init(
            camera: .init(id: state.key, name: state.name, device: state.device), locked: state.isLocked,
            controls: state.controls.map { control in
                let master = state.master(of: control)
                return ControlInfo(
                    name: control.name, label: control.label, kind: control.kind.rawValue, value: control.value,
                    default: control.usual, range: control.range, step: control.step,
                    items: control.kind == .menu ? control.items.map { .init(value: $0.value, name: $0.name) } : nil,
                    inactive: control.isAutomatic, automatic: control.isAutomatic && master?.isRunning == true,
                    automaticBy: master?.name, readOnly: control.isReadOnly, kept: state.kept.contains(control.name))
            })
    }
}
