// How the finder looks: numbers that were chosen by measurement.

/// Scales, thresholds and sizes; docs/LAB.md has the table that they were chosen by.
package struct Manner: Sendable, Hashable {
    /// Sides of the windows, in shares of the side at which things are taught: things stand smaller where several do.
    package var scales = [1, 0.8]
    /// Windows smaller than this share of the frame's shorter side come in one size: there are so many of them.
    package var small = 0.4
    /// The evidence for a thing at its best place, and by how much that leads over any other category's, together: a picture
    /// needs less to be known, but a frame has many places.
    package var evidence = 0.8
    /// A box without better knowledge, in shares of the window's side.
    package var plain = 0.43
    /// The window in which its outline is looked for, in shares of the window's side.
    package var outline = 0.8
    /// The outline counts when its shorter side is this share of the window's, at least.
    package var smallest = 0.16
    /// The outline counts when its longer side is this share of the window's, at most.
    package var largest = 0.76
    /// Boxes that share more than this are on the same thing.
    package var overlap = 0.3
    /// So are two of which one lies in the other by more than this.
    package var inside = 0.6

    /// The standard.
    package init() {}
}
