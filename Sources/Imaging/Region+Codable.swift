// Regions in files: four numbers, checked when they are read.

extension Region: Codable {
    private enum Key: String, CodingKey { case x, y, width, height }

    /// Reads a region.
    ///
    /// - Throws: `DecodingError` when it does not lie inside a picture.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let (x, y) = (try container.decode(Double.self, forKey: .x), try container.decode(Double.self, forKey: .y))
        let width = try container.decode(Double.self, forKey: .width)
        let height = try container.decode(Double.self, forKey: .height)
        guard let region = Region(x: x, y: y, width: width, height: height) else {
            let numbers = "x \(x), y \(y), width \(width), height \(height)"
            throw DecodingError.dataCorruptedError(
                forKey: .x, in: container, debugDescription: "a region lies inside the picture, unlike \(numbers)")
        }
        self = region
    }

    /// Writes the four numbers.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(x, forKey: .x)
        try container.encode(y, forKey: .y)
        try container.encode(width, forKey: .width)
        try container.encode(height, forKey: .height)
    }
}
