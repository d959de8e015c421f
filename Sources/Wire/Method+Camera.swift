// The methods for where pictures come from, and for the camera's controls.

extension Method {
    static let inputs: [Method] = [
        Method(
            "source.list", .operator, "The cameras and what else pictures can come from.",
            "{current, selected, configured, cameras, clip, patterns}"
        ) { _ throws(Failure) in .input(.list) },
        Method(
            "source.select", .operator,
            "Plays another source from now on; a bad one is refused, and the old one plays on.",
            "{selected}"
        ) { arguments throws(Failure) in
            .input(
                .select(
                    try arguments.string(
                        "source", "as source.list writes it, or a camera's id, auto, test:PATTERN or rtsp://…")))
        },
        Method(
            "camera.controls", .viewer, "What can be set on the camera, and what it stands at.",
            "{camera, locked, controls}"
        ) { _ throws(Failure) in .camera(.controls) },
        Method(
            "camera.set", .operator, "Sets controls of the camera: all of them, or none when one is refused.",
            "{camera, locked, controls}"
        ) { arguments throws(Failure) in
            .camera(.set(try arguments.controls("controls", "values by the names that camera.controls gives")))
        },
        Method(
            "camera.lock", .operator,
            "Lets the camera choose exposure, gain, white balance and focus, then keeps them: takes two to three seconds.",
            "{camera, locked, controls}"
        ) { arguments throws(Failure) in
            .camera(
                .lock(isOn: try arguments.flag("on", "false lets the camera set them again", standard: true)))
        },
    ]
}

extension Call {
    /// Where pictures come from.
    public enum Input: Sendable, Hashable {
        case list
        case select(String)
    }

    /// The controls of the camera.
    public enum Camera: Sendable, Hashable {
        case controls
        case set([String: ControlValue])
        case lock(isOn: Bool)
    }
}

/// A value for a control of a camera: a number, or the name of a menu's entry.
public enum ControlValue: Sendable, Hashable {
    case number(Int)
    case item(String)
}

extension Arguments {
    /// Values by name, one at least: whole numbers, true or false, or names of menu entries.
    fileprivate mutating func controls(_ name: String, _ meaning: String) throws(Failure) -> [String: ControlValue] {
        guard let fields = try fields(name, meaning) else { return [:] }
        guard !fields.isEmpty else { throw .invalidParams("\(name) must have one control at least") }
        var values: [String: ControlValue] = [:]
        for (control, value) in fields {
            switch value {
            case .integer(let number): values[control] = .number(Int(number))
            case .bool(let isOn): values[control] = .number(isOn ? 1 : 0)
            case .string(let item): values[control] = .item(item)
            default:
                throw .invalidParams(
                    "\(name) may hold whole numbers, true, false and names of menu entries, but not \(value) for \(control)"
                )
            }
        }
        return values
    }
}
