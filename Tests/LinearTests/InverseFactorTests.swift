// The factor that grows row by row: against the solver, and against itself grown another way.

import Linear
import Testing

@Suite("Inverse factor")
struct InverseFactorTests {
    private func grown(_ matrix: [Double], _ order: Int, to count: Int) -> InverseFactor {
        var factor = InverseFactor()
        for row in 0..<count { factor.append(Array(matrix[row * order...row * order + row])) }
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
        for row in 20..<order { changed.append(Array(other[row * order...row * order + row])) }
        changed.truncate(to: 20)
        for row in 20..<order { changed.append(Array(matrix[row * order...row * order + row])) }
        #expect(solve(changed, right, columns: 1) == solve(plain, right, columns: 1))
        #expect(inverseDiagonal(changed) == inverseDiagonal(plain))
        changed.truncate(to: 0)
        #expect(inverseDiagonal(changed).isEmpty && solve(changed, [], columns: 2).isEmpty)
    }

    @Test("A matrix that rounding made indefinite still has a factor of finite numbers")
    func rounded() {
        var factor = InverseFactor()
        factor.append([1])
        factor.append([1 + 1e-9, 1])
        let solution = solve(factor, [1, -1], columns: 1)
        #expect(solution.allSatisfy { $0.isFinite })
    }
}
