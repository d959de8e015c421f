// How the energy of a crop bends along each parameter.

public import Linear

/// The diagonal second derivatives that slopes are divided by, as Gauss and Newton take them: of a sum of squares, only
/// what the squares' first derivatives give.
///
/// | parameter | curvature of a crop's energy |
/// |---|---|
/// | D_ki(u) | `Σ_p z_k(p)²`, for all numbers of an atom alike |
/// | K_ki(u) | `2α Σ_p f'_k(p)² x_i(p + u)²` |
/// | b_k, g_k | `2α Σ_p (∂f_k(p)/∂b_k)²`, and the same with g |
public struct ConvolutionalCurvatures: Sendable, Equatable {
    /// One an atom.
    public internal(set) var atoms: [Float]
    /// `atoms × atomCount`.
    public internal(set) var kernels: Matrix
    /// One a unit of the encoder.
    public internal(set) var biases: [Float]
    /// One a unit of the encoder.
    public internal(set) var scales: [Float]

    /// Curvatures of given numbers.
    ///
    /// - Throws: when there are not as many of all, or one is not above 0.
    public init(atoms: [Float], kernels: Matrix, biases: [Float], scales: [Float]) throws(LearningError) {
        guard atoms.count == kernels.rows, biases.count == atoms.count, scales.count == atoms.count,
            (atoms + kernels.values + biases + scales).allSatisfy({ $0 > 0 && $0.isFinite })
        else {
            throw .badInput(
                reason: "Curvatures of \(atoms.count) atoms, \(kernels.rows) kernels, \(biases.count) biases and "
                    + "\(scales.count) scales are not one above 0 each.")
        }
        (self.atoms, self.kernels, self.biases, self.scales) = (atoms, kernels, biases, scales)
    }

    /// Those of plain descent: all 1.
    init(flat shape: ConvolutionalShape) {
        let ones = [Float](repeating: 1, count: shape.atoms)
        (atoms, biases, scales) = (ones, ones, ones)
        kernels = Matrix(rows: shape.atoms, columns: shape.atomCount, repeating: 1)
    }
}
