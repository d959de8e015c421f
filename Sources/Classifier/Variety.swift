// How much a group's samples say of views that nobody showed.

/// Whether samples were taken from all sides, or one after the other while a thing turned a little.
///
/// Samples left out, one at a time, tell what other pictures will be like only where these come about as the samples did. Of a
/// thing that was filmed from one side every sample is much like the one before it, and none like the sides to come. So
/// the distance from each sample to the nearest one of its group is held against that to the nearest one in the other half of
/// the group, in the order of teaching: where order does not matter the nearest lie in either half.
package enum Variety {
    /// Below the first ratio of the two distances samples say nothing of other views, beyond the second all there is to say.
    private static let (row, mixture) = (0.3, 0.6)
    /// The number of samples beyond which order can be told, and by how many more all is told that can be.
    private static let (least, more) = (1.0, 4.0)

    /// 0 where samples were taken in a row, to 1 where they were taken from all sides.
    package static func shown(by members: [Int], _ kernel: CosineKernel) -> Double {
        let half = members.count / 2
        guard half > 0 else { return 0 }
        var nearest = [Double](repeating: .infinity, count: members.count)
        var opposite = nearest
        for (later, sample) in members.enumerated() {
            let cosines = kernel.rows[sample]
            for earlier in 0..<later {
                let distance = 1 - cosines[members[earlier]]
                nearest[later] = min(nearest[later], distance)
                nearest[earlier] = min(nearest[earlier], distance)
                guard earlier < half, half <= later else { continue }
                opposite[later] = min(opposite[later], distance)
                opposite[earlier] = min(opposite[earlier], distance)
            }
        }
        // The same picture again and again says nothing.
        let across = opposite.reduce(0, +)
        guard across > 0 else { return 0 }
        let ratio = nearest.reduce(0, +) / across
        return clamped((ratio - row) / (mixture - row)) * clamped((Double(members.count) - least) / more)
    }

    private static func clamped(_ value: Double) -> Double { min(max(value, 0), 1) }
}
