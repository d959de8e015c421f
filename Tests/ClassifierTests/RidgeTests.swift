// The regression against its textbook form, solved by elimination.

import Classifier
import Testing

/// Solves `A·x = b` by Gauss elimination with pivots; `A` is square, row by row.
private func eliminate(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var rows = zip(matrix, right).map { $0 + [$1] }
    let count = rows.count
    for column in 0..<count {
        let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
        rows.swapAt(column, pivot)
        for row in 0..<count where row != column {
            let factor = rows[row][column] / rows[column][column]
            for index in column...count { rows[row][index] -= factor * rows[column][index] }
        }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
}

private struct Problem {
    let inputs: [[Double]]
    let targets: [Double]
    let weights: [Double]
    let penalty = 0.3

    init(samples: Int, features: Int, seed: UInt64) {
        var dice = Dice(state: seed)
        inputs = (0..<samples).map { _ in dice.normals(features) }
        targets = dice.normals(samples)
        weights = (0..<samples).map { _ in 0.2 + 3 * dice.next() }
    }

    var kernel: [Double] {
        inputs.flatMap { row in inputs.map { zip(row, $0).reduce(0) { $0 + $1.0 * $1.1 } } }
    }

    func without(_ sample: Int) -> (kernel: [[Double]], targets: [Double], rest: [Int]) {
        let rest = inputs.indices.filter { $0 != sample }
        let matrix = rest.map { row in
            rest.map { kernel[row * inputs.count + $0] + ($0 == row ? penalty / weights[row] : 0) }
        }
        return (matrix, rest.map { targets[$0] }, rest)
    }
}

@Test(arguments: [(1, 1), (2, 5), (7, 3), (33, 11)])
func theDualSolutionScoresAsThePrimalOneDoes(samples: Int, features: Int) {
    let problem = Problem(samples: samples, features: features, seed: 5)
    let ridge = Ridge(
        kernel: problem.kernel, targets: problem.targets, weights: problem.weights, penalty: problem.penalty)
    // (XᵀWX + λI)·v = XᵀWy
    let matrix = (0..<features).map { row in
        (0..<features).map { column in
            zip(problem.inputs, problem.weights).reduce(row == column ? problem.penalty : 0) {
                $0 + $1.1 * $1.0[row] * $1.0[column]
            }
        }
    }
    let right = (0..<features).map { row in
        problem.inputs.indices.reduce(0) {
            $0 + problem.weights[$1] * problem.inputs[$1][row] * problem.targets[$1]
        }
    }
    let primal = eliminate(matrix, right)
    var dice = Dice(state: 6)
    let picture = dice.normals(features)
    let expected = zip(primal, picture).reduce(0) { $0 + $1.0 * $1.1 }
    let found = problem.inputs.indices.reduce(0.0) { sum, sample in
        sum + ridge.coefficients[sample] * zip(problem.inputs[sample], picture).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(abs(found - expected) < 1e-9)
}

@Test(arguments: [1, 2, 7, 20])
func leavingASampleOutIsFittingWithoutIt(samples: Int) {
    // The kernel, the weights and the targets of the others stay: the centre does not move with a sample left out.
    let problem = Problem(samples: samples, features: 4, seed: 9)
    let ridge = Ridge(
        kernel: problem.kernel, targets: problem.targets, weights: problem.weights, penalty: problem.penalty)
    for sample in 0..<samples {
        let (matrix, targets, rest) = problem.without(sample)
        let solution = eliminate(matrix, targets)
        let expected = zip(rest, solution).reduce(0.0) { $0 + problem.kernel[sample * samples + $1.0] * $1.1 }
        #expect(abs(ridge.leaveOneOut[sample] - expected) < 1e-9)
    }
}

@Test func severalOutputsAreFittedEachForItself() {
    let problem = Problem(samples: 7, features: 3, seed: 11)
    let second = problem.targets.map { 1 - 2 * $0 }
    func ridge(_ targets: [Double]) -> Ridge {
        Ridge(kernel: problem.kernel, targets: targets, weights: problem.weights, penalty: problem.penalty)
    }
    let both = ridge(zip(problem.targets, second).flatMap { [$0, $1] })
    let apart = (ridge(problem.targets), ridge(second))
    for sample in 0..<7 {
        #expect(abs(both.coefficients[2 * sample] - apart.0.coefficients[sample]) < 1e-12)
        #expect(abs(both.leaveOneOut[2 * sample + 1] - apart.1.leaveOneOut[sample]) < 1e-12)
    }
}

@Test func aKernelThatRoundingMadeIndefiniteIsStillSolved() {
    let ridge = Ridge(kernel: [1, 1.01, 1.01, 1], targets: [1, -1], weights: [100, 100], penalty: 0.3)
    let infinite = (ridge.coefficients + ridge.leaveOneOut).filter { !$0.isFinite }
    #expect(infinite.isEmpty)
}

@Test func noSamplesHaveNoCoefficients() {
    let ridge = Ridge(kernel: [], targets: [], weights: [], penalty: 0.3)
    #expect(ridge.coefficients.isEmpty && ridge.leaveOneOut.isEmpty)
}
