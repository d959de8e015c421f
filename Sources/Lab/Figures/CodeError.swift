// How far codes are from those that a search to the end finds.

package import FilterLearning
package import Linear
package import Workers

/// Codes z of inputs beside the converged codes z* of the same inputs.
package struct CodeError: Sendable, Codable, Equatable {
    /// The mean of `‖z* − z‖²`.
    package let square: Double
    /// `Σ‖z* − z‖² / Σ‖z*‖²`.
    package let relative: Double
    /// Of the values that are not 0 in z or z*: twice those in both, divided by the sum of those in each (F₁).
    package let support: Double

    /// The distance of codes from others.
    package init(_ codes: Matrix, from best: Matrix) {
        var (error, total, both, either) = (0.0, 0.0, 0, 0)
        for (value, target) in zip(codes.values, best.values) {
            error += Double((value - target) * (value - target))
            total += Double(target * target)
            both += value != 0 && target != 0 ? 1 : 0
            either += (value != 0 ? 1 : 0) + (target != 0 ? 1 : 0)
        }
        square = error / Double(max(codes.rows, 1))
        relative = error / max(total, 1e-30)
        support = either > 0 ? 2 * Double(both) / Double(either) : 1
    }
}

/// Inputs and their codes, found by searching to the end.
package struct CodedPatches: Sendable {
    /// `count × n`.
    package let inputs: Matrix
    /// z*: `count × atoms`.
    package let codes: Matrix
    /// The largest violation of the conditions of Karush, Kuhn and Tucker in all codes, as Float goes: 0 at the minimum.
    package let gap: Double

    /// Codes inputs by coordinate descent.
    ///
    /// - Throws: when the inputs cannot be coded, or a condition is violated by more than a thousandth of λ in the end.
    package init(_ inputs: Matrix, by problem: SparseCoding, team: Team) throws(LearningError) {
        let dictionary = Matrix(
            rows: problem.atoms, columns: problem.inputs, values: problem.dictionary.map { Float($0) })
        codes = try BatchedCoordinateDescent(sparsity: Float(problem.sparsity)).codes(
            of: inputs, by: dictionary, team: team)
        gap = Self.gap(codes, inputs, dictionary, Float(problem.sparsity))
        guard gap <= problem.sparsity / 1000 else {
            throw .badInput(reason: "Codes violate the conditions of a minimum by \(gap).")
        }
        self.inputs = inputs
    }

    private static func gap(_ codes: Matrix, _ inputs: Matrix, _ dictionary: Matrix, _ sparsity: Float) -> Double {
        var residuals = codes.times(dictionary)
        for place in residuals.values.indices { residuals.values[place] -= inputs.values[place] }
        let slopes = residuals.times(transposeOf: dictionary)
        var gap: Float = 0
        for (value, slope) in zip(codes.values, slopes.values) {
            gap = max(gap, value == 0 ? abs(slope) - sparsity : abs(slope + (value > 0 ? sparsity : -sparsity)))
        }
        return Double(gap)
    }
}
