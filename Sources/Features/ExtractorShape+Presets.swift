// Nets of the literature, ready to be built.

extension ExtractorShape {
    /// A shape that has a name.
    public struct Preset: Sendable {
        /// The name people choose it by.
        public let name: String
        /// What it is, in a line.
        public let summary: String
        /// The shape.
        public let shape: ExtractorShape
    }

    /// All shapes that have a name.
    public static let presets = [
        Preset(name: "caltech101", summary: "two stages, 64 and 256 maps; the daemon's net", shape: caltech101),
        Preset(name: "caltech101-wide", summary: "the same with 1024 maps in the second stage", shape: wide),
        Preset(
            name: "caltech101-free", summary: "the same with 256 maps that share no inputs, as published", shape: free),
        Preset(name: "mnist", summary: "digits of 28 × 28 pixels: 32 and 64 maps", shape: mnist),
        Preset(name: "norb", summary: "toys of 96 × 96 pixels: 8 and 24 maps", shape: norb),
        Preset(
            name: "online-learner", summary: "the live demo's net: YUV, twice 32 maps, L2 pooling", shape: onlineLearner
        ),
        Preset(name: "lagr", summary: "long-range vision of a robot: windows of 12 × 25 YUV pixels", shape: lagr),
    ]

    /// The two-stage net for Caltech-101: 151 → 143 → 64 × 135 → 64 × 26 → 256 × 18 → 256 × 4, 4096 features.
    ///
    /// The 256 maps form 16 groups, and the 16 maps of a group share 16 of the 64 inputs.
    public static let caltech101 = caltech(
        .grouped(inputs: 64, outputs: 256, each: 16, groups: 16, seed: 2009))

    /// `caltech101` with 1024 maps in 64 groups: 16,384 features.
    public static let wide = caltech(.grouped(inputs: 64, outputs: 1024, each: 16, groups: 64, seed: 2009))

    /// `caltech101` as published: each of the 256 maps has 16 inputs of its own.
    public static let free = caltech(.random(inputs: 64, outputs: 256, each: 16, seed: 2009))

    private static func caltech(_ second: ConnectionTable) -> ExtractorShape {
        ExtractorShape(
            input: InputShape(size: Extent(151), preparation: .contrast),
            stages: [
                StageShape(table: .full(inputs: 1, outputs: 64), kernelSide: 9, poolingSide: 10, poolingStep: 5),
                StageShape(table: second, kernelSide: 9, poolingSide: 6, poolingStep: 4),
            ])
    }

    /// The net for MNIST (Jarrett et al. 2009, section 4.3): 28 → 32 × 24 → 32 × 12 → 64 × 8 → 64 × 4, 1024 features.
    public static let mnist = ExtractorShape(
        input: InputShape(size: Extent(28), preparation: .none),
        stages: [
            StageShape(table: .full(inputs: 1, outputs: 32), kernelSide: 5, poolingSide: 2, poolingStep: 2),
            StageShape(
                table: .random(inputs: 32, outputs: 64, each: 16, seed: 2009), kernelSide: 5, poolingSide: 2,
                poolingStep: 2),
        ])

    /// The net for NORB (Jarrett et al. 2009, section 4.1): 96 → 8 × 92 → 8 × 23 → 24 × 18 → 24 × 6, 864 features.
    ///
    /// The paper does not say how its pictures were prepared; here they have zero mean and unit deviation.
    public static let norb = ExtractorShape(
        input: InputShape(size: Extent(96), preparation: .standard),
        stages: [
            StageShape(table: .full(inputs: 1, outputs: 8), kernelSide: 5, poolingSide: 4, poolingStep: 4),
            StageShape(
                table: .random(inputs: 8, outputs: 24, each: 4, seed: 2009), kernelSide: 6, poolingSide: 3,
                poolingStep: 3),
        ])

    /// The net of the online learner that continued the live demo of 2009 (Farabet, LeCun and Bates, e-lab, 2012), as its
    /// files have it: YUV 64 → 32 × 58 → 32 × 29 → 32 × 23 → 32 × 11 → 32 features.
    ///
    /// Each map of the first stage looks at one channel, each of the second at four maps.
    public static let onlineLearner = ExtractorShape(
        input: InputShape(colour: .yuv, size: Extent(64), preparation: .none),
        stages: [
            plain(.random(inputs: 3, outputs: 32, each: 1, seed: 2009), Extent(7), halving),
            plain(.random(inputs: 32, outputs: 32, each: 4, seed: 2009), Extent(7), halving),
        ], finalPooling: PoolingShape(.max, window: Extent(11), step: Extent(1)))

    /// The net of the LAGR robot (Hadsell et al. 2009, section 6): YUV 12×25 → 20 × 6×20 → 20 × 6×5 → 100 × 1, 100
    /// features.
    ///
    /// Y, U and V stay apart: 8, 6 and 6 maps, then 40, 30 and 30, each from 3 of its own (300 kernels).
    public static let lagr = ExtractorShape(
        input: InputShape(
            colour: .yuv, size: Extent(12, 25), preparation: .gain, window: GaussianWindow(side: 17, deviation: 4)),
        stages: [
            plain(
                .apart([8, 6, 6].map { .full(inputs: 1, outputs: $0) }), Extent(7, 6),
                PoolingShape(.max, window: Extent(1, 4), step: Extent(1, 4))),
            plain(
                .apart([
                    .random(inputs: 8, outputs: 40, each: 3, seed: 2009),
                    .random(inputs: 6, outputs: 30, each: 3, seed: 2010),
                    .random(inputs: 6, outputs: 30, each: 3, seed: 2011),
                ]), Extent(6, 5), .none),
        ])

    private static let halving = PoolingShape(.l2, window: Extent(2), step: Extent(2))

    /// A stage without rectification and normalisation.
    private static func plain(_ table: ConnectionTable, _ kernel: Extent, _ pooling: PoolingShape) -> StageShape {
        StageShape(table: table, kernel: kernel, rectification: .none, normalisation: nil, pooling: pooling)
    }
}
