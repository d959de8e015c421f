// Few vectors of very many values, said in as many values as there are vectors.

/// Coordinates of vectors within the space that some of them span, found from inner products alone.
///
/// With `G = X·Xᵀ` the inner products of `count` vectors and `G = L·Lᵀ`, the rows of `L` have the same inner products and
/// `count` values each. Whatever is linear and penalised by its length, such as a regression, finds the same answer from
/// them, for any number of original values.
public struct InnerCoordinates: Sendable {
    /// What was added to the squared length of each vector so that `G`, rounded as it is, has a factor.
    public let lift: Double
    /// `L`.
    private let factor: Cholesky

    /// Number of vectors that span the space.
    public var count: Int { factor.order }

    /// The space of vectors with given inner products.
    ///
    /// - Parameter products: `G`, square and symmetric, without NaN.
    public init(of products: Matrix) {
        precondition(products.rows == products.columns, "\(products.rows) × \(products.columns) are no inner products")
        precondition(products.values.allSatisfy(\.isFinite), "inner products must be finite")
        let (count, exact) = (products.rows, products.values.map(Double.init))
        let trace = (0..<count).reduce(0.0) { $0 + exact[$1 * count + $1] }
        var lift = 1e-7 * max(trace, 1e-30) / Double(max(count, 1))
        while true {
            var matrix = exact
            for row in 0..<count { matrix[row * count + row] += lift }
            if let factor = try? Cholesky(of: matrix, order: count) {
                (self.factor, self.lift) = (factor, lift)
                return
            }
            lift *= 10
        }
    }

    /// The coordinates of the vectors themselves: `count × count`.
    public var own: Matrix { Matrix(rows: count, columns: count, values: factor.lower.map(Float.init)) }

    /// The coordinates of other vectors: their rows times `L⁻ᵀ`.
    ///
    /// - Parameter products: other vectors × `count`, their inner products with those that span the space.
    public func coordinates(of products: Matrix) -> Matrix {
        precondition(products.columns == count, "\(products.columns) products with \(count) vectors")
        let values = factor.unmix(products.values.map(Double.init), rows: products.rows)
        return Matrix(rows: products.rows, columns: count, values: values.map(Float.init))
    }

    /// How much each of the vectors that span the space counts in linear functions of the coordinates: `W·L⁻¹`, transposed.
    ///
    /// - Parameter weights: functions × `count`.
    /// - Returns: `count` × functions.
    public func coefficients(of weights: Matrix) -> Matrix {
        precondition(weights.columns == count, "\(weights.columns) weights of \(count) coordinates")
        let values = factor.unmixTransposed(weights.values.map(Double.init), rows: weights.rows)
        var turned = Matrix(rows: count, columns: weights.rows)
        for row in 0..<weights.rows {
            for column in 0..<count { turned[column, row] = Float(values[row * count + column]) }
        }
        return turned
    }
}
