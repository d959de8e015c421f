// All that convolutional learning has found out, to be saved and resumed.

import Features
public import Linear

/// What changes from step to step of a `ConvolutionalTrainer`.
public struct ConvolutionalState: Sendable, Equatable {
    /// D: `atoms × atomCount`, each row an atom of unit length.
    public internal(set) var dictionary: Matrix
    /// f: its kernels are `atoms × atomCount`.
    public internal(set) var encoder: Encoder
    /// What slopes are divided by.
    public internal(set) var curvatures: ConvolutionalCurvatures
    /// The bound on the eigenvalues of DᵀD that steps towards codes are divided by.
    public internal(set) var eigenvalue: Float
    /// Steps taken.
    public internal(set) var step: Int
    /// For each atom the number of crops since a code used it.
    public internal(set) var idle: [Int]

    /// A state that was saved.
    public init(
        dictionary: Matrix, encoder: Encoder, curvatures: ConvolutionalCurvatures, eigenvalue: Float, step: Int,
        idle: [Int]
    ) {
        (self.dictionary, self.encoder, self.curvatures) = (dictionary, encoder, curvatures)
        (self.eigenvalue, self.step, self.idle) = (eigenvalue, step, idle)
    }

    /// A state that has learnt nothing.
    init(_ recipe: ConvolutionalRecipe, _ shape: ConvolutionalShape) {
        var normal = NormalNumbers(seed: recipe.seed)
        dictionary = Matrix(rows: shape.atoms, columns: shape.atomCount)
        for atom in 0..<shape.atoms {
            let numbers = (0..<shape.table.inputsPerOutput).flatMap { _ in Self.smooth(&normal, shape.kernel) }
            let length = inner(numbers, numbers).squareRoot()
            for (column, number) in numbers.enumerated() { dictionary[atom, column] = Float(number / length) }
        }
        encoder = Encoder(recipe.encoder, mirroring: dictionary, sparsity: recipe.sparsity)
        let start = Self.start(recipe)
        encoder.scales = Array(repeating: start.scale, count: shape.atoms)
        for index in encoder.kernels.values.indices {
            encoder.kernels.values[index] = start.mirror * dictionary.values[index]
        }
        curvatures = ConvolutionalCurvatures(flat: shape)
        // Measured before the first step.
        eigenvalue = 1
        step = 0
        idle = Array(repeating: 0, count: shape.atoms)
    }

    /// Normally distributed numbers, smoothed by (1 2 1) along rows and columns.
    ///
    /// Pictures that were scaled down have next to nothing of the finest grating. What kernels began with of it they would
    /// never unlearn.
    private static func smooth(_ normal: inout NormalNumbers, _ kernel: Extent) -> [Double] {
        let width = kernel.columns + 2
        let noise = (0..<(kernel.rows + 2) * width).map { _ in normal.next() }
        return (0..<kernel.rows).flatMap { row in
            (0..<kernel.columns).map { column in
                let sums = (row..<row + 3).map { y in
                    noise[y * width + column] + 2 * noise[y * width + column + 1] + noise[y * width + column + 2]
                }
                return sums[0] + 2 * sums[1] + sums[2]
            }
        }
    }

    /// The parameters that a unit begins with: so many places of so many maps share a pixel that each answers less than the
    /// only atom of a patch does.
    static func start(_ recipe: ConvolutionalRecipe) -> (mirror: Float, bias: Float, scale: Float) {
        let alone = Encoder.Start(recipe.encoder, sparsity: recipe.sparsity)
        return switch recipe.encoder {
        case .linear: (0.1 * alone.mirror, alone.bias, alone.scale)
        case .tanh, .tanhShrink: (alone.mirror, alone.bias, 0.1 * alone.scale)
        case .smoothShrink: (0.4 * alone.mirror, alone.bias, alone.scale)
        }
    }

    /// Throws when the parts do not fit each other, the recipe and the shape.
    func check(_ recipe: ConvolutionalRecipe, _ shape: ConvolutionalShape) throws(LearningError) {
        let sizes = [dictionary, encoder.kernels, curvatures.kernels].map { [$0.rows, $0.columns] }
        guard sizes.allSatisfy({ $0 == [shape.atoms, shape.atomCount] }), idle.count == shape.atoms,
            encoder.kind == recipe.encoder, step >= 0, eigenvalue > 0, eigenvalue.isFinite
        else {
            throw .badRecipe(
                reason: "The recipe has \(shape.atoms) \(recipe.encoder.rawValue) units of \(shape.atomCount) numbers; "
                    + "what is resumed has \(dictionary.rows) atoms of \(dictionary.columns), \(encoder.kernels.rows) "
                    + "\(encoder.kind.rawValue) kernels of \(encoder.kernels.columns), and \(idle.count) ages.")
        }
        guard dictionary.values.allSatisfy(\.isFinite) else {
            throw .badInput(reason: "The dictionary holds numbers that are not finite.")
        }
    }
}
