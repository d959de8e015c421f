// When to ask what something is.

package import Classifier
public import Foundation
public import Imaging

/// Something that was never taught stands still before the camera: somebody may want to name it.
public struct Ask: Sendable, Hashable {
    /// The frame it is seen in.
    public let frame: Int64
    /// Where it is seen.
    public let region: Region
    /// A small JPEG of it, for people; nil when none could be made.
    public let thumbnail: Data?
}

/// Asks once for each thing that is unknown and stands still.
package struct Curiosity {
    /// Seconds for which something must be unknown and still.
    private static let patience = 2.0
    /// Seconds between two questions at least.
    private static let rest = 10.0
    /// Seconds of another verdict after which the thing that was asked about is gone, or has a name.
    private static let absence = 0.5
    /// Grey levels by which the cells differ once the thing has moved away, or another has come.
    private static let elsewhere = 8.0
    /// Frames further apart than this many seconds do not follow one another.
    private static let gap = 1.0

    private var lastTime: Double?
    private var unknownSince: Double?
    private var otherSince: Double?
    private var lastAsked: Double?
    /// What was asked about, while it is still there.
    private var subject: Mosaic?

    /// Nothing has been asked yet.
    package init() {}

    /// Whether to ask about the newest frame.
    ///
    /// - Parameters:
    ///   - verdict: the smoothed one.
    ///   - mayAsk: false while somebody teaches, and before anything has been taught.
    package mutating func wonders(_ verdict: Verdict, _ motion: Motion, at time: Double, mayAsk: Bool) -> Bool {
        if let lastTime, time < lastTime || time - lastTime > Self.gap { (unknownSince, otherSince) = (nil, nil) }
        lastTime = time
        note(verdict, motion, at: time)
        guard mayAsk else {
            unknownSince = nil
            return false
        }
        guard subject == nil, let unknownSince, time - unknownSince >= Self.patience,
            motion.stillness(at: time) >= Self.patience
        else { return false }
        if let lastAsked, time >= lastAsked, time - lastAsked < Self.rest { return false }
        lastAsked = time
        subject = motion.mosaic
        return true
    }

    /// Another part of the picture is looked at: what was asked about is not in it.
    package mutating func reset() { (unknownSince, otherSince, subject) = (nil, nil, nil) }

    private mutating func note(_ verdict: Verdict, _ motion: Motion, at time: Double) {
        if let subject, motion.mosaic.change(since: subject) > Self.elsewhere {
            self.subject = nil
            unknownSince = nil
        }
        if verdict == .unknown {
            otherSince = nil
            unknownSince = unknownSince ?? time
        } else {
            unknownSince = nil
            otherSince = otherSince ?? time
            if let otherSince, time - otherSince >= Self.absence { subject = nil }
        }
    }
}
