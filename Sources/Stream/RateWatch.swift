// Whether a camera sends as many frames as was agreed on: many send fewer when there is little light.

/// Measures over five seconds, and speaks when less than seven tenths of the agreed rate come, or when that is over.
///
/// What counts are the camera's own numbers of frames, so that frames which this machine was too slow to take are no fault
/// of the camera.
package struct RateWatch {
    private static let span: UInt64 = 5_000_000_000
    private let agreed: Double?
    private var began: UInt64 = 0
    private var start: UInt64 = 0
    private var isSlow = false

    /// - Parameter agreed: frames a second; nil when the camera names no rate.
    package init(agreed: Double?) { self.agreed = agreed }

    /// What is to be said, with the number of the newest frame; nil when there is no news.
    ///
    /// - Parameter now: nanoseconds.
    package mutating func news(frame: UInt64, now: UInt64) -> News? {
        guard let agreed, frame > 0 else { return nil }
        // A camera that was opened anew counts anew.
        guard began > 0, frame >= start else {
            (began, start) = (now, frame)
            return nil
        }
        guard now - began >= Self.span else { return nil }
        let rate = Double(frame - start) * 1e9 / Double(now - began)
        (began, start) = (now, frame)
        let wasSlow = isSlow
        isSlow = rate < 0.7 * agreed
        return isSlow ? .slow(rate, agreed: agreed) : wasSlow ? .over : nil
    }

    package enum News: Equatable {
        case slow(Double, agreed: Double)
        case over
    }
}
