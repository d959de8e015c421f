// One stage as a value: which module stands at each of its places.

/// What becomes of a filtered and squashed value y.
public enum Rectification: String, Sendable, Codable, CaseIterable {
    /// Nothing.
    case none
    /// |y|.
    case absolute
    /// max(y, 0).
    case positive
    /// max(y, 0) of all maps, then max(-y, 0) of all maps: twice as many.
    case split
}

/// How windows of pixels become single values, borders valid.
public struct PoolingShape: Sendable, Hashable, Codable {
    /// What is taken of a window.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// The mean.
        case average
        /// The largest value.
        case max
        /// The root of the mean square.
        case l2
    }

    /// What is taken of a window.
    public let kind: Kind
    /// Rows and columns of a window.
    public let window: Extent
    /// Rows and columns from one window to the next.
    public let step: Extent

    /// Pooling over `window`, every `step`.
    public init(_ kind: Kind, window: Extent, step: Extent) {
        self.kind = kind
        self.window = window
        self.step = step
    }

    /// No pooling: every pixel stays.
    public static let none = PoolingShape(.average, window: Extent(1), step: Extent(1))

    /// Rows and columns after pooling.
    func pooled(_ size: Extent) -> Extent {
        Extent((size.rows - window.rows) / step.rows + 1, (size.columns - window.columns) / step.columns + 1)
    }
}

/// One stage: filters, tanh with gain and bias, rectification, local normalisation, pooling.
public struct StageShape: Sendable, Hashable, Codable {
    /// Which maps of the stage before each map is filtered from.
    public let table: ConnectionTable
    /// Rows and columns of a kernel.
    public let kernel: Extent
    /// What becomes of the squashed values.
    public let rectification: Rectification
    /// The window of local normalisation; nil for none.
    public let normalisation: GaussianWindow?
    /// How pixels become fewer.
    public let pooling: PoolingShape

    /// A stage of given modules.
    public init(
        table: ConnectionTable, kernel: Extent, rectification: Rectification, normalisation: GaussianWindow?,
        pooling: PoolingShape
    ) {
        self.table = table
        self.kernel = kernel
        self.rectification = rectification
        self.normalisation = normalisation
        self.pooling = pooling
    }

    /// A stage F–R_abs–N–P_A of Jarrett et al. 2009: absolute values, normalised with their window, averaged.
    public init(
        table: ConnectionTable, kernelSide: Int, poolingSide: Int, poolingStep: Int, window: GaussianWindow = .jarrett
    ) {
        self.init(
            table: table, kernel: Extent(kernelSide), rectification: .absolute, normalisation: window,
            pooling: PoolingShape(.average, window: Extent(poolingSide), step: Extent(poolingStep)))
    }

    /// Number of maps the stage makes.
    public var maps: Int { table.outputs * (rectification == .split ? 2 : 1) }

    /// Rows and columns after the filters, borders valid.
    func filtered(_ size: Extent) -> Extent {
        Extent(size.rows - kernel.rows + 1, size.columns - kernel.columns + 1)
    }

    /// Rows and columns after pooling.
    func pooled(_ size: Extent) -> Extent { pooling.pooled(filtered(size)) }

    /// The modules in the notation of Jarrett et al. 2009, such as `F 9×9 · R absolute · N 9×9 σ 1.591 · P average 10×10/5×5`.
    public var modules: String {
        let parts: [String?] = [
            "F \(kernel.text)", rectification == .none ? nil : "R \(rectification.rawValue)",
            normalisation.map { "N \($0.side)×\($0.side) σ \($0.deviation)" },
            pooling == .none
                ? nil : "P \(pooling.kind.rawValue) \(pooling.window.text)/\(pooling.step.text)",
        ]
        return parts.compactMap { $0 }.joined(separator: " · ")
    }
}
