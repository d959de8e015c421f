// What refinement changes, as a value.

public import Features

/// A net that ends in a classifier: the filters of a bank, fixed offsets and scales of its features, layers behind them.
///
/// `p(class | picture) = softmax(W_n·tanh(… tanh(W_1·(features - offsets)·scales + b_1) …) + b_n)`.
public struct RefinementNet: Sendable, Equatable {
    /// The stages, and how pictures are prepared for them.
    public let shape: ExtractorShape
    /// Outputs of each layer; the last one has the classes.
    public let layers: [Int]
    /// What is subtracted from each feature, maps × rows × columns.
    public private(set) var offsets: [Float]
    /// What each feature is then multiplied by.
    public private(set) var scales: [Float]
    /// All numbers that are learnt: stage by stage kernels, gains and biases as in `StageFilters`, then layer by layer
    /// weights (outputs × inputs, row-major) and biases.
    public private(set) var numbers: [Float]

    /// A net with the filters of a bank, features as they are, and random layers: weights uniform in ±1/√inputs, biases 0.
    ///
    /// - Parameters:
    ///   - layers: outputs of each layer; the last one has the classes.
    ///   - seed: of SplitMix64, whose `nextSigned` is taken weight after weight.
    /// - Throws: when no picture passes the bank's shape.
    /// - Precondition: there is a layer.
    public init(_ bank: FilterBank, layers: [Int], seed: UInt64 = 1) throws(FeaturesError) {
        try bank.shape.check()
        precondition(!layers.isEmpty && layers.allSatisfy { $0 > 0 }, "layers of \(layers) outputs")
        let count = bank.shape.featureCount
        offsets = Array(repeating: 0, count: count)
        scales = Array(repeating: 1, count: count)
        shape = bank.shape
        self.layers = layers
        var numbers = bank.stages.flatMap { $0.kernels + $0.gains + $0.biases }
        var (generator, inputs) = (SplitMix64(seed: seed), count)
        for outputs in layers {
            let reach = 1 / Float(inputs).squareRoot()
            for _ in 0..<inputs * outputs { numbers.append(generator.nextSigned() * reach) }
            numbers += Array(repeating: 0, count: outputs)
            inputs = outputs
        }
        self.numbers = numbers
    }

    /// The same net with other numbers.
    ///
    /// - Precondition: there are as many.
    public func with(numbers: [Float]) -> RefinementNet {
        precondition(numbers.count == self.numbers.count, "\(numbers.count) numbers for \(self.numbers.count)")
        var net = self
        net.numbers = numbers
        return net
    }

    /// The same net with other offsets and scales.
    ///
    /// - Precondition: each feature has its own.
    public func standardised(offsets: [Float], scales: [Float]) -> RefinementNet {
        precondition(
            offsets.count == self.offsets.count && scales.count == self.scales.count,
            "offsets and scales of other features")
        var net = self
        (net.offsets, net.scales) = (offsets, scales)
        return net
    }

    /// How many numbers the stages have; those of the layers follow.
    public var stageNumbers: Int { shape.stages.reduce(shape.weightCount) { $0 + 2 * $1.table.outputs } }

    /// The filters as a bank, which describes pictures as the net does before offsets and scales.
    public func bank(name: String, origin: BankOrigin) throws(FeaturesError) -> FilterBank {
        var first = 0
        let stages = shape.stages.map { stage in
            func next(_ count: Int) -> [Float] {
                defer { first += count }
                return Array(numbers[first..<first + count])
            }
            let outputs = stage.table.outputs
            return StageFilters(
                kernels: next(stage.table.indices.count * stage.kernel.rows * stage.kernel.columns),
                gains: next(outputs), biases: next(outputs))
        }
        return try FilterBank(name: name, shape: shape, stages: stages, origin: origin)
    }
}
