// What the feature extractor is built like: sizes and connections, no numbers that were learnt.

/// `maps × rows × columns` values: planes, one after another.
public struct MapSize: Sendable, Hashable {
    /// Number of maps.
    public let maps: Int
    /// Rows and columns of a map.
    public let extent: Extent

    /// A size.
    public init(_ maps: Int, _ extent: Extent) { (self.maps, self.extent) = (maps, extent) }

    /// Number of values.
    public var count: Int { maps * extent.rows * extent.columns }
}

/// The shape of a whole extractor, after Jarrett, Kavukcuoglu, Ranzato and LeCun, What is the Best Multi-Stage
/// Architecture for Object Recognition?, ICCV 2009.
///
/// A picture is scaled to the input's size and prepared, passes the stages, and is pooled once more if the shape says so.
public struct ExtractorShape: Sendable, Hashable, Codable {
    /// The picture's size, channels and preparation.
    public let input: InputShape
    /// The stages in order; the first one filters the input's channels.
    public let stages: [StageShape]
    /// What the maps of the last stage are pooled by, within the input's size: the whole of them, as a rule.
    public let finalPooling: PoolingShape?

    /// A shape; `check` says whether it can be built.
    public init(input: InputShape, stages: [StageShape], finalPooling: PoolingShape? = nil) {
        self.input = input
        self.stages = stages
        self.finalPooling = finalPooling
    }

    /// Sizes on the way of a picture of `size`: the prepared picture, then each stage filtered and pooled.
    public func sizes(from size: Extent) -> [MapSize] {
        var extent = input.prepared(size)
        var sizes = [MapSize(input.channels, extent)]
        for stage in stages {
            sizes.append(MapSize(stage.maps, stage.filtered(extent)))
            extent = stage.pooled(extent)
            sizes.append(MapSize(stage.maps, extent))
        }
        return sizes
    }

    /// Sizes on the way of a picture of the input's size: the prepared picture, then each stage filtered and pooled.
    public var sizes: [MapSize] { sizes(from: input.size) }

    /// The size of what the last stage leaves.
    var lastSize: MapSize { sizes.last ?? MapSize(0, Extent(0)) }

    /// Numbers that describe a picture: maps × rows × columns.
    public var featureCount: Int {
        MapSize(lastSize.maps, finalPooling?.pooled(lastSize.extent) ?? lastSize.extent).count
    }

    /// Multiply-adds of all filters for one picture, after the connection tables.
    public var multiplyAdds: Int {
        stages.indices.reduce(0) { sum, index in
            let (stage, size) = (stages[index], sizes[2 * index + 1].extent)
            return sum + stage.table.indices.count * stage.kernel.rows * stage.kernel.columns * size.rows * size.columns
        }
    }

    /// Weights of all kernels, without gains and biases.
    public var weightCount: Int {
        stages.reduce(0) { $0 + $1.table.indices.count * $1.kernel.rows * $1.kernel.columns }
    }
}

extension ExtractorShape: CustomStringConvertible {
    /// The sizes on the way, such as `151×151 → 143×143 → 64×135×135 → 64×26×26 → … (4096 features)`.
    public var description: String {
        let maps = sizes.dropFirst().map { "\($0.maps)×\($0.extent.text)" }
        let first = "\(input.colour == .yuv ? "YUV " : "")\(input.size.text)"
        let prepared = input.border > 0 ? [input.prepared(input.size).text] : []
        return ([first] + prepared + maps).joined(separator: " → ") + " (\(featureCount) features)"
    }

    /// The sizes and every stage's modules, such as `151×151 → … (4096 features; F 9×9 · R absolute · …; F 9×9 · …)`.
    var long: String {
        let modules = stages.map(\.modules).joined(separator: "; ")
        return String(description.dropLast()) + "; \(modules))"
    }
}
