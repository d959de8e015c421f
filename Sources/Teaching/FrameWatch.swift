// What is seen from frame to frame beside the verdict.

import Imaging

/// Motion inside the region, the question what something is, and the stage as a whole.
struct FrameWatch {
    var motion = Motion()
    var curiosity = Curiosity()
    var drift = DriftWatch()
    /// The empty stage as it was taught.
    var stage = StageMemory()
    /// Whether the light of teaching is known better than `stage` has it.
    var isStageOutdated = false
    /// The newest frame as a whole.
    private(set) var frame = Mosaic()

    /// Looks at the next frame.
    mutating func look(_ picture: Picture, _ region: Region, at time: Double) {
        motion.look(picture, region.pixels(width: picture.width, height: picture.height), at: time)
        frame.read(picture, Region.whole.pixels(width: picture.width, height: picture.height))
    }

    /// Another part of the picture is looked at: nothing that was seen before says anything about it.
    mutating func regionChanged() {
        motion.reset()
        curiosity.reset()
        isStageOutdated = true
    }
}
