// The problem of sparse coding, in Double: what all solvers are given and judged by.

public import Linear

/// Sparse coding of inputs x by a dictionary D of unit atoms: `min_z E(z)`, `E(z) = ½‖x − Dz‖² + λ|z|₁`.
///
/// The energy has the ½ everywhere in this project; texts that leave it out name twice this λ (Olshausen and Field,
/// Emergence of Simple-Cell Receptive Field Properties by Learning a Sparse Code for Natural Images, 1996, has none).
/// This is the form for reference and for few inputs; `BatchedFISTA` is the fast one.
public struct SparseCoding: Sendable {
    /// Numbers of an input, n.
    public let inputs: Int
    /// Number of atoms, m.
    public let atoms: Int
    /// λ: how much the sum of a code's absolute values counts.
    public let sparsity: Double
    /// Dᵀ: `atoms × inputs`, row-major, each row an atom of unit length.
    public let dictionary: [Double]
    /// DᵀD: `atoms × atoms`.
    public let gram: [Double]

    /// A problem.
    ///
    /// - Parameter atoms: `atoms × inputs` numbers, row-major, one list an atom; they are scaled to unit length.
    /// - Throws: when λ is negative, or an atom has no length or other lengths than the rest.
    public init(atoms lists: [[Double]], sparsity: Double) throws(LearningError) {
        guard sparsity >= 0, sparsity.isFinite else {
            throw .badRecipe(reason: "A λ of \(sparsity) is not a number from 0 on.")
        }
        inputs = lists.first?.count ?? 0
        atoms = lists.count
        self.sparsity = sparsity
        var dictionary: [Double] = []
        for (index, atom) in lists.enumerated() {
            let length = inner(atom, atom).squareRoot()
            guard atom.count == inputs, length.isFinite, length > 0 else {
                throw .badInput(reason: "Atom \(index) of \(atom.count) numbers and length \(length) is none.")
            }
            dictionary += atom.map { $0 / length }
        }
        self.dictionary = dictionary
        var gram = [Double](repeating: 0, count: atoms * atoms)
        let rows = (0..<atoms).map { [inputs] in Array(dictionary[$0 * inputs..<($0 + 1) * inputs]) }
        for i in 0..<atoms {
            for j in 0...i {
                gram[i * atoms + j] = inner(rows[i], rows[j])
                gram[j * atoms + i] = gram[i * atoms + j]
            }
        }
        self.gram = gram
    }

    /// A problem with a learnt dictionary, `atoms × inputs`.
    public init(dictionary: Matrix, sparsity: Double) throws(LearningError) {
        try self.init(atoms: (0..<dictionary.rows).map { dictionary.row($0).map(Double.init) }, sparsity: sparsity)
    }

    /// Codes an input.
    ///
    /// - Throws: when the input has another size or holds numbers that are not finite.
    public func code(_ input: [Double], by solver: some SparseSolver) throws(LearningError) -> SparseCode {
        guard input.count == inputs else {
            throw .badInput(reason: "An input of \(input.count) numbers meets atoms of \(inputs).")
        }
        if let place = input.firstIndex(where: { !$0.isFinite }) {
            throw .badInput(reason: "Number \(place) of the input is \(input[place]).")
        }
        let correlations = product(of: dictionary, columns: inputs, with: input)
        let (values, iterations) = try solver.minimise(self, correlations)
        let gap = optimalityGap(values, gradient(at: values, correlations))
        return SparseCode(values: values, iterations: iterations, energy: energy(of: values, input), gap: gap)
    }

    /// `E(z)` of a code for an input.
    public func energy(of code: [Double], _ input: [Double]) -> Double {
        var residual = input
        for (atom, value) in code.enumerated() where value != 0 {
            addRow(atom, of: dictionary, times: -value, to: &residual)
        }
        return inner(residual, residual) / 2 + sparsity * code.reduce(0) { $0 + abs($1) }
    }

    /// `∇ ½‖x − Dz‖² = DᵀDz − Dᵀx`, given `Dᵀx`. Costs what the code's values other than 0 cost.
    func gradient(at code: [Double], _ correlations: [Double]) -> [Double] {
        var gradient = correlations.map { -$0 }
        for (atom, value) in code.enumerated() where value != 0 { addRow(atom, of: gram, times: value, to: &gradient) }
        return gradient
    }

    /// How far a code is from satisfying the conditions of Karush, Kuhn and Tucker, which only minima satisfy:
    /// `∇ⱼ = −λ sign(zⱼ)` where z is not 0, `|∇ⱼ| ≤ λ` where it is.
    func optimalityGap(_ code: [Double], _ gradient: [Double]) -> Double {
        var gap = 0.0
        for (value, slope) in zip(code, gradient) {
            gap = max(gap, value == 0 ? abs(slope) - sparsity : abs(slope + (value > 0 ? sparsity : -sparsity)))
        }
        return gap
    }

    /// `L ≥ λ_max(DᵀD)`: the largest curvature, from a hundred steps of power iteration and 2 % for safety.
    var curvature: Double {
        var generator = StartVector()
        var vector = (0..<atoms).map { _ in generator.next() }
        var length = 0.0
        for _ in 0..<100 {
            length = inner(vector, vector).squareRoot()
            let direction = vector.map { $0 / length }
            vector = product(of: gram, columns: atoms, with: direction)
        }
        return 1.02 * inner(vector, vector).squareRoot()
    }
}

/// A code and how it was found.
public struct SparseCode: Sendable, Equatable {
    /// One number an atom.
    public let values: [Double]
    /// What the solver counts: products with a matrix, changes of one value, or systems solved.
    public let iterations: Int
    /// `½‖x − Dz‖² + λ|z|₁`.
    public let energy: Double
    /// The largest violation of the conditions of a minimum; 0 at the minimum.
    public let gap: Double
}

/// A way to find sparse codes.
public protocol SparseSolver: Sendable {
    /// Finds a code for an input of which `Dᵀx` is given, and says how many iterations that took.
    func minimise(
        _ problem: SparseCoding, _ correlations: [Double]
    ) throws(LearningError) -> (code: [Double], iterations: Int)
}
