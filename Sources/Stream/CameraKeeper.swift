// The one who sets cameras: what was set or locked is kept, and set again whenever the camera is opened.

import Foundation
import Synchronization

/// Sets the controls of cameras and keeps what was set, for each camera apart.
///
/// A camera is known by its link in /dev/v4l/by-id, else by its name. Every call asks the camera, through an opening of its
/// own that disturbs no stream, and may wait for it: never from a task.
public final class CameraKeeper: Sendable {
    /// Keeps all values, on the disk for example.
    public typealias Save = @Sendable ([String: CameraSettings]) throws -> Void

    struct State {
        var settings: [String: CameraSettings]
        /// The devices whose automatics run before they are locked.
        var settling: Set<String> = []
        /// What the camera that is played should stand at.
        var watch: CameraWatch?
    }

    let state: Mutex<State>
    /// One change at a time: a camera is asked, set and asked again.
    private let turn = NSLock()
    private let write: Save

    /// - Parameters:
    ///   - settings: what was kept before.
    ///   - save: called with all values before a change is answered.
    public init(_ settings: [String: CameraSettings] = [:], save: @escaping Save = { _ in }) {
        state = Mutex(State(settings: settings))
        write = save
    }

    /// What is kept, by camera.
    public var settings: [String: CameraSettings] { state.withLock { $0.settings } }

    /// A camera's controls.
    public func state(of device: String) throws(CameraError) -> CameraState {
        try using(device) { camera, key throws(CameraError) in report(camera, device, key) }
    }

    /// Sets controls: all, or none when one is refused.
    ///
    /// - Returns: the controls as the camera has them then.
    public func set(_ values: [String: CameraValue], on device: String) throws(CameraError) -> CameraState {
        try using(device) { camera, key throws(CameraError) in
            guard !isSettling(device) else { throw Self.busy }
            let change = try CameraChange(values, on: camera.controls())
            try Self.carryOut(change, on: camera)
            var new = settings(key)
            new.note(change, camera.controls())
            try keep(new, key)
            watch(device, key, camera.controls())
            return report(camera, device, key)
        }
    }

    /// Takes values over from elsewhere, a session for example: cameras that it does not name stay as they are.
    ///
    /// - Parameter device: the camera that is played, which is set at once.
    /// - Returns: sentences about what could not be set.
    public func adopt(_ new: [String: CameraSettings], playing device: String?) throws(CameraError) -> [String] {
        let all = settings.merging(new) { $1 }
        try save(all)
        return device.map { apply(to: $0) } ?? []
    }

    /// Sets a camera to what is kept for it.
    ///
    /// - Returns: sentences about what could not be set; who opens the camera finds out by himself whether it can be opened.
    func apply(to device: String) -> [String] {
        let said = try? using(device) { camera, key throws(CameraError) in
            let controls = camera.controls()
            let change = CameraChange(kept: settings(key).values, on: controls)
            var said: [String] = []
            for step in change.steps {
                do throws(CameraError) {
                    try camera.set(step.control, to: step.value)
                } catch {
                    said.append(error.description)
                }
            }
            watch(device, key, camera.controls())
            return said
        }
        return said ?? []
    }

    // What the other files of this type build upon.

    static let busy = CameraError(.busy, "the camera is just being locked; try again in three seconds")

    func isSettling(_ device: String) -> Bool { state.withLock { $0.settling.contains(device) } }

    func settings(_ key: String) -> CameraSettings { state.withLock { $0.settings[key] ?? CameraSettings() } }

    /// Lends an open camera and the name that its values are kept under, to one caller at a time.
    func using<Value>(
        _ device: String, _ body: (borrowing CameraDevice, _ key: String) throws(CameraError) -> Value
    ) throws(CameraError) -> Value {
        turn.lock()
        defer { turn.unlock() }
        let camera = try Self.open(device)
        return try body(camera, Self.key(of: camera.name, at: device))
    }

    private static func open(_ device: String) throws(CameraError) -> CameraDevice {
        do {
            return try CameraDevice(device)
        } catch {
            throw CameraError(.noCamera, error.sentence)
        }
    }

    /// Sets one control after the other; when one fails the earlier ones get their old values.
    static func carryOut(_ change: CameraChange, on camera: borrowing CameraDevice) throws(CameraError) {
        for (index, step) in change.steps.enumerated() {
            do throws(CameraError) {
                try camera.set(step.control, to: step.value)
            } catch {
                for earlier in change.steps[..<index].reversed() {
                    try? camera.set(earlier.control, to: earlier.control.value)
                }
                throw error
            }
        }
    }

    func keep(_ new: CameraSettings, _ key: String) throws(CameraError) {
        var all = settings
        all[key] = new == CameraSettings() ? nil : new
        try save(all)
    }

    func report(_ camera: borrowing CameraDevice, _ device: String, _ key: String) -> CameraState {
        let (controls, settings) = (camera.controls(), settings(key))
        let kept = controls.filter { control in settings.values.keys.contains { control.isCalled($0) } }
        return CameraState(
            name: camera.name, device: device, key: key, isLocked: settings.isLocked, controls: controls,
            kept: Set(kept.map(\.name)))
    }

    private func save(_ all: [String: CameraSettings]) throws(CameraError) {
        do {
            try write(all)
        } catch {
            throw CameraError(.failed, "what the camera was set to cannot be kept: \(error)")
        }
        state.withLock { $0.settings = all }
    }

    static func key(of name: String, at device: String) -> String {
        let link = device.hasPrefix(CameraMemory.folder) ? device : CameraMemory.link(to: device)
        return link.map { ($0 as NSString).lastPathComponent } ?? name
    }
}
