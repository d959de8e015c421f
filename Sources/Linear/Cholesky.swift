// The solver for symmetric positive definite systems: ridge regression and its leave-one-out live on it.

import COpenBLAS

/// What linear algebra can be asked and cannot do.
public enum LinearError: Error, Equatable, CustomStringConvertible {
    /// The leading part of this order has no Cholesky factor.
    case notPositiveDefinite(order: Int, leading: Int)

    /// A sentence for people.
    public var description: String {
        switch self {
        case .notPositiveDefinite(let order, let leading):
            "The \(order) × \(order) matrix is not positive definite: its leading \(leading) × \(leading) part has "
                + "no Cholesky factor."
        }
    }
}

/// The factor `L` of a symmetric positive definite matrix `A = L·Lᵀ`, in Double.
///
/// One factorisation (`order³/3` multiply-adds) serves any number of right-hand sides (`order²` each). The same numbers in
/// give the same numbers out, bit for bit, on the same machine.
public struct Cholesky: Sendable {
    /// Rows and columns of the matrix.
    public let order: Int
    /// `order × order`, row-major; below and on the diagonal `L`, above it what the caller's matrix had there.
    private var factor: [Double]

    /// Factors a matrix.
    ///
    /// - Parameters:
    ///   - matrix: `order × order` values, row-major; only the diagonal and what is below it is read.
    ///   - order: rows and columns; 0 is allowed and solves nothing.
    /// - Throws: `LinearError.notPositiveDefinite` when there is no factor, a NaN in the matrix included.
    /// - Precondition: `matrix.count == order²`.
    public init(of matrix: [Double], order: Int) throws {
        precondition(order >= 0 && matrix.count == order * order, "\(matrix.count) values are not \(order) × \(order)")
        self.order = order
        factor = matrix
        guard order > 0 else { return }
        BLAS.keepToOneThread()
        var size = Int32(order)
        var info: Int32 = 0
        // Rows here are columns there, so the lower triangle here is the upper one there: Uᵀ·U with U = Lᵀ.
        dpotrf_("U", &size, &factor, &size, &info)
        precondition(info >= 0, "argument \(-info) of dpotrf is wrong")
        if info > 0 { throw LinearError.notPositiveDefinite(order: order, leading: Int(info)) }
        if let bad = (0..<order).first(where: { !factor[$0 * order + $0].isFinite }) {
            throw LinearError.notPositiveDefinite(order: order, leading: bad + 1)
        }
    }

    /// Solves `A·X = B` for `columns` right-hand sides at once.
    ///
    /// - Parameters:
    ///   - right: `B`, `order × columns`, row-major.
    ///   - columns: number of right-hand sides.
    /// - Returns: `X`, `order × columns`, row-major.
    /// - Precondition: `right.count == order × columns`.
    public func solve(_ right: [Double], columns: Int = 1) -> [Double] {
        precondition(right.count == order * columns, "\(right.count) values are not \(order) × \(columns)")
        var solution = right
        guard order > 0 && columns > 0 else { return solution }
        BLAS.keepToOneThread()
        // L·Y = B, then Lᵀ·X = Y.
        for form in [CblasNoTrans, CblasTrans] {
            cblas_dtrsm(
                CblasRowMajor, CblasLeft, CblasLower, form, CblasNonUnit, Int32(order), Int32(columns), 1,
                factor, Int32(order), &solution, Int32(columns))
        }
        return solution
    }

    /// `L`: `order × order`, row-major, 0 above the diagonal.
    public var lower: [Double] {
        var lower = factor
        for row in 0..<order {
            for column in row + 1..<max(order, row + 1) { lower[row * order + column] = 0 }
        }
        return lower
    }

    /// Rows times `L⁻ᵀ`: what gives them back when multiplied by `Lᵀ`.
    ///
    /// - Parameter values: `rows × order`, row-major.
    /// - Returns: `rows × order`, row-major.
    /// - Precondition: `values.count == rows × order`.
    public func unmix(_ values: [Double], rows: Int) -> [Double] { unmix(values, rows: rows, CblasTrans) }

    private func unmix(_ values: [Double], rows: Int, _ form: CBLAS_TRANSPOSE) -> [Double] {
        precondition(values.count == rows * order, "\(values.count) values are not \(rows) × \(order)")
        var solution = values
        guard order > 0 && rows > 0 else { return solution }
        BLAS.keepToOneThread()
        cblas_dtrsm(
            CblasRowMajor, CblasRight, CblasLower, form, CblasNonUnit, Int32(rows), Int32(order), 1,
            factor, Int32(order), &solution, Int32(order))
        return solution
    }

    /// Rows that are combinations of columns of `L` taken apart: solves `X·L = R`.
    ///
    /// - Precondition: `values.count == rows × order`.
    func unmixTransposed(_ values: [Double], rows: Int) -> [Double] { unmix(values, rows: rows, CblasNoTrans) }
}
