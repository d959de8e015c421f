// The inverse of a Cholesky factor that grows row by row: what a regression needs that learns while it is used.

import COpenBLAS
import Kernels

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
    /// The rows up to their diagonals, one after another.
    private var values: [Double] = []

    /// Of a diagonal value, what is left at least: a matrix of rounded numbers can lack positive definiteness by rounding.
    private static let least = 1e-12
    /// So many lines and rows are taken together: more than the processor keeps at hand lies in all lines.
    private static let together = 4

    /// The factor of a matrix without rows.
    public init() {}

    /// Adds rows and as many columns.
    ///
    /// - Parameter rows: of each the products with the rows before it, then the diagonal.
    /// - Precondition: the values are finite.
    public mutating func append(_ rows: [[Double]]) {
        for (index, row) in rows.enumerated() {
            precondition(row.count == order + index + 1, "a row of \(row.count) for \(order + index) rows")
            precondition(row.allSatisfy(\.isFinite), "a row of finite values")
        }
        var rest = rows[...]
        while !rest.isEmpty {
            let width = rest.count < Self.together ? 1 : Self.together
            border(by: rest.prefix(width))
            rest = rest.dropFirst(width)
        }
    }

    /// Adds rows that are taken together.
    private mutating func border(by rows: ArraySlice<[Double]>) {
        let (width, step) = (rows.count, order + rows.count)
        var news = NewRows(
            rows: rows.flatMap { $0 + [Double](repeating: 0, count: step - $0.count) },
            mixed: [Double](repeating: 0, count: width * step), left: rows.compactMap(\.last), step: step)
        news.mix(values, lines: 0..<order, rows: 0..<width)
        for row in 0..<width {
            let diagonal = news.rows[row * step + order]
            let scale = 1 / max(news.left[row], Self.least * max(diagonal, 1)).squareRoot()
            values += news.mixed[row * step..<row * step + order].lazy.map { -scale * $0 }
            values.append(scale)
            for later in row + 1..<max(width, row + 1) {
                news.mix(values, lines: order..<order + 1, rows: later..<later + 1)
            }
            order += 1
        }
    }

    /// Forgets the last rows.
    public mutating func truncate(to order: Int) {
        precondition((0...self.order).contains(order), "\(self.order) rows cannot become \(order)")
        self.order = order
        values.removeSubrange(order * (order + 1) / 2..<values.count)
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
        return values[index * (index + 1) / 2..<(index + 1) * (index + 2) / 2]
    }

    private func product(_ form: CBLAS_TRANSPOSE, _ right: [Double], _ columns: Int) -> [Double] {
        precondition(right.count == order * columns, "\(right.count) values are not \(order) × \(columns)")
        var result = right
        guard order > 0 && columns > 0 else { return result }
        var square = [Double](repeating: 0, count: order * order)
        for index in 0..<order { square.replaceSubrange(index * order...index * order + index, with: row(index)) }
        BLAS.keepToOneThread()
        cblas_dtrmm(
            CblasRowMajor, CblasLeft, CblasLower, form, CblasNonUnit, Int32(order), Int32(columns), 1, square,
            Int32(order), &result, Int32(columns))
        return result
    }

    /// Rows on their way into the factor.
    private struct NewRows {
        /// `a` of each, filled up with zeros to `step` values.
        let rows: [Double]
        /// `lᵀ·M` of each, as far as `l` is known.
        var mixed: [Double]
        /// `d − l·l` of each, as far as `l` is known.
        var left: [Double]
        let step: Int

        /// Goes on with lines of `M`.
        mutating func mix(_ values: [Double], lines: Range<Int>, rows range: Range<Int>) {
            var parts = [Double](repeating: 0, count: together * together)
            let (first, width) = (range.lowerBound * step, range.count)
            var line = lines.lowerBound
            while line < lines.upperBound {
                let isWhole = line % together == 0 && line + together <= lines.upperBound
                let count = isWhole ? together : 1
                rows.withUnsafeBufferPointer { rows in
                    mixed.withUnsafeMutableBufferPointer { mixed in
                        guard let rows = rows.baseAddress, let mixed = mixed.baseAddress else { return }
                        kernel_border(
                            values, line, Int32(count), rows + first, mixed + first, step, Int32(width), &parts)
                    }
                }
                for index in 0..<count * width {
                    left[range.lowerBound + index % width] -= parts[index] * parts[index]
                }
                line += count
            }
        }
    }
}
