// The factor that grows row by row: against the solver, and against itself grown another way.

import Linear
import Testing

@Suite("Inverse factor")
struct InverseFactorTests {
    private func grown(_ matrix: [Double], _ order: Int, to count: Int) -> InverseFactor {
        var factor = InverseFactor()
        for row in 0..<count { factor.append([Array(matrix[row * order...row * order + row])]) }
        return factor
    }

    private func solve(_ factor: InverseFactor, _ right: [Double], columns: Int) -> [Double] {
        factor.transposeTimes(factor.times(right, columns: columns), columns: columns)
    }

    @Test("Two products solve as the solver does", arguments: [1, 2, 7, 33, 130])
    func solves(order: Int) throws {
        let matrix = Naive.definite(order, seed: 1)
        var numbers = Numbers(seed: 2)
        let right = numbers.list(order * 3)
        let factor = grown(matrix, order, to: order)
        let expected = try Cholesky(of: matrix, order: order).solve(right, columns: 3)
        #expect(largestDifference(solve(factor, right, columns: 3), expected) < 1e-9)
    }

    /// The diagonal of the inverse.
    private func inverseDiagonal(_ factor: InverseFactor) -> [Double] {
        var diagonal = [Double](repeating: 0, count: factor.order)
        for row in 0..<factor.order {
            for (column, value) in factor.row(row).enumerated() { diagonal[column] += value * value }
        }
        return diagonal
    }

    @Test("The squares of the rows add up to the diagonal of the inverse", arguments: [1, 2, 7, 33, 130])
    func diagonal(order: Int) {
        let factor = grown(Naive.definite(order, seed: 3), order, to: order)
        var identity = [Double](repeating: 0, count: order * order)
        for index in 0..<order { identity[index * order + index] = 1 }
        let inverse = solve(factor, identity, columns: order)
        #expect(largestDifference(inverseDiagonal(factor), (0..<order).map { inverse[$0 * order + $0] }) < 1e-12)
    }

    @Test("Rows taken from the end and added again leave the bits of a factor that never had others")
    func truncates() {
        let (order, matrix, other) = (150, Naive.definite(150, seed: 4), Naive.definite(150, seed: 5))
        let right = [Double](repeating: 1, count: order)
        let plain = grown(matrix, order, to: order)
        // Past the capacity of the plain one's first rows, and back.
        var changed = grown(matrix, order, to: 20)
        for row in 20..<order { changed.append([Array(other[row * order...row * order + row])]) }
        changed.truncate(to: 20)
        for row in 20..<order { changed.append([Array(matrix[row * order...row * order + row])]) }
        #expect(solve(changed, right, columns: 1) == solve(plain, right, columns: 1))
        #expect(inverseDiagonal(changed) == inverseDiagonal(plain))
        changed.truncate(to: 0)
        #expect(inverseDiagonal(changed).isEmpty && solve(changed, [], columns: 2).isEmpty)
    }

    @Test("Rows added together have the bits of rows added one by one", arguments: [1, 3, 4, 5, 8, 30, 67])
    func together(first: Int) {
        let (order, matrix) = (131, Naive.definite(131, seed: 6))
        let plain = grown(matrix, order, to: order)
        var factor = grown(matrix, order, to: first)
        factor.append((first..<order).map { Array(matrix[$0 * order...$0 * order + $0]) })
        for row in 0..<order { #expect(factor.row(row) == plain.row(row)) }
    }

    /// The new row of `M` by its formula, value by value.
    private func bordered(_ factor: InverseFactor, by row: [Double]) -> [Double] {
        let parts = (0..<factor.order).map { line in zip(factor.row(line), row).reduce(0) { $0 + $1.0 * $1.1 } }
        let scale = 1 / (row[factor.order] - parts.reduce(0) { $0 + $1 * $1 }).squareRoot()
        let mixed = (0..<factor.order).map { column in
            (column..<factor.order).reduce(0) { $0 + parts[$1] * Array(factor.row($1))[column] }
        }
        return mixed.map { -scale * $0 } + [scale]
    }

    @Test("A new row is that of the formula")
    func formula() {
        let (order, matrix) = (43, Naive.definite(43, seed: 7))
        for count in 0..<order {
            let factor = grown(matrix, order, to: count)
            let expected = bordered(factor, by: Array(matrix[count * order...count * order + count]))
            let row = grown(matrix, order, to: count + 1).row(count)
            #expect(largestDifference(Array(row), expected) < 1e-12)
        }
    }

    @Test("A matrix that rounding made indefinite still has a factor of finite numbers")
    func rounded() {
        var factor = InverseFactor()
        factor.append([[1]])
        factor.append([[1 + 1e-9, 1]])
        let solution = solve(factor, [1, -1], columns: 1)
        #expect(solution.allSatisfy { $0.isFinite })
    }
}
