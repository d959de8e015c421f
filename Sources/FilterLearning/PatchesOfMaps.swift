// Patches of many maps: what the dictionary of a later stage is learnt from.

public import Features

/// Stacked patches of the maps that a stage leaves, at random places, cut when they are asked for.
///
/// Maps behind local normalisation have means of their own. With `centres` each map loses its mean, which costs a filter
/// nothing (its bias takes it up) and spares the dictionary atoms that say the same of every input. All maps are then divided
/// by one number, so that the mean square of all values is 1.
public struct PatchesOfMaps: PSDInputs {
    /// The mean that each map lost.
    public let offsets: [Float]
    /// What was then divided by.
    public let scale: Float
    /// Number of patches.
    public let count: Int

    private let size: MapSize
    private let patch: Extent
    /// `pictures × maps × rows × columns`, centred and scaled.
    private let values: [Float]
    /// Where each patch begins within its picture's first map, and that map.
    private let places: [Int]

    /// Patches at places that are drawn.
    ///
    /// - Parameters:
    ///   - maps: `pictures × maps × rows × columns`, row-major; empty afterwards, so that they lie in memory once.
    ///   - size: of a picture's maps.
    ///   - patch: rows and columns of a patch on each map.
    ///   - seed: what the places are drawn by.
    /// - Throws: when the maps hold no patch, nothing, or numbers that are not finite.
    public init(
        of maps: inout [Float], size: MapSize, patch: Extent, count: Int, centres: Bool, seed: UInt64
    ) throws(LearningError) {
        let (rows, columns) = (size.extent.rows - patch.rows + 1, size.extent.columns - patch.columns + 1)
        guard count > 0, rows > 0, columns > 0, patch.rows > 0, patch.columns > 0 else {
            throw .badRecipe(
                reason: "\(count) patches of \(patch.rows) × \(patch.columns) cannot be cut from maps of "
                    + "\(size.extent.rows) × \(size.extent.columns).")
        }
        let pictures = maps.count / size.count
        guard pictures > 0, maps.count == pictures * size.count else {
            throw .badInput(reason: "There are no maps to cut patches from.")
        }
        (self.size, self.patch, self.count) = (size, patch, count)
        let area = size.extent.rows * size.extent.columns
        offsets = centres ? Self.means(of: maps, maps: size.maps, area: area) : Array(repeating: 0, count: size.maps)
        scale = Self.centre(&maps, offsets, area: area)
        guard scale.isFinite, scale > 0 else {
            throw .badInput(reason: "The maps are all alike, or hold numbers that are not finite.")
        }
        values = maps
        maps = []
        var generator = SplitMix64(seed: seed)
        func draw(_ count: Int) -> Int { Int(generator.next() % UInt64(count)) }
        places = (0..<count).map { _ in
            draw(pictures) * size.count + draw(rows) * size.extent.columns + draw(columns)
        }
    }

    private static func means(of values: [Float], maps: Int, area: Int) -> [Float] {
        var sums = Array(repeating: 0.0, count: maps)
        for first in stride(from: 0, to: values.count, by: area) {
            sums[first / area % maps] += values[first..<first + area].reduce(0.0) { $0 + Double($1) }
        }
        return sums.map { Float($0 / Double(max(values.count / maps, 1))) }
    }

    /// Subtracts each map's offset, divides by the root of the mean square, and answers that.
    private static func centre(_ values: inout [Float], _ offsets: [Float], area: Int) -> Float {
        var sum = 0.0
        for first in stride(from: 0, to: values.count, by: area) {
            let offset = offsets[first / area % offsets.count]
            for index in first..<first + area {
                values[index] -= offset
                sum += Double(values[index]) * Double(values[index])
            }
        }
        let scale = Float((sum / Double(max(values.count, 1))).squareRoot())
        let factor = scale > 0 ? 1 / scale : 1
        for index in values.indices { values[index] *= factor }
        return scale
    }

    /// maps × rows × columns of a patch.
    public var width: Int { size.maps * patch.rows * patch.columns }

    /// Copies a patch: maps × rows × columns.
    public func copy(_ index: Int, into target: UnsafeMutablePointer<Float>) {
        let (columns, area, place) = (size.extent.columns, size.extent.rows * size.extent.columns, places[index])
        values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return }
            var target = target
            for map in 0..<size.maps {
                for row in 0..<patch.rows {
                    target.update(from: start + place + map * area + row * columns, count: patch.columns)
                    target += patch.columns
                }
            }
        }
    }
}
