// What the feature extractor is built like: sizes and connections, no numbers that were learnt.

/// A square Gaussian window, `side` pixels wide, of standard deviation `deviation` pixels.
public struct GaussianWindow: Sendable, Equatable {
    /// Rows and columns, odd.
    public let side: Int
    /// Standard deviation in pixels.
    public let deviation: Double

    /// A window of `side` × `side` pixels.
    public init(side: Int, deviation: Double) {
        precondition(side > 0 && side % 2 == 1 && deviation > 0, "a window has a middle and a width")
        self.side = side
        self.deviation = deviation
    }
}

/// One stage: filters, tanh, rectification, local normalisation, average pooling.
public struct StageShape: Sendable, Equatable {
    /// Which maps of the stage before each map is filtered from.
    public let table: ConnectionTable
    /// Rows and columns of a kernel.
    public let kernelSide: Int
    /// Rows and columns that pooling averages over.
    public let poolingSide: Int
    /// Pixels from one pooling window to the next.
    public let poolingStep: Int

    /// A stage of `table.outputs` maps.
    public init(table: ConnectionTable, kernelSide: Int, poolingSide: Int, poolingStep: Int) {
        precondition(kernelSide > 0 && poolingSide > 0 && poolingStep > 0, "a stage steps and has windows of pixels")
        self.table = table
        self.kernelSide = kernelSide
        self.poolingSide = poolingSide
        self.poolingStep = poolingStep
    }

    /// Rows (or columns) after the filters, borders valid.
    public func filtered(_ side: Int) -> Int { side - kernelSide + 1 }

    /// Rows (or columns) after pooling.
    public func pooled(_ side: Int) -> Int { (filtered(side) - poolingSide) / poolingStep + 1 }
}

/// The shape of a whole extractor, after Jarrett, Kavukcuoglu, Ranzato and LeCun, What is the Best Multi-Stage
/// Architecture for Object Recognition?, ICCV 2009.
///
/// A picture becomes grey and `inputSide` pixels long, is normalised (which takes half a window from each border) and
/// passes the stages.
public struct ExtractorShape: Sendable, Equatable {
    /// Pixels of the longest side of the grey picture.
    public let inputSide: Int
    /// The window of local normalisation, of the picture and inside all stages.
    public let window: GaussianWindow
    /// The stages in order; the first one filters one map.
    public let stages: [StageShape]

    /// A shape; `Extractor` refuses one that cannot be built.
    public init(inputSide: Int, window: GaussianWindow, stages: [StageShape]) {
        self.inputSide = inputSide
        self.window = window
        self.stages = stages
    }

    /// The two-stage net for Caltech-101: 151 → 143 → 64 × 135 → 64 × 26 → 256 × 18 → 256 × 4, 4096 features.
    ///
    /// The 256 maps form 16 groups, and the 16 maps of a group share 16 of the 64 inputs.
    public static let caltech101 = ExtractorShape(
        inputSide: 151, window: GaussianWindow(side: 9, deviation: 1.591),
        stages: [
            StageShape(table: .full(inputs: 1, outputs: 64), kernelSide: 9, poolingSide: 10, poolingStep: 5),
            StageShape(
                table: .grouped(inputs: 64, outputs: 256, each: 16, groups: 16, seed: 2009), kernelSide: 9,
                poolingSide: 6, poolingStep: 4),
        ])

    /// Rows and columns of the normalised picture.
    public var normalisedSide: Int { inputSide - window.side + 1 }

    /// Rows and columns on the way, in pixels: the picture, its normalised form, then each stage filtered and pooled.
    public var sides: [Int] {
        var sides = [inputSide, normalisedSide]
        var side = normalisedSide
        for stage in stages {
            sides += [stage.filtered(side), stage.pooled(side)]
            side = stage.pooled(side)
        }
        return sides
    }

    /// Numbers that describe a picture: maps × rows × columns of the last stage.
    public var featureCount: Int {
        let side = sides.last ?? 0
        return (stages.last?.table.outputs ?? 0) * side * side
    }

    /// Multiply-adds of all filters for one picture, after the connection tables.
    public var multiplyAdds: Int {
        var (side, total) = (normalisedSide, 0)
        for stage in stages {
            let pixels = stage.filtered(side) * stage.filtered(side)
            total += stage.table.indices.count * stage.kernelSide * stage.kernelSide * pixels
            side = stage.pooled(side)
        }
        return total
    }
}

extension ExtractorShape: CustomStringConvertible {
    /// The sizes on the way, such as `151 → 143 → 64×135 → 64×26 → 256×18 → 256×4 (4096 features)`.
    public var description: String {
        var parts = ["\(inputSide)", "\(normalisedSide)"]
        for (index, stage) in stages.enumerated() {
            parts += [2, 3].map { "\(stage.table.outputs)×\(sides[2 * index + $0])" }
        }
        return parts.joined(separator: " → ") + " (\(featureCount) features)"
    }
}
