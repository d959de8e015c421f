// Locking: the camera chooses exposure, gain, white balance and focus once more, and keeps them from then on.

import Synchronization

extension CameraKeeper {
    /// Lets the camera's automatics run that a lock may freeze; who has switched one off by hand wants it off.
    ///
    /// - Returns: whether one runs, so that it needs a while before `finishLock`, which must follow in any case.
    /// - Throws: `refused` when it has nothing to lock, `busy` while another lock is under way.
    public func beginLock(on device: String) throws(CameraError) -> Bool {
        try using(device) { camera, key throws(CameraError) in
            let (controls, old) = (camera.controls(), settings(key))
            guard controls.contains(where: \.isLockable) else {
                throw CameraError(
                    .refused,
                    "“\(camera.name)” lets nobody set exposure, gain, white balance or focus: nothing can be locked")
            }
            guard state.withLock({ $0.settling.insert(device).inserted }) else { throw Self.busy }
            if old.isLocked {
                for master in controls where master.isLockable {
                    guard let automatic = CameraAutomatic.switched(by: master), let value = old.before(master),
                        value != automatic.manual
                    else { continue }
                    try? camera.set(master, to: value)
                }
            }
            return camera.controls().contains { $0.isLockable && $0.isRunning }
        }
    }

    /// Switches to manual with the values that the automatics have chosen, and the dynamic frame rate off.
    ///
    /// - Returns: the controls as the camera has them then.
    /// - Throws: `noCamera`, `failed`; then the camera is as it was kept before.
    public func finishLock(on device: String) throws(CameraError) -> CameraState {
        defer { _ = state.withLock { $0.settling.remove(device) } }
        do {
            return try using(device) { camera, key throws(CameraError) in
                let controls = camera.controls()
                var new = settings(key)
                if !new.isLocked { new.before = Self.before(controls) }
                let change = try CameraChange(Self.frozen(controls), on: controls)
                try Self.carryOut(change, on: camera)
                let now = camera.controls()
                // What could not be switched off stands where the camera wants it.
                for control in now where Self.isFrozen(control) && !control.isAutomatic { new.note(control) }
                new.isLocked = true
                try keep(new, key)
                watch(device, key, now)
                return report(camera, device, key)
            }
        } catch {
            _ = apply(to: device)
            throw error
        }
    }

    /// Lets the camera set again all that it can set, and forgets what these values were.
    public func unlock(_ device: String) throws(CameraError) -> CameraState {
        try using(device) { camera, key throws(CameraError) in
            guard !isSettling(device) else { throw Self.busy }
            let controls = camera.controls()
            var new = settings(key)
            var wanted: [String: CameraValue] = [:]
            for control in controls where !control.isReadOnly {
                if let automatic = CameraAutomatic.switched(by: control), automatic.isLockable {
                    new.forget(control)
                    for other in controls where automatic.dependents.contains(other.id) { new.forget(other) }
                    wanted[control.name] = automatic.running(control, before: new.before(control)).map(
                        CameraValue.number)
                } else if control.id == CameraAutomatic.dynamicFrameRate, let value = new.before(control) {
                    new.forget(control)
                    wanted[control.name] = .number(value)
                }
            }
            try Self.carryOut(try CameraChange(wanted, on: controls), on: camera)
            new.isLocked = false
            new.before = [:]
            try keep(new, key)
            watch(device, key, camera.controls())
            return report(camera, device, key)
        }
    }

    private static func isFrozen(_ control: CameraControl) -> Bool {
        !control.isReadOnly && (control.isLockable || control.id == CameraAutomatic.dynamicFrameRate)
    }

    /// Where the switches stand.
    private static func before(_ controls: [CameraControl]) -> [String: Int] {
        let switches = controls.filter { isFrozen($0) && CameraAutomatic.setting($0) == nil }
        return Dictionary(switches.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// The values of a lock: switches off, all else where it stands.
    private static func frozen(_ controls: [CameraControl]) -> [String: CameraValue] {
        var values: [String: CameraValue] = [:]
        for control in controls where isFrozen(control) {
            if control.id == CameraAutomatic.dynamicFrameRate {
                values[control.name] = .number(0)
            } else if let automatic = CameraAutomatic.switched(by: control) {
                if automatic.canStop(control) { values[control.name] = .number(automatic.manual) }
            } else if let automatic = CameraAutomatic.setting(control),
                let master = controls.first(where: { $0.id == automatic.master }), !automatic.canStop(master)
            {
                // The camera would refuse it.
                continue
            } else if control.range.contains(control.value) {
                values[control.name] = .number(control.value)
            }
        }
        return values
    }
}
