// The numbers of an extractor: what is drawn at random or learnt.

/// The filters of one stage.
public struct StageFilters: Sendable, Equatable {
    /// `outputs × inputs per output × rows × columns` weights, row-major. A kernel is laid on the map as it stands, not
    /// flipped: the correlation that networks call convolution.
    public let kernels: [Float]
    /// One factor a map, behind tanh.
    public let gains: [Float]
    /// One summand a map, before tanh.
    public let biases: [Float]

    /// Filters over given numbers.
    public init(kernels: [Float], gains: [Float], biases: [Float]) {
        self.kernels = kernels
        self.gains = gains
        self.biases = biases
    }
}

/// Where a bank comes from.
public struct BankOrigin: Sendable, Equatable {
    /// How its numbers were found, in a line.
    public let recipe: String
    /// What all that was random began with.
    public let seed: UInt64
    /// The licence of the numbers.
    public let licence: String
    /// The scaling of the energy that was minimised, as λ means nothing without it; "none" when nothing was.
    public let energy: String

    /// An origin.
    public init(recipe: String, seed: UInt64, licence: String, energy: String) {
        self.recipe = recipe
        self.seed = seed
        self.licence = licence
        self.energy = energy
    }
}

/// A shape and the filters of all its stages.
public struct FilterBank: Sendable, Equatable {
    /// The name people choose it by.
    public let name: String
    /// The net these are the filters of.
    public let shape: ExtractorShape
    /// The filters of each stage, in the order of the stages.
    public let stages: [StageFilters]
    /// Where the numbers come from.
    public let origin: BankOrigin

    /// A bank of given filters.
    ///
    /// - Throws: `FeaturesError` when no picture passes the shape, or the filters are made for another one.
    public init(
        name: String, shape: ExtractorShape, stages: [StageFilters], origin: BankOrigin
    ) throws(FeaturesError) {
        self.name = name
        self.shape = shape
        self.stages = stages
        self.origin = origin
        try check()
    }

    /// Random filters for a shape: weights uniform in ±1/√(rows × columns), gains 1, biases 0.
    ///
    /// The scale is that of the authors' own random net (±1/√81 in both stages). The weights of all stages, in memory
    /// order, are the successive numbers `(bits >> 40)/2²³ - 1` of one SplitMix64, divided by the root in Float.
    ///
    /// - Throws: `FeaturesError` when no picture passes the shape.
    public static func random(shape: ExtractorShape, seed: UInt64 = 1) throws(FeaturesError) -> FilterBank {
        try shape.check()
        var generator = SplitMix64(seed: seed)
        let stages = shape.stages.map { stage in
            let taps = stage.kernel.rows * stage.kernel.columns
            let root = Float(taps).squareRoot()
            return StageFilters(
                kernels: (0..<stage.table.indices.count * taps).map { _ in generator.nextSigned() / root },
                gains: Array(repeating: 1, count: stage.table.outputs),
                biases: Array(repeating: 0, count: stage.table.outputs))
        }
        let origin = BankOrigin(
            recipe: "uniform in ±1/√(kernel rows × columns), gains 1, biases 0", seed: seed, licence: "CC0-1.0",
            energy: "none")
        let net = ExtractorShape.presets.first { $0.shape == shape }?.name
        return try FilterBank(
            name: "\(net.map { "\($0)-" } ?? "")random-\(seed)", shape: shape, stages: stages, origin: origin)
    }

    /// A number that changes with any number of the bank and any part of its shape: FNV-1a (Fowler, Noll and Vo) of 64
    /// bits over the shape and the bits of all weights, gains and biases.
    ///
    /// Features of banks with equal fingerprints may be compared.
    public var fingerprint: String {
        var hash = FNV1a()
        for scalar in "\(shape)".unicodeScalars { hash.mix(scalar.value) }
        for (stage, filters) in zip(shape.stages, stages) {
            for input in stage.table.indices { hash.mix(UInt32(truncatingIfNeeded: input)) }
            for scalar in stage.modules.unicodeScalars { hash.mix(scalar.value) }
            for value in filters.kernels + filters.gains + filters.biases { hash.mix(value.bitPattern) }
        }
        return hash.digits
    }
}
