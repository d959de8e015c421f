// Codes of whole crops, for reference and for few of them.

import Features
public import Linear

/// Convolutional sparse coding of a crop x by atoms D of unit length:
/// `min_z ½‖t − Σ D_k ∗ z_k‖² + λ|z|₁ + α‖z − z̃‖²` with `t = mask · x` (Kavukcuoglu et al., Learning Convolutional Feature
/// Hierarchies for Visual Recognition, 2010, equation 2).
public struct ConvolutionalCoding: Sendable {
    /// The sizes.
    public let shape: ConvolutionalShape
    /// λ.
    public let sparsity: Float
    /// α, for codes that are predicted.
    public let predictionWeight: Float
    /// D: `atoms × atomCount`, one atom of unit length a row, laid on the crop unflipped.
    public let dictionary: Matrix

    /// A problem.
    ///
    /// - Throws: when sizes do not fit, or λ, α or an atom are no numbers.
    public init(
        _ shape: ConvolutionalShape, dictionary: Matrix, sparsity: Float, predictionWeight: Float = 0
    ) throws(LearningError) {
        try shape.check()
        guard (dictionary.rows, dictionary.columns) == (shape.atoms, shape.atomCount) else {
            throw .badInput(
                reason: "\(dictionary.rows) atoms of \(dictionary.columns) numbers are not \(shape.atoms) of "
                    + "\(shape.atomCount).")
        }
        guard sparsity >= 0, sparsity.isFinite, predictionWeight >= 0, predictionWeight.isFinite else {
            throw .badRecipe(reason: "A λ of \(sparsity) and an α of \(predictionWeight) are not numbers from 0 on.")
        }
        guard dictionary.values.allSatisfy(\.isFinite) else {
            throw .badInput(reason: "The atoms hold numbers that are not finite.")
        }
        (self.shape, self.dictionary) = (shape, dictionary)
        (self.sparsity, self.predictionWeight) = (sparsity, predictionWeight)
    }

    /// Codes a crop.
    ///
    /// - Parameters:
    ///   - crop: x, `maps × rows × columns`.
    ///   - predictions: z̃, `atoms × rows × columns` of a code, where codes begin too; nil for 0.
    /// - Throws: when sizes do not fit, or numbers are not finite.
    public func code(
        _ crop: [Float], from predictions: [Float]? = nil, by solver: some ConvolutionalSolver
    ) throws(LearningError) -> ConvolutionalCode {
        guard crop.count == shape.inputCount, predictions.map({ $0.count == shape.codeCount }) ?? true else {
            throw .badInput(
                reason: "A crop of \(crop.count) numbers and \(predictions?.count ?? 0) predictions meet a shape of "
                    + "\(shape.inputCount) and \(shape.codeCount).")
        }
        guard (crop + (predictions ?? [])).allSatisfy(\.isFinite) else {
            throw .badInput(reason: "The crop or its predictions hold numbers that are not finite.")
        }
        let mask = shape.mask
        let target = crop.indices.map { crop[$0] * mask[$0 % shape.area] }
        let start = predictions ?? Array(repeating: 0, count: shape.codeCount)
        let (values, iterations) = solver.minimise(self, target: target, predictions: start)
        let (energy, gap) = judge(values, target, start)
        return ConvolutionalCode(values: values, iterations: iterations, energy: energy, gap: gap)
    }

    /// The energy of codes, and how far they are from the conditions of a minimum (see `SparseCoding`).
    private func judge(
        _ codes: [Float], _ target: [Float], _ predictions: [Float]
    ) -> (energy: Double, gap: Double) {
        let residual = zip(product(of: codes), target).map { Double($0 - $1) }
        let slopes = correlations(with: residual.map { Float($0) })
        let (λ, α) = (Double(sparsity), Double(predictionWeight))
        var (energy, gap) = (inner(residual, residual) / 2, 0.0)
        for (index, code) in codes.enumerated() {
            let (value, error) = (Double(code), Double(code - predictions[index]))
            energy += λ * abs(value) + α * error * error
            let slope = Double(slopes[index]) + 2 * α * error
            gap = max(gap, value == 0 ? abs(slope) - λ : abs(slope + (value > 0 ? λ : -λ)))
        }
        return (energy, gap)
    }

    /// `Σ D_k ∗ z_k`: `maps × rows × columns` of a crop.
    func product(of codes: [Float]) -> [Float] {
        computed(shape.inputCount) { products, rows, result in
            codes.withUnsafeBufferPointer { codes in
                if let codes = codes.baseAddress { products.spread(codes, by: rows, into: result) }
            }
        }
    }

    /// What each atom has in common with maps at each place: `atoms × rows × columns` of a code.
    func correlations(with maps: [Float]) -> [Float] {
        computed(shape.codeCount) { products, rows, result in
            maps.withUnsafeBufferPointer { maps in
                if let maps = maps.baseAddress { products.correlate(rows, with: maps, into: result) }
            }
        }
    }

    private func computed(
        _ count: Int, _ body: (KernelProducts, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) -> [Float] {
        let products = KernelProducts(shape)
        let atoms = FloatBuffer(dictionary.values)
        let rows = FloatBuffer(count: products.layout.count)
        products.layout.expand(atoms.start, into: rows.start)
        return [Float](unsafeUninitializedCapacity: count) { result, written in
            guard let start = result.baseAddress else { return }
            body(products, rows.start, start)
            written = count
        }
    }
}

/// The code of a crop and how it was found.
public struct ConvolutionalCode: Sendable, Equatable {
    /// `atoms × rows × columns`.
    public let values: [Float]
    /// What the solver counts: steps, or changes of one value.
    public let iterations: Int
    /// `½‖t − Σ D_k ∗ z_k‖² + λ|z|₁ + α‖z − z̃‖²`.
    public let energy: Double
    /// The largest violation of the conditions of a minimum; 0 at the minimum.
    public let gap: Double
}

/// A way to find codes of crops.
public protocol ConvolutionalSolver: Sendable {
    /// Finds the code of a crop of which t is given, and says how many iterations that took.
    func minimise(
        _ problem: ConvolutionalCoding, target: [Float], predictions: [Float]
    ) -> (codes: [Float], iterations: Int)
}
