// Few vectors of very many values, said in as many values as there are vectors.

import COpenBLAS

/// Coordinates of vectors within the space that some of them span, found from inner products alone.
///
/// With `G = X·Xᵀ` the inner products of `count` vectors and `G = L·Lᵀ`, the rows of `L` have the same inner products and
/// `count` values each. Whatever is linear and penalised by its length, such as a regression, finds the same answer from
/// them, for any number of original values.
public struct InnerCoordinates: Sendable {
    /// Number of vectors that span the space.
    public let count: Int
    /// What was added to the squared length of each vector so that `G`, rounded as it is, has a factor.
    public private(set) var lift: Double
    /// `count × count`, row-major: `L`, zero above the diagonal.
    private var factor: [Double]

    /// The space of vectors with given inner products.
    ///
    /// - Parameter products: `G`, square and symmetric, without NaN.
    public init(of products: Matrix) {
        precondition(products.rows == products.columns, "\(products.rows) × \(products.columns) are no inner products")
        precondition(products.values.allSatisfy(\.isFinite), "inner products must be finite")
        BLAS.keepToOneThread()
        let count = products.rows
        let trace = (0..<count).reduce(0.0) { $0 + Double(products[$1, $1]) }
        lift = 1e-7 * max(trace, 1e-30) / Double(max(count, 1))
        self.count = count
        var size = Int32(count)
        while true {
            factor = products.values.map(Double.init)
            for row in 0..<count { factor[row * count + row] += lift }
            var info: Int32 = 0
            // Rows here are columns there, so the lower triangle here is the upper one there.
            if count > 0 { dpotrf_("U", &size, &factor, &size, &info) }
            if info == 0 { break }
            lift *= 10
        }
        for row in 0..<count {
            for column in row + 1..<max(count, row + 1) { factor[row * count + column] = 0 }
        }
    }

    /// The coordinates of the vectors themselves: `count × count`.
    public var own: Matrix { Matrix(rows: count, columns: count, values: factor.map(Float.init)) }

    /// The coordinates of other vectors: their rows times `L⁻ᵀ`.
    ///
    /// - Parameter products: other vectors × `count`, their inner products with those that span the space.
    public func coordinates(of products: Matrix) -> Matrix {
        precondition(products.columns == count, "\(products.columns) products with \(count) vectors")
        var values = products.values.map(Double.init)
        if products.rows > 0, count > 0 {
            BLAS.keepToOneThread()
            cblas_dtrsm(
                CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, Int32(products.rows), Int32(count), 1,
                factor, Int32(count), &values, Int32(count))
        }
        return Matrix(rows: products.rows, columns: count, values: values.map(Float.init))
    }
}
