// The net of a protocol, whole or with a part taken out.

package import Features

/// A protocol of Jarrett et al. 2009: how the filters of each stage were found.
package enum LabProtocol: String, Sendable, CaseIterable, Codable {
    /// One stage of random filters.
    case r = "R"
    /// Two stages of random filters.
    case rr = "RR"
    /// One stage of learnt filters.
    case u = "U"
    /// Two stages of learnt filters.
    case uu = "UU"
    /// A stage of learnt filters, and one of random ones behind it.
    case ur = "UR"
    /// One stage of Gabor functions.
    case g = "G"
    /// One stage of random filters, refined.
    case rPlus = "R+"
    /// Two stages of random filters, refined.
    case rrPlus = "R+R+"
    /// One stage of learnt filters, refined.
    case uPlus = "U+"
    /// Two stages of learnt filters, refined.
    case uuPlus = "U+U+"

    /// As the paper writes it: R⁺R⁺.
    package var title: String { rawValue.replacing("+", with: "⁺") }
    /// Number of stages.
    package var stages: Int { rawValue.count { $0 != "+" } }
    /// Whether the filters were learnt without labels, and so must come from a file.
    package var isLearnt: Bool { rawValue.contains("U") }
    /// Whether filters and classifier are refined together.
    package var isRefined: Bool { rawValue.contains("+") }
}

/// Which modules follow the filters in all stages: a column of the table of Jarrett et al. 2009.
package enum LabModules: String, Sendable, CaseIterable, Codable {
    /// R_abs–N–P_A: absolute values, local normalisation, average pooling.
    case whole
    /// N–P_A.
    case withoutAbsolute = "no-abs"
    /// R_abs–P_A.
    case withoutNormalisation = "no-normalisation"
    /// N–P_M: no absolute values, and the largest of windows that do not overlap.
    case maxPooling = "max-pooling"
    /// P_A.
    case poolingAlone = "pooling-alone"

    /// A stage with these modules.
    func stage(of stage: StageShape) -> StageShape {
        let isAbsolute = self == .whole || self == .withoutNormalisation
        let isNormalised = self != .withoutNormalisation && self != .poolingAlone
        let pooling =
            self == .maxPooling
            ? PoolingShape(.max, window: stage.pooling.step, step: stage.pooling.step) : stage.pooling
        return StageShape(
            table: stage.table, kernel: stage.kernel, rectification: isAbsolute ? stage.rectification : .none,
            normalisation: isNormalised ? stage.normalisation : nil, pooling: pooling)
    }
}

extension FilterBank {
    /// The bank whose net is the first stages of this one's, with some modules: the same filters.
    ///
    /// - Parameter polarity: whether the last of these stages keeps positive and negative values apart.
    /// - Throws: `LabError.badInput` when it has fewer stages, or no picture passes what is left.
    package func cut(
        to count: Int, _ modules: LabModules, polarity: Bool = false
    ) throws(LabError) -> FilterBank {
        guard stages.count >= count else {
            throw .badInput(reason: "The bank “\(name)” has \(stages.count) stages, and the protocol \(count).")
        }
        var parts = shape.stages.prefix(count).map(modules.stage)
        if polarity, let last = parts.popLast() { parts.append(last.splittingPolarity) }
        let shape = ExtractorShape(
            input: shape.input, stages: parts, finalPooling: count == shape.stages.count ? shape.finalPooling : nil)
        if shape == self.shape { return self }
        var name = name
        if count < stages.count { name += ", \(count == 1 ? "first stage" : "first \(count) stages")" }
        if modules != .whole { name += ", \(modules.rawValue)" }
        if polarity { name += ", polarity" }
        do {
            return try FilterBank(name: name, shape: shape, stages: Array(stages.prefix(count)), origin: origin)
        } catch {
            throw .badInput(reason: error.description)
        }
    }
}

extension StageShape {
    /// The stage with positive and negative values apart.
    fileprivate var splittingPolarity: StageShape {
        StageShape(
            table: table, kernel: kernel, rectification: .split, normalisation: normalisation, pooling: pooling)
    }
}
