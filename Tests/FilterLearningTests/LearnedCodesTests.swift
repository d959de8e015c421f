// Coordinate descent in Float, and searches of few steps on many threads.

import FilterLearning
import Linear
import Testing
import Workers

@Suite("Batched coordinate descent")
struct BatchedCoordinateDescentTests {
    @Test("Codes are those of the exact solver", arguments: [1, 7, 65, 130], [5, 16, 50])
    func exactness(count: Int, atoms: Int) throws {
        var numbers = Numbers(seed: 41)
        let (inputs, dictionary) = (numbers.matrix(count, 33), numbers.dictionary(atoms, 33))
        let codes = try BatchedCoordinateDescent(sparsity: 0.5, tolerance: 1e-6).codes(
            of: inputs, by: dictionary, team: Team(threads: 1))
        let problem = try SparseCoding(dictionary: dictionary, sparsity: 0.5)
        for row in 0..<count {
            let (x, code) = (inputs.row(row).map(Double.init), codes.row(row).map(Double.init))
            let exact = try problem.code(x, by: FeatureSign())
            // With more atoms than numbers the minimum is flat.
            #expect(largestDifference(exact.values, code) < (atoms > 33 ? 1e-3 : 1e-4))
            #expect(problem.energy(of: code, x) - exact.energy < 1e-5)
        }
    }

    @Test("Atoms that are almost the same take many changes, which do not become rounding")
    func rounds() throws {
        var numbers = Numbers(seed: 44)
        let inputs = numbers.matrix(5, 33)
        var dictionary = numbers.dictionary(20, 33)
        for atom in 10..<20 {
            for column in 0..<33 { dictionary[atom, column] = dictionary[atom - 10, column] }
            dictionary[atom, atom] += 0.02
            let length = dictionary.row(atom).reduce(0) { $0 + $1 * $1 }.squareRoot()
            for column in 0..<33 { dictionary[atom, column] /= length }
        }
        let codes = try BatchedCoordinateDescent(sparsity: 0.1, tolerance: 1e-6).codes(
            of: inputs, by: dictionary, team: Team(threads: 1))
        let problem = try SparseCoding(dictionary: dictionary, sparsity: 0.1)
        for row in 0..<5 {
            let (x, code) = (inputs.row(row).map(Double.init), codes.row(row).map(Double.init))
            #expect(problem.energy(of: code, x) - (try problem.code(x, by: FeatureSign())).energy < 1e-5)
        }
    }

    @Test("It stops at the limit of passes, or at the tolerance")
    func limits() throws {
        var numbers = Numbers(seed: 42)
        let (inputs, dictionary) = (numbers.matrix(9, 20), numbers.dictionary(40, 20))
        let once = try BatchedCoordinateDescent(sparsity: 0.3, tolerance: 0, limit: 1).codes(
            of: inputs, by: dictionary, team: Team(threads: 1))
        let loose = try BatchedCoordinateDescent(sparsity: 0.3, tolerance: 0.1).codes(
            of: inputs, by: dictionary, team: Team(threads: 1))
        let problem = try SparseCoding(dictionary: dictionary, sparsity: 0.3)
        for row in 0..<9 {
            // One pass, as it is defined: each value is best while the others stay.
            var (residual, code) = (inputs.row(row).map(Double.init), [Double](repeating: 0, count: 40))
            for atom in 0..<40 {
                let values = dictionary.row(atom).map(Double.init)
                let sum = zip(values, residual).reduce(code[atom]) { $0 + $1.0 * $1.1 }
                let best = max(sum - 0.3, 0) + min(sum + 0.3, 0)
                for place in residual.indices { residual[place] -= (best - code[atom]) * values[place] }
                code[atom] = best
            }
            #expect(largestDifference(code, once.row(row).map(Double.init)) < 1e-5)
            let x = inputs.row(row).map(Double.init)
            let excess =
                problem.energy(of: loose.row(row).map(Double.init), x) - (try problem.code(x, by: FeatureSign())).energy
            #expect(excess < 0.2 && excess < problem.energy(of: code, x))
        }
    }

    @Test("Two or three threads find the same bits as one")
    func threads() throws {
        var numbers = Numbers(seed: 43)
        let (inputs, dictionary) = (numbers.matrix(1000, 13), numbers.dictionary(29, 13))
        let solver = BatchedCoordinateDescent(sparsity: 0.5)
        let one = try solver.codes(of: inputs, by: dictionary, team: Team(threads: 1))
        let problem = try SparseCoding(dictionary: dictionary, sparsity: 0.5)
        for threads in [2, 3] {
            let team = Team(threads: threads)
            #expect(try solver.codes(of: inputs, by: dictionary, team: team) == one)
            for kind in LearnedInference.Kind.allCases {
                let model = try LearnedInference(kind, unrolling: problem, steps: 4)
                let codes = model.codes(of: inputs, team: Team(threads: 1))
                #expect(model.codes(of: inputs, team: team) == codes)
                #expect(largestDifference(codes.values, model.codes(of: inputs).values) < 1e-5)
            }
        }
    }

    @Test("Sizes that do not fit and numbers that are none are refused")
    func refusals() throws {
        let (solver, team) = (BatchedCoordinateDescent(sparsity: 1), Team(threads: 1))
        let (two, three) = (Matrix(rows: 1, columns: 2), Matrix(rows: 1, columns: 3))
        #expect(throws: LearningError.self) { try solver.codes(of: two, by: three, team: team) }
        let spoilt = Matrix(rows: 1, columns: 2, repeating: .nan)
        #expect(throws: LearningError.self) { try solver.codes(of: spoilt, by: two, team: team) }
        #expect(try solver.codes(of: Matrix(rows: 0, columns: 2), by: two, team: team).rows == 0)
    }
}
