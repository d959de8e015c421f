// What changes from frame to frame inside the region: cuts, and stillness.

import Foundation
package import Imaging

/// Follows the picture from one frame to the next by its mosaic.
///
/// The numbers were chosen on the built-in clip and ten films (docs/decisions/0036).
package struct Motion {
    /// Grey levels by which the cells change on the average, at a cut at least.
    private static let cut = 12.0
    /// And by so many times as much as they did of late.
    private static let suddenness = 4.0
    /// Seconds after which a change has lost all but 1/e of its say about what is usual.
    private static let memory = 1.0
    /// Grey levels by which a still picture may differ from what it was: noise, compression, a lamp that moves slowly.
    private static let still = 3.0
    /// Frames further apart than this many seconds do not follow one another.
    private static let gap = 1.0

    /// The newest frame.
    package private(set) var mosaic = Mosaic()
    private var previous = Mosaic()
    /// What the picture was like when it came to rest.
    private var rest = Mosaic()
    private var restTime = 0.0
    private var lastTime: Double?
    private var usual: Double?
    /// Whether the newest frame shows another scene than the one before.
    package private(set) var isCut = false

    /// Nothing has been seen yet.
    package init() {}

    /// Looks at the next frame.
    package mutating func look(_ picture: Picture, _ rectangle: PixelRectangle, at time: Double) {
        swap(&mosaic, &previous)
        mosaic.read(picture, rectangle)
        isCut = false
        defer { lastTime = time }
        guard let lastTime, time >= lastTime, time - lastTime <= Self.gap else {
            usual = nil
            comeToRest(at: time)
            return
        }
        let change = mosaic.change(since: previous)
        if let usual { isCut = change > Self.cut && change > Self.suddenness * usual }
        usual = usual.map { $0 + (1 - exp((lastTime - time) / Self.memory)) * (change - $0) } ?? change
        if mosaic.change(since: rest) > Self.still { comeToRest(at: time) }
    }

    /// Seconds for which the picture has stood still.
    package func stillness(at time: Double) -> Double { lastTime == nil ? 0 : time - restTime }

    /// Forgets all frames, as when another part of the picture is looked at.
    package mutating func reset() { lastTime = nil }

    private mutating func comeToRest(at time: Double) {
        rest.copy(mosaic)
        restTime = time
    }
}
