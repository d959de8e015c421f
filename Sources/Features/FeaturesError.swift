// What cannot be built or described, in sentences.

/// Why there is no extractor, or why it has no answer.
public enum FeaturesError: Error, Equatable, CustomStringConvertible {
    /// No picture can pass through the shape.
    case impossibleShape(reason: String)
    /// The bank is made for another shape.
    case bankDoesNotFit(reason: String)
    /// The picture cannot be described.
    case badPicture(reason: String)

    /// A sentence for people.
    public var description: String {
        switch self {
        case .impossibleShape(let reason), .bankDoesNotFit(let reason), .badPicture(let reason): reason
        }
    }
}

/// The bounds of what is built: far above every net of the literature, and low enough that sizes can be computed.
private enum Bounds {
    static let side = 1...4096
    static let maps = 1...65536
    static let features = 1 << 22
    /// Values in one stage's maps as they lie in memory (4 bytes each).
    static let values = 1 << 28
    /// Values in the maps of all stages.
    static let allValues = 1 << 29
}

extension ExtractorShape {
    /// Throws when no picture of the input's size can pass through this shape.
    public func check() throws(FeaturesError) { try check(from: input.size) }

    /// Throws when no picture of `size` can pass through this shape.
    func check(from size: Extent) throws(FeaturesError) {
        func refuse(_ reason: String) -> FeaturesError {
            .impossibleShape(reason: "The shape cannot be built: \(reason).")
        }
        func isWithin(_ extent: Extent) -> Bool {
            Bounds.side.contains(extent.rows) && Bounds.side.contains(extent.columns)
        }
        func check(_ window: GaussianWindow) throws(FeaturesError) {
            guard (1...255).contains(window.side), window.side % 2 == 1, (0.01...1000).contains(window.deviation) else {
                throw refuse(
                    "a window of \(window.side) pixels and deviation \(window.deviation) has no middle or width")
            }
        }
        func check(_ pooling: PoolingShape, on extent: Extent, in place: String) throws(FeaturesError) {
            guard isWithin(pooling.window), isWithin(pooling.step) else {
                throw refuse("\(place) pools \(pooling.window.text) pixels every \(pooling.step.text)")
            }
            guard extent.rows >= pooling.window.rows, extent.columns >= pooling.window.columns else {
                throw refuse("\(extent.text) pixels leave nothing to pool by \(pooling.window.text) in \(place)")
            }
        }

        guard isWithin(size) else { throw refuse("pictures of \(size.text) pixels") }
        try check(input.window)
        guard (1...16).contains(stages.count) else { throw refuse("it has \(stages.count) stages") }
        var (maps, extent, allValues) = (input.channels, input.prepared(size), 0)
        guard isWithin(extent) else { throw refuse("the window is larger than pictures of \(size.text)") }
        for (index, stage) in stages.enumerated() {
            let place = "stage \(index + 1)"
            guard stage.table.inputs == maps else {
                throw refuse("\(place) connects \(stage.table.inputs) maps and is given \(maps)")
            }
            guard isWithin(stage.kernel), isWithin(stage.filtered(extent)) else {
                throw refuse("\(extent.text) pixels leave nothing to filter by \(stage.kernel.text) in \(place)")
            }
            if let window = stage.normalisation { try check(window) }
            let lanes = LaneBlock.cheapest(stage.table, taps: 1).count * LaneBlock.lanes
            let values = MapSize(lanes, stage.filtered(extent)).count * (stage.maps / stage.table.outputs)
            guard Bounds.maps.contains(stage.maps), values <= Bounds.values else {
                throw refuse("\(place) makes \(stage.maps) maps of \(stage.filtered(extent).text) pixels, too many")
            }
            allValues += values
            guard allValues <= Bounds.allValues else {
                throw refuse("its first \(index + 1) stages make too many maps")
            }
            try check(stage.pooling, on: stage.filtered(extent), in: place)
            (maps, extent) = (stage.maps, stage.pooled(extent))
        }
        if let finalPooling { try check(finalPooling, on: extent, in: "the end") }
        let count = MapSize(maps, finalPooling?.pooled(extent) ?? extent).count
        guard count <= Bounds.features else { throw refuse("it makes \(count) features") }
    }
}

extension FilterBank {
    /// Throws when the filters are made for another shape.
    func check() throws(FeaturesError) {
        try shape.check()
        func refuse(_ reason: String) -> FeaturesError {
            .bankDoesNotFit(reason: "The filter bank “\(name)” does not fit the shape \(shape): \(reason).")
        }

        guard stages.count == shape.stages.count else {
            throw refuse("it has \(stages.count) stages, the shape \(shape.stages.count)")
        }
        for (index, (filters, stage)) in zip(stages, shape.stages).enumerated() {
            let weights = stage.table.indices.count * stage.kernel.rows * stage.kernel.columns
            guard filters.kernels.count == weights else {
                throw refuse(
                    "its stage \(index + 1) has \(filters.kernels.count) weights, the shape's \(stage.table.outputs) maps "
                        + "of \(stage.table.inputsPerOutput) kernels \(stage.kernel.text), that is \(weights)")
            }
            guard filters.gains.count == stage.table.outputs, filters.biases.count == stage.table.outputs else {
                throw refuse(
                    "its stage \(index + 1) has \(filters.gains.count) gains and \(filters.biases.count) biases for "
                        + "\(stage.table.outputs) maps")
            }
            guard (filters.kernels + filters.gains + filters.biases).allSatisfy(\.isFinite) else {
                throw refuse("stage \(index + 1) holds numbers that are not finite")
            }
        }
    }

    /// Throws when this bank is made for another shape than the one that is asked for.
    public func require(_ wanted: ExtractorShape) throws(FeaturesError) {
        guard shape != wanted else { return }
        let (own, other) = (shape.long, wanted.long)
        throw .bankDoesNotFit(reason: "The filter bank “\(name)” is made for the shape \(own), not for \(other).")
    }
}
