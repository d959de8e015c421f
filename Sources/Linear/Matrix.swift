// A matrix of Float as a value, and its products.

/// `rows × columns` values of Float, row-major without gaps.
public struct Matrix: Sendable, Equatable {
    /// Number of rows.
    public let rows: Int
    /// Number of columns.
    public let columns: Int
    /// `rows × columns` values, row by row.
    public var values: [Float]

    /// A matrix of `rows × columns` values, all `value`.
    public init(rows: Int, columns: Int, repeating value: Float = 0) {
        self.init(rows: rows, columns: columns, values: Array(repeating: value, count: rows * columns))
    }

    /// A matrix over given values.
    ///
    /// - Precondition: `values.count == rows × columns`.
    public init(rows: Int, columns: Int, values: [Float]) {
        precondition(rows >= 0 && columns >= 0, "a matrix has no negative sides")
        precondition(values.count == rows * columns, "\(values.count) values do not fill \(rows) × \(columns)")
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// The value at a row and a column. For single looks; loops take a row first.
    public subscript(row: Int, column: Int) -> Float {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    /// The values of one row.
    public func row(_ row: Int) -> ArraySlice<Float> {
        values[row * columns..<(row + 1) * columns]
    }
}

extension Matrix {
    /// The product `self·other`: `rows × other.columns`.
    ///
    /// - Precondition: `columns == other.rows`.
    public func times(_ other: Matrix) -> Matrix {
        precondition(columns == other.rows, "\(rows) × \(columns) times \(other.rows) × \(other.columns)")
        return product(.plain, other, .plain, rows: rows, inner: columns, columns: other.columns)
    }

    /// The product `self·otherᵀ`: `rows × other.rows`, the inner products of all rows here with all rows there.
    ///
    /// - Precondition: `columns == other.columns`.
    public func times(transposeOf other: Matrix) -> Matrix {
        precondition(columns == other.columns, "rows of \(columns) against rows of \(other.columns)")
        return product(.plain, other, .transposed, rows: rows, inner: columns, columns: other.rows)
    }

    /// The product `selfᵀ·other`: `columns × other.columns`.
    ///
    /// - Precondition: `rows == other.rows`.
    public func transposeTimes(_ other: Matrix) -> Matrix {
        precondition(rows == other.rows, "columns of \(rows) against columns of \(other.rows)")
        return product(.transposed, other, .plain, rows: columns, inner: rows, columns: other.columns)
    }

    /// The product `self·vector`: `rows` values.
    ///
    /// - Precondition: `vector.count == columns`.
    public func times(_ vector: [Float]) -> [Float] {
        precondition(vector.count == columns, "\(rows) × \(columns) times a vector of \(vector.count)")
        return product(.plain, vector, count: rows)
    }

    /// The product `selfᵀ·vector`: `columns` values.
    ///
    /// - Precondition: `vector.count == rows`.
    public func transposeTimes(_ vector: [Float]) -> [Float] {
        precondition(vector.count == rows, "the transpose of \(rows) × \(columns) times a vector of \(vector.count)")
        return product(.transposed, vector, count: columns)
    }

    private func product(
        _ form: BLAS.Form, _ other: Matrix, _ otherForm: BLAS.Form, rows: Int, inner: Int, columns: Int
    ) -> Matrix {
        var result = Matrix(rows: rows, columns: columns)
        values.withUnsafeBufferPointer { a in
            other.values.withUnsafeBufferPointer { b in
                result.values.withUnsafeMutableBufferPointer { c in
                    // A side of 0 leaves nothing to sum and may leave no memory to point at: the result stays 0.
                    guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress, inner > 0 else { return }
                    guard rows > 0 && columns > 0 else { return }
                    BLAS.multiply(a, form, b, otherForm, into: c, rows: rows, inner: inner, columns: columns)
                }
            }
        }
        return result
    }

    private func product(_ form: BLAS.Form, _ vector: [Float], count: Int) -> [Float] {
        var result = [Float](repeating: 0, count: count)
        values.withUnsafeBufferPointer { a in
            vector.withUnsafeBufferPointer { x in
                result.withUnsafeMutableBufferPointer { y in
                    guard let a = a.baseAddress, let x = x.baseAddress, let y = y.baseAddress else { return }
                    guard rows > 0 && columns > 0 else { return }
                    BLAS.multiply(a, form, rows: rows, columns: columns, vector: x, into: y)
                }
            }
        }
        return result
    }
}

/// The inner product `Σ xᵢ·yᵢ` of two vectors of the same length.
public func dot(_ x: [Float], _ y: [Float]) -> Float {
    precondition(x.count == y.count, "a vector of \(x.count) times a vector of \(y.count)")
    return x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { y in
            guard let start = x.baseAddress, let other = y.baseAddress else { return 0 }
            return BLAS.dot(start, other, count: x.count)
        }
    }
}
