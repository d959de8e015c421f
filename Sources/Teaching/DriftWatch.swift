// Whether the stage and its light are still what was taught: frames gathered by the second.

import Imaging

/// Gathers the frames of a second in which nothing that is known stands on the stage, and compares their mean with what
/// was taught.
struct DriftWatch {
    /// The smallest distance from the empty stage that is worth telling: on the built-in clip it is below 0.005 while the
    /// stage is empty, 0.05 when the camera has sunk by a twentieth of the picture, and about 0.3 when something stands there.
    private static let limit = Limit(0.05, isTwoSided: false)

    private var light = DriftGauge(.light, limits: Light.limits)
    private var stage = DriftGauge(.stage, limits: [limit])
    private var second: Int?
    private var count = 0
    private var mosaics = Mosaic()
    private var features: [Float] = []

    /// The notices that stand.
    var standing: [DriftNotice] { [light.standing, stage.standing].compactMap { $0 } }

    /// Goes on to the time of a frame; a second that is over is judged.
    mutating func advance(to time: Double, _ memory: StageMemory) -> [DriftNotice] {
        let now = Int(time.rounded(.down))
        guard now != second else { return [] }
        defer { second = now }
        guard count > 0 else { return [] }
        let scale = 1 / Float(count)
        mosaics.scale(by: scale)
        for index in features.indices { features[index] *= scale }
        var notices: [DriftNotice] = []
        if let difference = memory.light(of: mosaics), let notice = light.add(difference.values, at: time) {
            notices.append(notice)
        }
        if let notice = stage.add([memory.distance(to: features)], at: time) { notices.append(notice) }
        clear()
        return notices
    }

    /// Adds a frame of the stage without anything that is known.
    mutating func add(_ mosaic: Mosaic, _ own: ArraySlice<Float>) {
        if features.isEmpty { features = Array(repeating: 0, count: own.count) }
        count += 1
        mosaics.add(mosaic)
        own.withUnsafeBufferPointer { own in
            features.withUnsafeMutableBufferPointer { sum in
                for index in 0..<own.count { sum[index] += own[index] }
            }
        }
    }

    /// Begins anew: what is compared with has changed.
    ///
    /// - Returns: the ends of the notices that stood.
    mutating func reset() -> [DriftNotice] {
        clear()
        return [light.reset(), stage.reset()].compactMap { $0 }
    }

    private mutating func clear() {
        count = 0
        mosaics.scale(by: 0)
        for index in features.indices { features[index] = 0 }
    }
}
