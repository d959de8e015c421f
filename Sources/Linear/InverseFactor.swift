// The inverse of a Cholesky factor that grows row by row: what a regression needs that learns while it is used.

import COpenBLAS

/// `M = L⁻¹` of a symmetric positive definite `A = L·Lᵀ`, in Double, by bordering.
///
/// With `a` the new row of `A` before its diagonal `d`: `l = M·a`, `p² = d − l·l`, and the new row of `M` is
/// `(−lᵀ·M / p, 1 / p)` (Golub and Van Loan, Matrix Computations, 4.2.9, row by row). A row depends on those before it
/// alone. So `A` may grow at its end and lose its last rows at the price of `order²` multiply-adds a row and of nothing, and
/// has the bits that it would have had if it had been made of these rows from the beginning.
///
/// `A⁻¹ = Mᵀ·M`: solving is two products, and the diagonal of the inverse is a sum of squares.
public struct InverseFactor: Sendable {
    /// Rows and columns.
    public private(set) var order = 0
    /// `capacity × capacity`, row-major; only the diagonal and what is below it is read.
    private var values: [Double] = []
    private var capacity = 0

    /// Of a diagonal value, what is left at least: a matrix of rounded numbers can lack positive definiteness by rounding.
    private static let least = 1e-12

    /// The factor of a matrix without rows.
    public init() {}

    /// Adds a row and a column.
    ///
    /// - Parameter row: `order + 1` values: the products with the rows that are there, then the diagonal.
    /// - Precondition: the values are finite.
    public mutating func append(_ row: [Double]) {
        precondition(row.count == order + 1, "a row of \(row.count) for \(order) rows")
        precondition(row.allSatisfy(\.isFinite), "a row of finite values")
        if order == capacity { grow() }
        BLAS.keepToOneThread()
        let (size, stride) = (Int32(order), Int32(capacity))
        var mixed = Array(row[..<order])
        var left = row[order]
        if order > 0 {
            cblas_dtrmv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, size, values, stride, &mixed, 1)
            left -= cblas_ddot(size, mixed, 1, mixed, 1)
            cblas_dtrmv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, size, values, stride, &mixed, 1)
        }
        let scale = 1 / max(left, Self.least * max(row[order], 1)).squareRoot()
        let start = order * capacity
        for column in 0..<order { values[start + column] = -scale * mixed[column] }
        values[start + order] = scale
        order += 1
    }

    /// Forgets the last rows.
    public mutating func truncate(to order: Int) {
        precondition((0...self.order).contains(order), "\(self.order) rows cannot become \(order)")
        self.order = order
    }

    /// `M·B` for `columns` right-hand sides, `order × columns`, row-major.
    public func times(_ right: [Double], columns: Int) -> [Double] { product(CblasNoTrans, right, columns) }

    /// `Mᵀ·B` for `columns` right-hand sides, `order × columns`, row-major.
    public func transposeTimes(_ right: [Double], columns: Int) -> [Double] { product(CblasTrans, right, columns) }

    /// The diagonal of `A⁻¹`.
    public var inverseDiagonal: [Double] {
        var diagonal = [Double](repeating: 0, count: order)
        values.withUnsafeBufferPointer { values in
            diagonal.withUnsafeMutableBufferPointer { diagonal in
                for row in 0..<order {
                    let line = UnsafeBufferPointer(rebasing: values[row * capacity..<row * capacity + row + 1])
                    for column in line.indices { diagonal[column] += line[column] * line[column] }
                }
            }
        }
        return diagonal
    }

    private func product(_ form: CBLAS_TRANSPOSE, _ right: [Double], _ columns: Int) -> [Double] {
        precondition(right.count == order * columns, "\(right.count) values are not \(order) × \(columns)")
        var result = right
        guard order > 0 && columns > 0 else { return result }
        BLAS.keepToOneThread()
        cblas_dtrmm(
            CblasRowMajor, CblasLeft, CblasLower, form, CblasNonUnit, Int32(order), Int32(columns), 1, values,
            Int32(capacity), &result, Int32(columns))
        return result
    }

    private mutating func grow() {
        let next = max(64, 2 * capacity)
        var grown = [Double](repeating: 0, count: next * next)
        for row in 0..<order {
            for column in 0...row { grown[row * next + column] = values[row * capacity + column] }
        }
        (values, capacity) = (grown, next)
    }
}
