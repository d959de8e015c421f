// The middle of a window, without its corners: what an object that fills the middle is told by.

/// Which of a window's features lie inside the circle that touches its sides.
///
/// A taught picture is wider than what it shows, and where several things stand side by side its corners show the
/// neighbours. Of 4 × 4 cells the four corners are left out, of the net's maps as of the colours.
public struct RoundWindow: Sendable, Hashable {
    /// The places in a descriptor's features: the net's, then the colours', both in their order.
    public let places: [Int]
    /// How many of them are the net's.
    public let netCount: Int

    /// The middle of the windows of a net.
    public init(_ shape: ExtractorShape) {
        let size = shape.lastSize
        let extent = shape.finalPooling?.pooled(size.extent) ?? size.extent
        let cells = Self.inside(extent)
        let net = (0..<size.maps).flatMap { map in cells.map { map * extent.rows * extent.columns + $0 } }
        let colours = Self.inside(Extent(ChromaGrid.cells)).flatMap { cell in
            (0..<ChromaBins.count).map { shape.featureCount + cell * ChromaBins.count + $0 }
        }
        places = net + colours
        netCount = net.count
    }

    /// The cells of a grid whose middle lies inside the circle.
    private static func inside(_ extent: Extent) -> [Int] {
        (0..<extent.rows * extent.columns).filter { cell in
            let (row, column) = (cell / extent.columns, cell % extent.columns)
            let down = (Double(row) + 0.5) / Double(extent.rows) - 0.5
            let across = (Double(column) + 0.5) / Double(extent.columns) - 0.5
            return down * down + across * across <= 0.25
        }
    }
}
