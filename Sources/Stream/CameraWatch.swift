// Whether a camera still stands where it was set: other programs may set it too.

import Synchronization

/// What a camera should stand at.
struct CameraWatch {
    /// How often in a row values are put back before somebody else is let have his way.
    static let patience = 3

    let device: String
    let key: String
    var expected: [(control: CameraControl, value: Int)]
    var restored = 0
}

/// What came of a look at a camera.
struct CameraCheck {
    /// Sentences for people.
    var said: [String] = []
    /// Whether a control has changed without a request.
    var hasChanged = false
}

extension CameraKeeper {
    /// Notes where the kept controls of a camera stand.
    func watch(_ device: String, _ key: String, _ controls: [CameraControl]) {
        let names = settings(key).values.keys
        let expected = controls.compactMap { control -> (control: CameraControl, value: Int)? in
            names.contains { control.isCalled($0) } ? (control, control.value) : nil
        }
        state.withLock { state in
            let restored = state.watch?.device == device ? state.watch?.restored ?? 0 : 0
            state.watch = CameraWatch(device: device, key: key, expected: expected, restored: restored)
        }
    }

    /// Looks whether another program has set what is kept. What is locked is put back, three times in a row at the most.
    ///
    /// Reads the kept controls and no others: a look at a camera that nobody has set costs an opening.
    func check(_ device: String) -> CameraCheck {
        guard !isSettling(device) else { return CameraCheck() }
        let look = try? using(device) { camera, key throws(CameraError) in
            // Asked for while it is our turn: another caller may just have set it.
            let watch = state.withLock { $0.watch }
            // The camera may have got its link, and with that its values, only after it was opened.
            guard let watch, watch.device == device, watch.key == key else { return Look(isKnown: false) }
            return Look(
                isLocked: settings(key).isLocked && watch.restored < CameraWatch.patience,
                changes: watch.expected.compactMap { control, value in
                    camera.value(of: control).flatMap { $0 == value ? nil : (control.name, value, $0) }
                })
        }
        guard let look else { return CameraCheck() }
        guard look.isKnown else { return CameraCheck(said: apply(to: device)) }
        guard !look.changes.isEmpty else {
            state.withLock { $0.watch?.restored = 0 }
            return CameraCheck()
        }
        let list = look.changes.map { "\($0.name) from \($0.was) to \($0.now)" }.joined(separator: ", ")
        let said = "another program has set the camera's \(list)"
        guard look.isLocked else {
            letBe(look)
            return CameraCheck(said: [said], hasChanged: true)
        }
        state.withLock { $0.watch?.restored += 1 }
        return CameraCheck(said: ["\(said); it is locked and was set back"] + apply(to: device), hasChanged: true)
    }

    private struct Look {
        var isKnown = true
        var isLocked = false
        var changes: [(name: String, was: Int, now: Int)] = []
    }

    /// From now on the controls stand where somebody else has set them.
    private func letBe(_ look: Look) {
        state.withLock { state in
            guard let expected = state.watch?.expected else { return }
            state.watch?.expected = expected.map { control, value in
                (control, look.changes.first { $0.name == control.name }?.now ?? value)
            }
        }
    }
}
