// What stands where in a frame: the map of categories, and the objects found in it.

public import Classifier
public import Imaging

/// A map of a frame and what was found in it.
public struct ObjectMap: Sendable {
    /// The objects, the surest first.
    public let objects: [FoundObject]
    /// The verdicts place by place.
    public let grid: Grid
    /// Nanoseconds it took.
    public let time: Int

    /// The verdict on each of `rows × columns` places.
    public struct Grid: Sendable, Hashable {
        /// The verdict on a place.
        public enum Cell: Sendable, Hashable {
            /// A category, by its place in the list.
            case category(Int)
            /// The empty stage.
            case empty
            /// Nothing that was taught.
            case unknown
        }

        /// Rows of places.
        public let rows: Int
        /// Columns of places.
        public let columns: Int
        /// The part of the frame that the places share evenly.
        public let region: Region
        /// The categories, in ascending order of their identities.
        public let categories: [Int64]
        /// The places, row by row.
        public let cells: [Cell]
    }
}

/// One of the things in a frame.
public struct FoundObject: Sendable, Hashable {
    /// What it is, by the category's identity.
    public let category: Int64
    /// `known`, or `unsure` where another category is nearly as likely.
    public let verdict: Verdict
    /// How sure that is, 0 to less than 0.99.
    public let confidence: Double
    /// Where it stands.
    public let region: Region
}
