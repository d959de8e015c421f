// The nearest of several samples, and how far pictures are apart when they are not the same.

/// The nearest of several samples; of samples equal to the picture but for rounding the one taught last, which has the
/// highest identity.
struct Nearest {
    /// Below this distance two pictures are equal but for rounding.
    static let equal = 1e-4

    private(set) var distance = Double.infinity
    /// The sample's place in the list.
    private(set) var place = 0
    private var identity = Int64.min

    /// What a distance is beyond that of equal pictures, 0 for those.
    static func beyondEqual(_ distance: Double) -> Double { max(distance - equal, 0) }

    /// Looks at one more sample.
    mutating func see(_ sample: TrainingSample, place: Int = 0, distance: Double) {
        let seen = Nearest(distance: distance, place: place, identity: sample.id)
        if seen.isBefore(self) { self = seen }
    }

    /// Whether this one is nearer than another, or as near and taught later.
    func isBefore(_ other: Nearest) -> Bool {
        let (mine, others) = (Self.beyondEqual(distance), Self.beyondEqual(other.distance))
        return mine < others || mine == others && identity > other.identity
    }
}
