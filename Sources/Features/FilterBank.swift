// The numbers of an extractor: what is drawn at random or learnt.

/// The filters of one stage.
public struct StageFilters: Sendable, Equatable {
    /// Number of maps the stage makes.
    public let outputs: Int
    /// Number of maps each of them is filtered from.
    public let inputsPerOutput: Int
    /// Rows and columns of a kernel.
    public let side: Int
    /// `outputs × inputsPerOutput × side × side` weights, row-major. A kernel is laid on the map as it stands, not
    /// flipped: the correlation that networks call convolution.
    public let kernels: [Float]
    /// One factor a map, behind tanh.
    public let gains: [Float]
    /// One summand a map, before tanh.
    public let biases: [Float]

    /// Filters over given numbers.
    ///
    /// - Precondition: there are as many numbers as the sizes say.
    public init(
        outputs: Int, inputsPerOutput: Int, side: Int, kernels: [Float], gains: [Float], biases: [Float]
    ) {
        precondition(kernels.count == outputs * inputsPerOutput * side * side, "\(kernels.count) weights")
        precondition(gains.count == outputs && biases.count == outputs, "\(outputs) maps need a gain and a bias each")
        self.outputs = outputs
        self.inputsPerOutput = inputsPerOutput
        self.side = side
        self.kernels = kernels
        self.gains = gains
        self.biases = biases
    }
}

/// The filters of all stages, and what they are called.
public struct FilterBank: Sendable, Equatable {
    /// The name people choose it by.
    public let name: String
    /// The filters of each stage, in the order of the stages.
    public let stages: [StageFilters]

    /// A bank of given filters.
    public init(name: String, stages: [StageFilters]) {
        self.name = name
        self.stages = stages
    }

    /// Random filters for a shape: weights uniform in ±1/side, gains 1, biases 0.
    ///
    /// The scale is that of the authors' own random net (±1/√81 in both stages). The weights of all stages, in memory
    /// order, are the successive numbers `(bits >> 40)/2²³ - 1` of one SplitMix64, divided by the side in Float.
    public static func random(shape: ExtractorShape, seed: UInt64 = 1) -> FilterBank {
        var generator = SplitMix64(seed: seed)
        let stages = shape.stages.map { stage in
            let side = stage.kernelSide
            let count = stage.table.indices.count * side * side
            return StageFilters(
                outputs: stage.table.outputs, inputsPerOutput: stage.table.inputsPerOutput, side: side,
                kernels: (0..<count).map { _ in generator.nextSigned() / Float(side) },
                gains: Array(repeating: 1, count: stage.table.outputs),
                biases: Array(repeating: 0, count: stage.table.outputs))
        }
        return FilterBank(name: "random-\(seed)", stages: stages)
    }
}
