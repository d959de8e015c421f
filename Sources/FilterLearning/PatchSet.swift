// Patches as learning is given them.

public import Linear

/// Patches of mean square 1.
public struct PatchSet: Sendable, Equatable {
    /// `count × (rows · columns)`: a patch a row, its pixels as they lie in the picture, divided by `scale`.
    public let inputs: Matrix
    /// What all patches were divided by. Who filters whole pictures divides the kernels by it.
    public let scale: Float

    /// Patches that are scaled already.
    init(inputs: Matrix, scale: Float) { (self.inputs, self.scale) = (inputs, scale) }

    /// Patches as they were cut, divided by the root of their mean square.
    init(evening patches: Matrix) {
        let sum = patches.values.reduce(0.0) { $0 + Double($1) * Double($1) }
        let scale = Float((sum / Double(max(patches.values.count, 1))).squareRoot())
        let factor = scale > 0 ? scale : 1
        inputs = Matrix(rows: patches.rows, columns: patches.columns, values: patches.values.map { $0 / factor })
        self.scale = factor
    }
}
