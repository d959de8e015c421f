// Products against the triple loop.

import Linear
import Testing

struct Shape: Sendable, CustomTestStringConvertible {
    let rows: Int
    let inner: Int
    let columns: Int

    var testDescription: String { "\(rows) × \(inner) · \(inner) × \(columns)" }

    static let odd = [(1, 1, 1), (7, 33, 1), (1, 7, 33), (11, 7, 5), (33, 81, 67), (3, 0, 2), (0, 4, 2), (64, 81, 135)]
        .map { Shape(rows: $0.0, inner: $0.1, columns: $0.2) }
}

@Suite("Products")
struct MatrixTests {
    private func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> (Matrix, [Double]) {
        var numbers = Numbers(seed: seed)
        let values = numbers.list(rows * columns).map { Float($0) }
        return (Matrix(rows: rows, columns: columns, values: values), values.map { Double($0) })
    }

    @Test("All three products of matrices agree with the triple loop", arguments: Shape.odd)
    func products(shape: Shape) {
        let (rows, inner, columns) = (shape.rows, shape.inner, shape.columns)
        let (a, doubleA) = matrix(rows, inner, seed: 1)
        let (b, doubleB) = matrix(inner, columns, seed: 2)
        let truth = Naive.multiply(doubleA, doubleB, rows: rows, inner: inner, columns: columns)
        let turnedA = Matrix(
            rows: inner, columns: rows,
            values: Naive.transpose(doubleA, rows: rows, columns: inner).map { Float($0) })
        let turnedB = Matrix(
            rows: columns, columns: inner,
            values: Naive.transpose(doubleB, rows: inner, columns: columns).map { Float($0) })

        for product in [a.times(b), a.times(transposeOf: turnedB), turnedA.transposeTimes(b)] {
            #expect(product.rows == rows && product.columns == columns)
            #expect(largestDifference(product.values.map { Double($0) }, truth) < 2e-5)
        }
    }

    @Test("Products with a vector agree with the triple loop", arguments: Shape.odd)
    func vectors(shape: Shape) {
        let (a, doubleA) = matrix(shape.rows, shape.inner, seed: 3)
        let (x, doubleX) = matrix(shape.inner, 1, seed: 4)
        let (y, doubleY) = matrix(1, shape.rows, seed: 5)

        let forward = Naive.multiply(doubleA, doubleX, rows: shape.rows, inner: shape.inner, columns: 1)
        let back = Naive.multiply(doubleY, doubleA, rows: 1, inner: shape.rows, columns: shape.inner)

        #expect(largestDifference(a.times(x.values).map { Double($0) }, forward) < 2e-5)
        #expect(largestDifference(a.transposeTimes(y.values).map { Double($0) }, back) < 2e-5)
    }

    @Test("The inner product agrees with the sum", arguments: [0, 1, 7, 33, 4096])
    func inner(count: Int) {
        let (x, doubleX) = matrix(1, count, seed: 6)
        let (y, doubleY) = matrix(1, count, seed: 7)
        let truth = zip(doubleX, doubleY).map { $0 * $1 }.reduce(0, +)
        #expect(abs(Double(dot(x.values, y.values)) - truth) < 1e-4)
    }

    @Test("A part of a wider matrix is multiplied in place, and the old result is kept when asked")
    func parts() {
        let (a, doubleA) = matrix(5, 7, seed: 8)
        let (b, doubleB) = matrix(7, 20, seed: 9)
        var c = Matrix(rows: 5, columns: 30, repeating: 1)
        c.values.withUnsafeMutableBufferPointer { target in
            b.values.withUnsafeBufferPointer { source in
                guard let target = target.baseAddress, let source = source.baseAddress else { return }
                BLAS.multiply(
                    a.values, .plain, source + 4, .plain, into: target + 2, rows: 5, inner: 7, columns: 11, keep: 1,
                    columnsOfB: 20, columnsOfC: 30)
            }
        }
        let truth = Naive.multiply(doubleA, doubleB, rows: 5, inner: 7, columns: 20)
        for row in 0..<5 {
            for column in 0..<30 {
                let inside = (2..<13).contains(column)
                let expected = inside ? 1 + truth[row * 20 + column + 2] : 1
                #expect(abs(Double(c[row, column]) - expected) < 1e-5)
            }
        }
    }

    @Test("A row is the row's values")
    func row() {
        let (a, _) = matrix(3, 5, seed: 10)
        #expect(Array(a.row(1)) == (0..<5).map { a[1, $0] })
    }
}
