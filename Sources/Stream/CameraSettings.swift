// What a camera is to be set to whenever it is opened.

/// The values that somebody has set or locked on one camera.
public struct CameraSettings: Sendable, Hashable, Codable {
    /// Values by the controls' names, as the camera confirmed them.
    public var values: [String: Int] = [:]
    /// Whether exposure, gain, white balance and focus are locked.
    public var isLocked = false
    /// What the switches of automatics and the dynamic frame rate stood at before the lock.
    public var before: [String: Int] = [:]

    /// Nothing is set.
    public init() {}

    private enum CodingKeys: String, CodingKey {
        case values, before
        case isLocked = "locked"
    }

    /// Notes what a control stands at, under its present name only.
    mutating func note(_ control: CameraControl) {
        forget(control)
        values[control.name] = control.value
    }

    /// A control is as the camera wants it from now on.
    mutating func forget(_ control: CameraControl) { values = values.filter { !control.isCalled($0.key) } }

    /// What a control stood at before the lock.
    func before(_ control: CameraControl) -> Int? { before.first { control.isCalled($0.key) }?.value }

    /// Notes what was set by hand. An automatic that is switched on leaves nothing to keep of what it sets, and ends a lock.
    mutating func note(_ change: CameraChange, _ now: [CameraControl]) {
        for step in change.steps {
            guard let control = now.first(where: { $0.id == step.control.id }) else { continue }
            note(control)
            guard control.isRunning, let automatic = CameraAutomatic.switched(by: control) else { continue }
            for other in now where automatic.dependents.contains(other.id) { forget(other) }
            if automatic.isLockable { isLocked = false }
        }
    }
}

/// A camera's controls at one moment.
public struct CameraState: Sendable {
    /// What it calls itself.
    public let name: String
    /// Its device file.
    public let device: String
    /// What its values are kept under: its link, else its name.
    public let key: String
    /// Whether exposure, gain, white balance and focus are locked.
    public let isLocked: Bool
    /// What can be set.
    public let controls: [CameraControl]
    /// Which of them have a value that is kept.
    public let kept: Set<String>

    /// The switch of the automatic that sets a control; nil when this camera has none.
    public func master(of control: CameraControl) -> CameraControl? {
        CameraAutomatic.setting(control).flatMap { automatic in controls.first { $0.id == automatic.master } }
    }
}
