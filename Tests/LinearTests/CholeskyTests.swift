// The solver against the definition: what it solves must multiply back.

import Linear
import Testing

@Suite("Cholesky")
struct CholeskyTests {
    @Test("A solution multiplied back gives the right-hand sides", arguments: [1, 2, 7, 33, 130])
    func solves(order: Int) throws {
        let matrix = Naive.definite(order, seed: 1)
        var numbers = Numbers(seed: 2)
        let right = numbers.list(order * 3)
        let solution = try Cholesky(of: matrix, order: order).solve(right, columns: 3)
        let back = Naive.multiply(matrix, solution, rows: order, inner: order, columns: 3)
        #expect(largestDifference(back, right) < 1e-9)
    }

    @Test("Only the lower triangle is read")
    func lowerTriangle() throws {
        let matrix = Naive.definite(5, seed: 6)
        var spoilt = matrix
        for row in 0..<5 {
            for column in row + 1..<5 { spoilt[row * 5 + column] = .nan }
        }
        let right: [Double] = [1, 2, 3, 4, 5]
        let expected = try Cholesky(of: matrix, order: 5)
        let cholesky = try Cholesky(of: spoilt, order: 5)
        #expect(cholesky.solve(right) == expected.solve(right))
    }

    @Test("A matrix that is not positive definite is refused with its place")
    func indefinite() {
        #expect(throws: LinearError.notPositiveDefinite(order: 3, leading: 2)) {
            try Cholesky(of: [1, 0, 0, 0, -1, 0, 0, 0, 1], order: 3)
        }
        #expect(throws: LinearError.self) { try Cholesky(of: [.nan], order: 1) }
        #expect(
            "\(LinearError.notPositiveDefinite(order: 3, leading: 2))"
                == "The 3 × 3 matrix is not positive definite: its leading 2 × 2 part has no Cholesky factor.")
    }

    @Test("A system of no equations has a solution of no values")
    func empty() throws {
        let cholesky = try Cholesky(of: [], order: 0)
        #expect(cholesky.solve([], columns: 4).isEmpty)
    }
}
