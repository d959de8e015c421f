// What a camera can do by itself, and what has to be switched off before a value can be set.

import CV4L2

/// An automatic of a camera: the control that switches it, and those that it sets.
struct CameraAutomatic {
    /// The switch.
    let master: UInt32
    /// What the switch stands at when the camera leaves the values alone.
    let manual: Int
    /// What it sets.
    let dependents: [UInt32]
    /// Whether a lock freezes it.
    let isLockable: Bool

    private static let all = [
        CameraAutomatic(
            master: UInt32(V4L2_CID_EXPOSURE_AUTO), manual: Int(V4L2_EXPOSURE_MANUAL.rawValue),
            dependents: [UInt32(V4L2_CID_EXPOSURE_ABSOLUTE)], isLockable: true),
        CameraAutomatic(
            master: UInt32(V4L2_CID_AUTOGAIN), manual: 0, dependents: [UInt32(V4L2_CID_GAIN)], isLockable: true),
        CameraAutomatic(
            master: UInt32(V4L2_CID_AUTO_WHITE_BALANCE), manual: 0,
            dependents: [
                UInt32(V4L2_CID_WHITE_BALANCE_TEMPERATURE), UInt32(V4L2_CID_RED_BALANCE), UInt32(V4L2_CID_BLUE_BALANCE),
            ], isLockable: true),
        CameraAutomatic(
            master: UInt32(V4L2_CID_FOCUS_AUTO), manual: 0, dependents: [UInt32(V4L2_CID_FOCUS_ABSOLUTE)],
            isLockable: true),
        CameraAutomatic(
            master: UInt32(V4L2_CID_HUE_AUTO), manual: 0, dependents: [UInt32(V4L2_CID_HUE)], isLockable: false),
    ]

    /// The control that lets a camera send fewer frames when there is little light.
    static let dynamicFrameRate = UInt32(V4L2_CID_EXPOSURE_AUTO_PRIORITY)

    /// The automatic that a control switches.
    static func switched(by control: CameraControl) -> CameraAutomatic? { all.first { $0.master == control.id } }

    /// The automatic that sets a control.
    static func setting(_ control: CameraControl) -> CameraAutomatic? {
        all.first { $0.dependents.contains(control.id) }
    }

    /// Whether the switch can stand at manual at all.
    func canStop(_ master: CameraControl) -> Bool {
        !master.isReadOnly && (master.kind != .menu || master.items.contains { $0.value == manual })
    }

    /// What the switch stands at when the camera sets the values: as it came, else the usual automatics of webcams.
    func running(_ master: CameraControl, before: Int?) -> Int? {
        let values = [before, master.usual, Int(V4L2_EXPOSURE_APERTURE_PRIORITY.rawValue), 0, 1].compactMap { $0 }
        return values.first { value in
            value != manual && master.range.contains(value)
                && (master.kind != .menu || master.items.contains { $0.value == value })
        }
    }
}

extension CameraControl {
    /// Whether it is a switch that stands at automatic.
    public var isRunning: Bool { CameraAutomatic.switched(by: self).map { value != $0.manual } ?? false }

    /// Whether it belongs to what a lock freezes: exposure, gain, white balance and focus.
    var isLockable: Bool {
        CameraAutomatic.switched(by: self)?.isLockable ?? CameraAutomatic.setting(self)?.isLockable ?? false
    }
}
