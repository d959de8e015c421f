// The inverse of a Cholesky factor that grows row by row: what a regression needs that learns while it is used.

import COpenBLAS

/// `M = L⁻¹` of a symmetric positive definite `A = L·Lᵀ`, in Double, by bordering.
///
/// With `a` the new row of `A` before its diagonal `d`: `l = M·a`, `p² = d − l·l`, and the new row of `M` is
/// `(−lᵀ·M / p, 1 / p)` (Golub and Van Loan, Matrix Computations, 4.2.9, row by row). A row depends on those before it
/// alone. So `A` may grow at its end and lose its last rows at the price of `order²` multiply-adds a row and of nothing, and
/// has the bits that it would have had if it had been made of these rows from the beginning.
///
/// `A⁻¹ = Mᵀ·M`: solving is two products, and sums over the rows of `M` grow with them.
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
        var mixed = [Double](repeating: 0, count: order)
        var left = row[order]
        values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return }
            for index in 0..<order {
                // Both products of a row at once: all rows together are more than the processor keeps at hand.
                let (line, length) = (start + index * capacity, Int32(index + 1))
                let part = cblas_ddot(length, line, 1, row, 1)
                cblas_daxpy(length, part, line, 1, &mixed, 1)
                left -= part * part
            }
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

    /// A row of `M`, up to its diagonal.
    ///
    /// - Precondition: `index < order`.
    public func row(_ index: Int) -> ArraySlice<Double> {
        precondition(index < order, "no row \(index) of \(order)")
        return values[index * capacity...index * capacity + index]
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
