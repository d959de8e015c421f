// Evidence, discriminants and prototypes against their textbook forms, solved by elimination.

import Classifier
import Linear
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

private func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }

/// Samples in a few dimensions, three groups, one of them a single sample.
private struct Problem {
    let inputs: [[Double]]
    let groups: Groups
    let penalty = 0.3

    init(_ labels: [Int64], features: Int, seed: UInt64) {
        var dice = Dice(state: seed)
        inputs = labels.map { label in
            let values = dice.normals(features).enumerated().map { $1 + ($0 == Int(label) % features ? 2 : 0) }
            return values.map { $0 / product(values, values).squareRoot() }
        }
        groups = Groups(labels.map { .category($0) })
    }

    private init(_ inputs: [[Double]], _ groups: Groups) { (self.inputs, self.groups) = (inputs, groups) }

    func without(_ sample: Int) -> Problem {
        let rest = inputs.indices.filter { $0 != sample }
        return Problem(
            rest.map { inputs[$0] }, Groups(rest.map { .category(groups.categories[groups.ofSample[$0]]) }))
    }

    var factor: InverseFactor {
        var factor = InverseFactor()
        for (row, input) in inputs.enumerated() {
            factor.append([inputs[...row].map { product(input, $0) + ($0 == input ? penalty : 0) }])
        }
        return factor
    }

    var evidence: Evidence { Evidence(factor, groups: groups, penalty: penalty) }

    func cosines(_ picture: [Double]) -> [Double] { inputs.map { product($0, picture) } }

    var means: [[Double]] {
        groups.members.map { members in
            inputs[0].indices.map { index in
                members.reduce(0) { $0 + inputs[$1][index] } / Double(members.count)
            }
        }
    }

    /// Fisher's discriminants in the space of the features, as their definition has them.
    func discriminants(trust: Double) -> (weights: [[Double]], biases: [Double]) {
        let (size, count) = (inputs[0].count, groups.count)
        // G: the inverse of N + τ(I - 11ᵀ/groups), column by column.
        let inverse = (0..<count).map { row in
            (0..<count).map { column in
                (row == column ? Double(groups.members[row].count) + trust : 0) - trust / Double(count)
            }
        }
        let trusted = (0..<count).map { column in eliminate(inverse, (0..<count).map { $0 == column ? 1 : 0 }) }
        let sums = zip(means, groups.members).map { mean, members in mean.map { $0 * Double(members.count) } }
        let scatter = (0..<size).map { row in
            (0..<size).map { column in
                var sum = row == column ? penalty : 0
                for input in inputs { sum += input[row] * input[column] }
                for one in 0..<count {
                    for other in 0..<count { sum -= sums[one][row] * trusted[one][other] * sums[other][column] }
                }
                return sum
            }
        }
        let weights = means.map { eliminate(scatter, $0) }
        return (weights, zip(weights, means).map { -product($0, $1) / 2 })
    }

    func scores(_ picture: [Double], trust: Double) -> [Double] {
        let (weights, biases) = discriminants(trust: trust)
        return zip(weights, biases).map { product($0, picture) + $1 }
    }

    /// By how much groups lead at their own means, on the average.
    func lead(trust: Double) -> Double {
        let scores = means.map { self.scores($0, trust: trust) }
        var leads: [Double] = []
        for own in scores.indices {
            for other in scores.indices where other != own { leads.append(scores[own][own] - scores[own][other]) }
        }
        return leads.reduce(0, +) / Double(leads.count)
    }
}

private let problem = Problem([1, 2, 1, 3, 2, 2, 1, 1, 2], features: 4, seed: 5)

@Test func evidenceIsRegressionTowardsOneForTheOwnGroup() {
    let evidence = problem.evidence
    // (XᵀX + λI)·v = Xᵀy
    let matrix = (0..<4).map { row in
        (0..<4).map { column in
            problem.inputs.reduce(row == column ? problem.penalty : 0) { $0 + $1[row] * $1[column] }
        }
    }
    var dice = Dice(state: 6)
    let picture = dice.normals(4)
    let found = evidence.values(problem.cosines(picture), groups: 3)
    for (group, members) in problem.groups.members.enumerated() {
        let right = (0..<4).map { index in members.reduce(0) { $0 + problem.inputs[$1][index] } }
        #expect(abs(found[group] - product(eliminate(matrix, right), picture)) < 1e-9)
    }
}

@Test func theNearnessOfASampleLeftOutIsThatInAFitWithoutIt() {
    let all = problem.evidence
    for (sample, input) in problem.inputs.enumerated() {
        let rest = problem.without(sample)
        let category = problem.groups.categories[problem.groups.ofSample[sample]]
        let values = rest.evidence.values(rest.cosines(input), groups: rest.groups.count)
        let group = rest.groups.categories.firstIndex(of: category)
        let lacks = values.enumerated().map { $1 - ($0 == group ? 1 : 0) }
        var squares = product(lacks, lacks)
        // A group that is gone with its only sample has no evidence at all.
        if group == nil { squares += 1 }
        #expect(abs(all.leaveOneOut[sample] - (1 - squares.squareRoot())) < 1e-9)
    }
}

@Test(arguments: [0, 0.3, 1, 1000])
func discriminantsAreThoseOfTheirDefinition(trust: Double) {
    let decision = Discriminant(problem.evidence, problem.groups, trust: trust).decision
    let lead = problem.lead(trust: trust)
    var dice = Dice(state: 7)
    for picture in (0..<5).map({ _ in dice.normals(4) }) + problem.inputs {
        let expected = problem.scores(picture, trust: trust)
        for (one, other) in zip(decision.rule.scores(problem.cosines(picture)), expected) {
            #expect(abs(one - other / lead) < 1e-8)
        }
    }
}

@Test(arguments: [0, 0.3, 1, 1000])
func discriminantsLeaveSamplesOutExactly(trust: Double) {
    let decision = Discriminant(problem.evidence, problem.groups, trust: trust).decision
    #expect(decision.leftOut.map(\.sample) == [0, 1, 2, 4, 5, 6, 7, 8])
    for left in decision.leftOut {
        let expected = problem.without(left.sample).scores(problem.inputs[left.sample], trust: trust)
        for (one, other) in zip(left.scores, expected) { #expect(abs(one - other / problem.lead(trust: trust)) < 1e-8) }
    }
}

@Test func prototypesLeaveSamplesOutExactly() {
    func kernel(_ problem: Problem) -> CosineKernel {
        var gram = GramMatrix(blocks: [0..<4])
        gram.replace(
            with: problem.inputs.enumerated().map {
                TrainingSample(id: Int64($0), label: .category(0), features: $1.map(Float.init))
            })
        var kernel = CosineKernel(blocks: gram.blocks, weights: [1], centre: [0, 0, 0, 0])
        kernel.update(gram, from: 0)
        return kernel
    }
    for make in [Prototypes.nearestMean, Prototypes.nearestSample] {
        let decision = make(kernel(problem), problem.groups)
        #expect(decision.leftOut.count == 8)
        for left in decision.leftOut {
            let rest = problem.without(left.sample)
            let expected = make(kernel(rest), rest.groups).rule.scores(rest.cosines(problem.inputs[left.sample]))
            for (one, other) in zip(left.scores, expected) { #expect(abs(one - other) < 1e-5) }
        }
    }
}
