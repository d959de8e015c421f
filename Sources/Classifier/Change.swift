// What has become of a list of samples, so that what is known of each can follow it.

/// What has become of a list of samples.
package struct Change {
    /// How many samples at the beginning are the same as before, but for their labels.
    package let same: Int
    /// Where each of the others was before; nil for those that are new.
    let origins: [Int?]

    /// Brings a list of one value for each sample to the new order.
    ///
    /// - Parameter new: the value of the new sample at a place.
    func apply<Value>(to values: inout [Value], new: (Int) -> Value) {
        let others = origins.enumerated().map { index, origin in origin.map { values[$0] } ?? new(same + index) }
        values.replaceSubrange(same..., with: others)
    }
}

extension [TrainingSample] {
    /// Takes other samples, without those whose features are not finite in a block: they teach nothing.
    mutating func replace(with next: [TrainingSample], finiteOver blocks: [Range<Int>]) -> Change {
        var same = 0
        while same < Swift.min(count, next.count), self[same].isSame(as: next[same]) {
            if self[same].label != next[same].label { self[same] = next[same] }
            same += 1
        }
        var former = Dictionary((same..<count).map { (self[$0].id, $0) }) { _, later in later }
        var kept: [TrainingSample] = []
        var origins: [Int?] = []
        for sample in next[same...] {
            // Nothing comes from the same place twice.
            if let origin = former.removeValue(forKey: sample.id), self[origin].isSame(as: sample) {
                kept.append(sample)
                origins.append(origin)
            } else if blocks.allSatisfy({ innerProduct(sample.features, sample.features, over: $0).isFinite }) {
                kept.append(sample)
                origins.append(nil)
            }
        }
        replaceSubrange(same..., with: kept)
        // One that was left out before is in nobody's way.
        let moved = origins.indices.first { origins[$0] != same + $0 } ?? origins.count
        return Change(same: same + moved, origins: [Int?](origins[moved...]))
    }
}

extension TrainingSample {
    /// Whether it is of the same picture, whatever was said about it.
    func isSame(as other: TrainingSample) -> Bool {
        // Arrays that share their memory are found equal without a look at the values.
        id == other.id && features == other.features && mean == other.mean
    }
}

/// Whether two lists are of the same pictures, whatever was said about them.
func areSame(_ one: [TrainingSample], _ other: [TrainingSample]) -> Bool {
    one.count == other.count && zip(one, other).allSatisfy { $0.isSame(as: $1) }
}
