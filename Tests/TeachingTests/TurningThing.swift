// A thing that goes about and turns, for tests of following.

import Foundation
import Imaging
import Teaching

/// A square of colours on a patterned ground; both are the same for the same numbers.
struct TurningThing {
    /// Its middle, in pixels of a picture of 160 × 120.
    var (x, y) = (80.0, 60.0)
    /// How far it has turned: its pattern goes over into others, a new one with every unit.
    var turn = 0.0
    /// Which thing it is.
    var kind = 1.0
    /// Which ground it is on.
    var ground = 0.0
    /// Whether it is there.
    var isThere = true

    /// Its sides, in pixels.
    static let side = 48.0

    /// Where it is.
    var region: Region {
        Region(
            x: (x - Self.side / 2) / 160, y: (y - Self.side / 2) / 120, width: Self.side / 160, height: Self.side / 120)
            ?? .whole
    }

    /// Sums of waves of several directions.
    private static func pattern(_ x: Double, _ y: Double, _ seed: Double, _ turn: Double) -> SIMD3<Double> {
        var value = 0.0
        for wave in 0..<5 {
            let angle = seed * 1.3 + Double(wave) * 1.1 + 0.35 * turn
            let rate = 0.12 + 0.06 * Double(wave)
            value += sin(rate * (x * cos(angle) + y * sin(angle)) + seed * Double(wave) + turn * Double(wave % 3))
        }
        return SIMD3(0.5 + 0.16 * value, 0.5 + 0.1 * value * cos(seed), 0.5 - 0.12 * value * sin(seed))
    }

    /// The picture of it.
    func picture() -> Picture {
        let picture = Picture(width: 160, height: 120)
        picture.withBytes { bytes in
            for row in 0..<120 {
                for column in 0..<160 {
                    let (across, down) = (Double(column) - x, Double(row) - y)
                    let isThing = isThere && max(abs(across), abs(down)) < Self.side / 2
                    let colour =
                        isThing
                        ? Self.pattern(across, down, kind, turn)
                        : 0.5 * Self.pattern(Double(column), Double(row), 7 + ground, 0)
                    for channel in 0..<3 {
                        bytes[4 * (row * 160 + column) + channel] = UInt8(min(max(255 * colour[channel], 0), 255))
                    }
                }
            }
        }
        return picture
    }
}

extension Classroom {
    /// Shows a thing for so many frames, ten a second, while `change` moves it.
    ///
    /// - Returns: what is told about what is followed.
    func film(
        _ thing: inout TurningThing, frames: Int, from first: Int = 0, _ change: (inout TurningThing) -> Void = { _ in }
    ) async -> [FollowNotice] {
        for frame in first..<first + frames {
            change(&thing)
            await show(thing.picture(), frame: frame)
        }
        return told()
    }

    /// Shows a picture, the tenth of a second after the last.
    @discardableResult
    func show(_ picture: Picture, frame: Int) async -> Judged {
        await learner.judge(picture, FrameStamp(number: Int64(frame), time: Double(frame) / 10))
    }

    /// What is told about what is followed.
    func told() -> [FollowNotice] {
        var notices: [FollowNotice] = []
        learner.followNews.drain { notices.append($0) }
        return notices
    }
}
