// Values for a camera's controls, checked as a whole and put into the order in which a camera takes them.

/// What is to be set, one control after the other.
///
/// An automatic is switched off before its value is set, for a camera refuses the value until then, and switched on last.
struct CameraChange {
    /// The controls as they were, with their new values, in order.
    let steps: [(control: CameraControl, value: Int)]

    /// Checks values by name.
    ///
    /// - Throws: `refused`, when a single one cannot be set, with a sentence that says what can.
    init(_ wanted: [String: CameraValue], on controls: [CameraControl]) throws(CameraError) {
        var values: [UInt32: Int] = [:]
        for (name, value) in wanted.sorted(by: { $0.key < $1.key }) {
            guard let control = controls.named(name) else {
                let known = controls.map(\.name).joined(separator: ", ")
                throw CameraError(.refused, "the camera has no control “\(name)”; it has: \(known)")
            }
            guard values[control.id] == nil else { throw CameraError(.refused, "\(control.name) is given twice") }
            values[control.id] = try control.accept(value)
        }
        for control in controls where values[control.id] != nil { try Self.check(control, values, controls) }
        self.init(values, controls)
    }

    /// Takes of kept values what this camera can take, and leaves the rest out: they may be from another machine.
    init(kept: [String: Int], on controls: [CameraControl]) {
        var values: [UInt32: Int] = [:]
        for (name, value) in kept {
            guard let control = controls.named(name) else { continue }
            values[control.id] = try? control.accept(.number(value))
        }
        let all = values
        for control in controls where all[control.id] != nil && (try? Self.check(control, all, controls)) == nil {
            values[control.id] = nil
        }
        self.init(values, controls)
    }

    private init(_ values: [UInt32: Int], _ controls: [CameraControl]) {
        let steps = controls.compactMap { control in values[control.id].map { (control: control, value: $0) } }
        self.steps =
            steps.filter { Self.rank($0) == 0 } + steps.filter { Self.rank($0) == 1 }
            + steps.filter { Self.rank($0) == 2 }
    }

    private static func rank(_ step: (control: CameraControl, value: Int)) -> Int {
        guard let automatic = CameraAutomatic.switched(by: step.control) else { return 1 }
        return step.value == automatic.manual ? 0 : 2
    }

    /// Refuses a value that the camera would overrule.
    private static func check(
        _ control: CameraControl, _ values: [UInt32: Int], _ controls: [CameraControl]
    ) throws(CameraError) {
        guard let automatic = CameraAutomatic.setting(control),
            let master = controls.first(where: { $0.id == automatic.master })
        else { return }
        let position = values[master.id] ?? master.value
        guard position != automatic.manual, control.isAutomatic || values[master.id] != nil else { return }
        throw CameraError(
            .refused,
            "the camera itself sets \(control.name) while \(master.name) is \(master.words(for: position)); set "
                + "\(master.name) to \(master.words(for: automatic.manual)) as well")
    }
}

extension [CameraControl] {
    /// The control of a name; its own name counts before those of other kernels.
    func named(_ name: String) -> CameraControl? { first { $0.name == name } ?? first { $0.isCalled(name) } }
}

extension CameraControl {
    /// The number that stands for a value.
    fileprivate func accept(_ value: CameraValue) throws(CameraError) -> Int {
        guard !isReadOnly else { throw CameraError(.refused, "\(name) can only be read") }
        let number: Int? =
            switch value {
            case .number(let number): number
            case .item(let text): items.first { $0.name == text }?.value
            }
        let isOffered = number.map { number in
            range.contains(number) && (kind != .menu || items.contains { $0.value == number })
        }
        if let number, isOffered == true { return number }
        let given = number.map(String.init) ?? "\(value.words)"
        switch kind {
        case .menu:
            let known = items.map { words(for: $0.value) }.joined(separator: ", ")
            throw CameraError(.refused, "\(name) must be one of \(known), not \(given)")
        case .boolean: throw CameraError(.refused, "\(name) must be true or false, not \(given)")
        case .integer, .bitmask:
            throw CameraError(
                .refused, "\(name) must be from \(range.lowerBound) to \(range.upperBound), not \(given)")
        }
    }
}

extension CameraValue {
    fileprivate var words: String {
        switch self {
        case .number(let number): "\(number)"
        case .item(let text): "“\(text)”"
        }
    }
}
