// Whether an encoder works here: it is there when it is installed, and works when it has coded something.

import Dispatch
import Foundation
import Imaging
import Synchronization

extension VideoEncoderKind {
    /// The first encoder that works on this machine, and why those before it do not.
    ///
    /// Each codes thirty small pictures. Waits for them: for a thread that may wait, some hundred milliseconds.
    ///
    /// - Parameter kinds: in the order in which they are to be tried.
    public static func firstWorking(of kinds: [VideoEncoderKind] = all) -> (kind: VideoEncoderKind?, refused: [String])
    {
        var refused: [String] = []
        for kind in kinds {
            guard let reason = kind.whyNot() else { return (kind, refused) }
            refused.append("\(kind.name): \(reason)")
        }
        return (nil, refused)
    }

    /// Why this encoder does not work here; nil when it does.
    func whyNot() -> String? {
        let (count, isOver) = (30, DispatchTime.now() + 2)
        let arrival = DispatchSemaphore(value: 0)
        let first = FirstUnit()
        let encoder = VideoEncoder(self, kilobits: 500) { unit in
            first.offer(unit)
            arrival.signal()
        }
        var coded = 0
        for index in 0..<count {
            let picture = Picture(width: 320, height: 240)
            picture.withBytes { bytes in
                for place in stride(from: 0, to: bytes.count, by: 7) {
                    bytes[place] = UInt8(truncatingIfNeeded: place * index)
                }
            }
            // A thirtieth of a second from one to the next.
            let order = VideoOrder(
                frame: Int64(index), captured: UInt64(1 + index) * 33_333_333, size: (320, 240))
            do {
                try encoder.encode(.picture(picture), order)
            } catch {
                return error.description
            }
            // The first picture opens the device and gets the time for it; a coder may keep one back, but not all.
            if arrival.wait(timeout: index == 0 ? isOver : min(isOver, .now() + 0.1)) == .success { coded += 1 }
            guard DispatchTime.now() < isOver else { break }
        }
        guard coded > count / 2 else { return "it codes \(coded) of \(count) pictures within two seconds" }
        guard first.unit?.codecName != nil else { return "its first picture is no key frame" }
        return nil
    }
}

/// The first access unit that came.
private final class FirstUnit: Sendable {
    private let kept = Mutex<AccessUnit?>(nil)

    var unit: AccessUnit? { kept.withLock { $0 } }

    func offer(_ unit: AccessUnit) { kept.withLock { $0 = $0 ?? unit } }
}
