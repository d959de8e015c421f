// Where the numbers of a net lie: as people keep them, and as the products want them.

import Features

/// The order of a net's numbers.
///
/// Kept: stage by stage kernels, gains and biases as in `StageFilters`, then layer by layer weights (outputs × inputs) and
/// biases. Packed: the same pieces, each stage's in the order of its products and lanes, with zeros where a product has
/// weights that the stage has not.
struct NetLayout {
    /// A stage.
    struct Stage {
        let shape: StageShape
        let plan: ConvolutionPlan
        /// Rows, columns and lanes of what it reads.
        let input: Extent
        let inputLanes: Int
        /// Where it begins among the kept numbers.
        let first: Int
        /// Where its weights, gains and biases begin among the packed numbers.
        let weights: Int
        let gains: Int
        let biases: Int

        /// Number of kernels' weights.
        var kernelCount: Int { plan.places.count }
    }

    /// A layer that connects everything with everything.
    struct Layer {
        let inputs: Int
        let outputs: Int
        /// Where its weights begin among the kept numbers, and among the packed ones; its biases follow them.
        let first: Int
        let packed: Int
    }

    /// The stages in order.
    let stages: [Stage]
    /// The layers in order.
    let layers: [Layer]
    /// For each kept number of the stages its place among the packed ones; the layers' numbers follow in both orders.
    let places: [Int]
    /// How many numbers there are, kept.
    let count: Int
    /// How many numbers there are, packed.
    let packedCount: Int
    /// The lane of each map of the last stage.
    let laneOfMap: [Int]
    /// Rows and columns of the last stage's maps.
    let lastExtent: Extent

    /// The layout of a net that ends in layers of given numbers of outputs.
    init(_ shape: ExtractorShape, layers outputs: [Int]) {
        let sizes = shape.sizes
        var (stages, places) = ([Stage](), [Int]())
        var packed = 0
        var lanes = Array(0..<shape.input.channels)
        for (index, stage) in shape.stages.enumerated() {
            let plan = ConvolutionPlan(stage.table, kernel: stage.kernel, laneOfInput: lanes)
            let maps = stage.table.outputs
            let (gains, biases) = (packed + plan.weights, packed + plan.weights + maps)
            stages.append(
                Stage(
                    shape: stage, plan: plan, input: sizes[2 * index].extent, inputLanes: lanes.count,
                    first: places.count, weights: packed, gains: gains, biases: biases))
            places += plan.places.map { $0 + packed }
            places += plan.laneOfOutput.map { $0 + gains }
            places += plan.laneOfOutput.map { $0 + biases }
            packed = biases + maps
            lanes = plan.laneOfOutput
            if stage.rectification == .split { lanes += lanes.map { $0 + maps } }
        }
        var (layers, first, inputs) = ([Layer](), places.count, shape.featureCount)
        for outputs in outputs {
            layers.append(Layer(inputs: inputs, outputs: outputs, first: first, packed: packed))
            first += (inputs + 1) * outputs
            packed += (inputs + 1) * outputs
            inputs = outputs
        }
        self.stages = stages
        self.layers = layers
        self.places = places
        count = first
        packedCount = packed
        laneOfMap = lanes
        lastExtent = sizes.last?.extent ?? Extent(0)
    }

    /// The kept numbers that are weights, not gains and biases: what a penalty pulls to zero.
    var weights: [Range<Int>] {
        stages.map { $0.first..<$0.first + $0.kernelCount }
            + layers.map { $0.first..<$0.first + $0.inputs * $0.outputs }
    }
}
