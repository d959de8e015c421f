// A rectangle in fractions of the frame, as the protocol writes it.

/// `{x, y, width, height}`, each in 0…1 of the frame.
public struct WireRegion: Sendable, Hashable, Encodable {
    /// Left edge.
    public let x: Double
    /// Upper edge.
    public let y: Double
    /// Width.
    public let width: Double
    /// Height.
    public let height: Double

    /// A rectangle that its maker knows to be inside the frame.
    public init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// Reads the four numbers; nil when one is missing, another is there, or it reaches outside the frame.
    init?(_ fields: [String: JSON]) {
        guard fields.count == 4, let x = fields["x"]?.double, let y = fields["y"]?.double,
            let width = fields["width"]?.double, let height = fields["height"]?.double,
            x >= 0, y >= 0, width > 0, height > 0, x + width <= 1 + 1e-9, y + height <= 1 + 1e-9
        else { return nil }
        self.init(x: x, y: y, width: width, height: height)
    }
}
