// Many codes at once in Float, against one at a time in Double.

import FilterLearning
import Linear
import Testing
import Workers

@Suite("Batched FISTA")
struct BatchedFISTATests {
    @Test("Codes are those of the exact solver to a ten-thousandth", arguments: [1, 7, 65, 130])
    func exactness(count: Int) throws {
        var numbers = Numbers(seed: 5)
        let (inputs, dictionary) = (numbers.matrix(count, 81), numbers.dictionary(64, 81))
        let codes = try BatchedFISTA(sparsity: 1, steps: 500).codes(of: inputs, by: dictionary, team: Team(threads: 1))
        let problem = try SparseCoding(dictionary: dictionary, sparsity: 1)
        for row in 0..<count {
            let exact = try problem.code(inputs.row(row).map(Double.init), by: FeatureSign())
            #expect(largestDifference(exact.values, codes.row(row).map(Double.init)) < 1e-4)
            #expect(
                abs(
                    problem.energy(of: codes.row(row).map(Double.init), inputs.row(row).map(Double.init)) - exact.energy
                ) < 1e-4)
        }
    }

    @Test("It is fast: 48 steps get closer than as many of ISTA by far")
    func momentum() throws {
        var numbers = Numbers(seed: 15)
        let (inputs, dictionary) = (numbers.matrix(20, 81), numbers.dictionary(128, 81))
        let codes = try BatchedFISTA(sparsity: 0.5, steps: 48).codes(of: inputs, by: dictionary, team: Team(threads: 1))
        let problem = try SparseCoding(dictionary: dictionary, sparsity: 0.5)
        var (least, batched, plain) = (0.0, 0.0, 0.0)
        for row in 0..<20 {
            let input = inputs.row(row).map(Double.init)
            least += try problem.code(input, by: FeatureSign()).energy
            batched += problem.energy(of: codes.row(row).map(Double.init), input)
            plain += try problem.code(input, by: ISTA(limit: 48)).energy
        }
        #expect(batched / least - 1 < 1e-4)
        #expect(plain / least - 1 > 2e-4)
    }

    @Test("With predictions the third term of the energy counts")
    func predictions() throws {
        var numbers = Numbers(seed: 6)
        let (inputs, dictionary, predictions) = (
            numbers.matrix(9, 20), numbers.dictionary(13, 20), numbers.matrix(9, 13)
        )
        let solver = BatchedFISTA(sparsity: 0.3, predictionWeight: 0.7, steps: 300)
        let codes = try solver.codes(of: inputs, by: dictionary, from: predictions, team: Team(threads: 1))
        let atoms = (0..<13).map { dictionary.row($0).map(Double.init) }
        for row in 0..<9 {
            let naive = naiveCode(
                inputs.row(row).map(Double.init), atoms, sparsity: 0.3, weight: 0.7,
                from: predictions.row(row).map(Double.init), rate: 0.1, steps: 3000)
            #expect(largestDifference(naive, codes.row(row).map(Double.init)) < 1e-5)
        }
    }

    @Test("Two threads find the same bits as one")
    func threads() throws {
        var numbers = Numbers(seed: 7)
        let (inputs, dictionary) = (numbers.matrix(1000, 33), numbers.dictionary(40, 33))
        let solver = BatchedFISTA(sparsity: 0.5, steps: 20)
        let one = try solver.codes(of: inputs, by: dictionary, team: Team(threads: 1))
        #expect(try solver.codes(of: inputs, by: dictionary, team: Team(threads: 2)) == one)
        #expect(try solver.codes(of: inputs, by: dictionary, team: Team(threads: 3)) == one)
    }

    @Test("Sizes that do not fit and numbers that are none are refused")
    func refusals() throws {
        let (solver, team) = (BatchedFISTA(sparsity: 1, steps: 1), Team(threads: 1))
        let (two, three) = (Matrix(rows: 1, columns: 2), Matrix(rows: 1, columns: 3))
        #expect(throws: LearningError.self) { try solver.codes(of: two, by: three, team: team) }
        #expect(throws: LearningError.self) { try solver.codes(of: two, by: two, from: two, team: team) }
        let spoilt = Matrix(rows: 1, columns: 2, repeating: .nan)
        #expect(throws: LearningError.self) { try solver.codes(of: spoilt, by: two, team: team) }
        #expect(try solver.codes(of: Matrix(rows: 0, columns: 2), by: two, team: team).rows == 0)
    }
}
