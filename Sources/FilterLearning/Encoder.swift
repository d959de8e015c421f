// The encoders of predictive sparse decomposition: codes by one product instead of a search.

public import Features
public import Linear

/// A predictor `f(x)` of sparse codes with kernels K, and for each unit a bias b and a scale.
///
/// | kind | f(x) | scale | source |
/// |---|---|---|---|
/// | linear | Kx + b | none | Kavukcuoglu, Ranzato and LeCun, Fast Inference in Sparse Coding Algorithms, 2008 |
/// | tanh | g · tanh(Kx + b) | g | there, equation 3 |
/// | tanhShrink | g · (u − tanh u), u = Kx + b | g | option `tanh_shrink` of Kavukcuoglu's `unsup` |
/// | smoothShrink | sign(s)·[log(e^{βb} + e^{β∣s∣} − 1)/β − b], s = Kx | β | Kavukcuoglu et al., 2010 |
public struct Encoder: Sendable, Equatable {
    /// The form of f.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// `Kx + b`.
        case linear
        /// `g · tanh(Kx + b)`: what the extractor computes.
        case tanh
        /// `g · (u − tanh u)`.
        case tanhShrink
        /// The smooth form of the soft threshold b, sharper with β.
        case smoothShrink
    }

    /// The form of f.
    public let kind: Kind
    /// K: `atoms × inputs`.
    public internal(set) var kernels: Matrix
    /// b: one a unit.
    public internal(set) var biases: [Float]
    /// g or β: one a unit; not used by linear encoders.
    public internal(set) var scales: [Float]

    /// An encoder with given parameters.
    ///
    /// - Throws: when there is not one bias and one scale a unit, or a number is not finite.
    public init(kind: Kind, kernels: Matrix, biases: [Float], scales: [Float]) throws(LearningError) {
        guard biases.count == kernels.rows, scales.count == kernels.rows else {
            throw .badInput(reason: "\(kernels.rows) kernels have \(biases.count) biases and \(scales.count) scales.")
        }
        guard (kernels.values + biases + scales).allSatisfy(\.isFinite) else {
            throw .badInput(reason: "The encoder holds numbers that are not finite.")
        }
        (self.kind, self.kernels, self.biases, self.scales) = (kind, kernels, biases, scales)
    }

    /// The encoder that learning begins with: kernels that mirror the atoms.
    init(_ kind: Kind, mirroring dictionary: Matrix, sparsity: Float) {
        let start = Start(kind, sparsity: sparsity)
        self.kind = kind
        kernels = dictionary
        for index in kernels.values.indices { kernels.values[index] *= start.mirror }
        biases = Array(repeating: start.bias, count: dictionary.rows)
        scales = Array(repeating: start.scale, count: dictionary.rows)
    }

    /// The parameters that a unit begins with; the kernel is the atom times `mirror`.
    struct Start {
        let mirror, bias, scale: Float

        init(_ kind: Kind, sparsity: Float) {
            switch kind {
            case .linear: (mirror, bias, scale) = (0.1, 0, 1)
            case .tanh: (mirror, bias, scale) = (0.1, 0, 2)
            // u − tanh u begins as u³/3: a kernel of a tenth would answer nothing and learn nothing.
            case .tanhShrink: (mirror, bias, scale) = (1, 0, 1)
            // The slope at 0 is e^{−βb}: with βb up to 2 units live.
            case .smoothShrink: (mirror, bias, scale) = (0.5, sparsity / 2, min(3, 4 / max(sparsity, 1e-3)))
            }
        }
    }

    /// The codes of inputs, `count × inputs`: `count × atoms`.
    ///
    /// - Precondition: `inputs.columns == kernels.columns`.
    public func codes(of inputs: Matrix) -> Matrix {
        var codes = inputs.times(transposeOf: kernels)
        for row in 0..<codes.rows {
            for unit in 0..<codes.columns {
                codes[row, unit] = Float(respond(unit, to: codes[row, unit]).value)
            }
        }
        return codes
    }

    /// The response of a unit to its kernel's sum.
    func respond(_ unit: Int, to sum: Float) -> UnitResponse {
        UnitResponse(kind, sum: Double(sum), bias: Double(biases[unit]), scale: Double(scales[unit]))
    }
}

extension Encoder {
    /// The encoder as the filters of a stage: kernels are laid on the maps as patches were cut from them, unflipped.
    ///
    /// - Parameters:
    ///   - table: which maps each unit sees, whose kernels follow one another; nil for one map.
    ///   - scale: what patches were divided by (`PatchSet.scale`), and kernels are therefore.
    ///   - offsets: what each map lost before that; biases take it up.
    /// - Throws: when the encoder is no g · tanh(Kx + b), which is all that the extractor computes.
    /// - Precondition: the table has a unit for each kernel, and there are no offsets or one a map.
    public func stageFilters(
        table: ConnectionTable? = nil, scale: Float = 1, offsets: [Float] = []
    ) throws(LearningError) -> StageFilters {
        guard kind == .tanh else {
            throw .noFilters(
                reason:
                    "The extractor computes g · tanh(Kx + b); an encoder of the kind “\(kind.rawValue)” has no place "
                    + "in it.")
        }
        let table = table ?? .full(inputs: 1, outputs: kernels.rows)
        let taps = kernels.columns / table.inputsPerOutput
        precondition(table.outputs == kernels.rows && table.inputsPerOutput * taps == kernels.columns, "another table")
        precondition(offsets.isEmpty || offsets.count == table.inputs, "\(offsets.count) offsets")
        let scaled = kernels.values.map { $0 / scale }
        var biases = biases
        if !offsets.isEmpty {
            for (number, map) in table.indices.enumerated() {
                let kernel = scaled[number * taps..<(number + 1) * taps]
                biases[number / table.inputsPerOutput] -= offsets[map] * kernel.reduce(0, +)
            }
        }
        return StageFilters(kernels: scaled, gains: scales, biases: biases)
    }
}
