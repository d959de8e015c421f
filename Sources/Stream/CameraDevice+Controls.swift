// The controls of an open camera. An opening that does not stream may set them while another one streams.

import CV4L2
import Foundation

extension CameraDevice {
    /// All that can be set, with what it stands at.
    func controls() -> [CameraControl] {
        var controls: [CameraControl] = []
        var answer = v4l2_query_ext_ctrl()
        while showtell_next_control(descriptor, answer.id, &answer) == 0 {
            let isWide = answer.type == V4L2_CTRL_TYPE_INTEGER64.rawValue
            guard let kind = Self.kind(of: answer.type), answer.flags & UInt32(V4L2_CTRL_FLAG_DISABLED) == 0,
                let value = value(of: answer.id, isWide: isWide)
            else { continue }
            let label = withUnsafeBytes(of: &answer.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            let range = Int(answer.minimum)...Int(max(answer.minimum, answer.maximum))
            controls.append(
                CameraControl(
                    id: answer.id, isWide: isWide, name: CameraControl.name(of: label), label: label, kind: kind,
                    value: value, usual: Int(answer.default_value), range: range,
                    step: max(1, Int(clamping: answer.step)),
                    items: kind == .menu ? items(of: answer.id, in: range, type: answer.type) : [],
                    isAutomatic: answer.flags & UInt32(V4L2_CTRL_FLAG_INACTIVE) != 0,
                    isReadOnly: answer.flags & UInt32(V4L2_CTRL_FLAG_READ_ONLY) != 0))
        }
        return controls
    }

    /// What a control stands at; nil when it cannot be read.
    func value(of control: CameraControl) -> Int? { value(of: control.id, isWide: control.isWide) }

    /// Sets a control.
    ///
    /// - Throws: what the driver says.
    func set(_ control: CameraControl, to value: Int) throws(CameraError) {
        guard showtell_set_control(descriptor, control.id, control.isWide, Int64(value)) != 0 else { return }
        let reason = errno
        throw CameraError(
            reason == ENODEV ? .noCamera : .failed,
            "the camera does not take \(control.name) = \(value): \(String(cString: strerror(reason)))")
    }

    private func value(of id: UInt32, isWide: Bool) -> Int? {
        var value: Int64 = 0
        return showtell_read_control(descriptor, id, isWide, &value) == 0 ? Int(value) : nil
    }

    private func items(of id: UInt32, in range: ClosedRange<Int>, type: UInt32) -> [CameraControl.Item] {
        // A driver may leave entries out, but no menu is longer than 64.
        range.prefix(64).compactMap { index in
            var name = [CChar](repeating: 0, count: 32)
            var number: Int64 = 0
            guard showtell_menu_entry(descriptor, id, UInt32(clamping: index), &name, &number) == 0 else { return nil }
            let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return .init(value: index, name: type == V4L2_CTRL_TYPE_INTEGER_MENU.rawValue ? "\(number)" : text)
        }
    }

    /// Headings, buttons, texts and compound values are none that people could set by a number.
    private static func kind(of type: UInt32) -> CameraControl.Kind? {
        switch type {
        case V4L2_CTRL_TYPE_INTEGER.rawValue, V4L2_CTRL_TYPE_INTEGER64.rawValue: .integer
        case V4L2_CTRL_TYPE_BOOLEAN.rawValue: .boolean
        case V4L2_CTRL_TYPE_MENU.rawValue, V4L2_CTRL_TYPE_INTEGER_MENU.rawValue: .menu
        case V4L2_CTRL_TYPE_BITMASK.rawValue: .bitmask
        default: nil
        }
    }
}

/// Why a camera was not set, in a sentence.
public struct CameraError: Error, Sendable, CustomStringConvertible {
    /// The reason.
    public enum Kind: Sendable {
        /// There is no camera, or it cannot be used.
        case noCamera
        /// It has no such control, or that does not take such a value. Nothing has changed.
        case refused
        /// Another lock is under way.
        case busy
        /// The camera or the disk did not do its part.
        case failed
    }

    /// The reason.
    public let kind: Kind
    /// The sentence.
    public let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
