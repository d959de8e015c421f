// Something of a camera that can be set, and what it is called.

import CV4L2

/// Something of a camera that can be set.
public struct CameraControl: Sendable, Hashable {
    /// What its value is.
    public enum Kind: String, Sendable {
        case integer, boolean, menu, bitmask
    }

    /// An entry of a menu.
    public struct Item: Sendable, Hashable {
        /// The value that stands for it.
        public let value: Int
        /// What it is called.
        public let name: String
    }

    /// Its number in V4L2, the same in every camera and kernel.
    let id: UInt32
    /// Whether its value has 64 bits.
    let isWide: Bool
    /// What it is called by programs: `exposure_time_absolute`.
    public let name: String
    /// What it is called by the camera's driver: “Exposure Time, Absolute”.
    public let label: String
    /// What its value is.
    public let kind: Kind
    /// What it stands at.
    public let value: Int
    /// What it stands at when the camera is new.
    public let usual: Int
    /// What it can stand at.
    public let range: ClosedRange<Int>
    /// The distance between two values.
    public let step: Int
    /// What a menu has to offer.
    public let items: [Item]
    /// Whether it has no effect and takes no value at present: mostly because the camera itself sets it.
    public let isAutomatic: Bool
    /// Whether it can only be read.
    public let isReadOnly: Bool

    /// The name that v4l2-ctl makes of a label: small letters and digits, all else an underscore between them.
    package static func name(of label: String) -> String {
        label.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "_")
    }

    /// What kernels have called the controls that are locked, the newest name first. Source: Linux 5.10 and 6.1,
    /// drivers/media/v4l2-core/v4l2-ctrls-defs.c and drivers/media/usb/uvc/uvc_ctrl.c.
    private static let aliases: [UInt32: [String]] = [
        UInt32(V4L2_CID_EXPOSURE_AUTO): ["auto_exposure", "exposure_auto"],
        UInt32(V4L2_CID_EXPOSURE_ABSOLUTE): ["exposure_time_absolute", "exposure_absolute"],
        UInt32(V4L2_CID_EXPOSURE_AUTO_PRIORITY): ["exposure_dynamic_framerate", "exposure_auto_priority"],
        UInt32(V4L2_CID_AUTO_WHITE_BALANCE): ["white_balance_automatic", "white_balance_temperature_auto"],
        UInt32(V4L2_CID_FOCUS_AUTO): ["focus_automatic_continuous", "focus_auto"],
    ]

    /// Whether it is meant by a name: its own, or that of an older or newer kernel.
    func isCalled(_ text: String) -> Bool { name == text || Self.aliases[id]?.contains(text) == true }

    /// A value as people read it: with the menu's word for it.
    func words(for value: Int) -> String {
        items.first { $0.value == value }.map { "\(value) (\($0.name))" } ?? "\(value)"
    }
}

/// A value for a control: a number, or the name of a menu's entry.
public enum CameraValue: Sendable, Hashable {
    case number(Int)
    case item(String)
}
