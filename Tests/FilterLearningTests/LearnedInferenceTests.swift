// LISTA and LCoD: untrained they are the searches that they come from; training follows the slope of the error.

import Features
import FilterLearning
import Linear
import Testing
import Workers

@Suite("Learned inference")
struct LearnedInferenceTests {
    private let team = Team(threads: 1)

    private func problem(_ atoms: Int, _ inputs: Int, sparsity: Double = 0.5) throws -> SparseCoding {
        var numbers = Numbers(seed: 21)
        return try SparseCoding(dictionary: numbers.dictionary(atoms, inputs), sparsity: sparsity)
    }

    /// A search whose parameters are moved a little off those that it was unrolled with, so that S is not symmetric.
    private func shaken(_ kind: LearnedInference.Kind, atoms: Int, inputs: Int, steps: Int) throws -> LearnedInference {
        let model = try LearnedInference(kind, unrolling: problem(atoms, inputs), steps: steps)
        var numbers = Numbers(seed: 22)
        func shake(_ values: [Float]) -> [Float] { values.map { $0 + Float(0.05 * numbers.next()) } }
        return try LearnedInference(
            kind, steps: steps,
            filters: Matrix(rows: atoms, columns: inputs, values: shake(model.filters.values)),
            inhibition: Matrix(rows: atoms, columns: atoms, values: shake(model.inhibition.values)),
            thresholds: shake(model.thresholds))
    }

    @Test("Untrained, T steps of LISTA are T + 1 of ISTA", arguments: [0, 1, 2, 7])
    func ista(steps: Int) throws {
        for (atoms, inputs) in [(1, 1), (13, 7), (40, 33)] {
            let problem = try problem(atoms, inputs)
            var numbers = Numbers(seed: 23)
            let x = numbers.matrix(9, inputs)
            let codes = try LearnedInference(.lista, unrolling: problem, steps: steps).codes(of: x)
            for row in 0..<9 {
                let exact = try problem.code(x.row(row).map(Double.init), by: ISTA(tolerance: 0, limit: steps + 1))
                #expect(largestDifference(exact.values, codes.row(row).map(Double.init)) < 1e-6)
            }
        }
    }

    @Test("Untrained, LCoD is coordinate descent", arguments: [0, 1, 5, 60])
    func coordinateDescent(steps: Int) throws {
        for (atoms, inputs) in [(1, 1), (13, 7), (40, 33)] {
            let problem = try problem(atoms, inputs)
            var numbers = Numbers(seed: 24)
            let x = numbers.matrix(9, inputs)
            let codes = try LearnedInference(.lcod, unrolling: problem, steps: steps).codes(of: x)
            for row in 0..<9 {
                let exact = try problem.code(
                    x.row(row).map(Double.init), by: CoordinateDescent(tolerance: 0, limit: steps))
                #expect(largestDifference(exact.values, codes.row(row).map(Double.init)) < 1e-5)
            }
        }
    }

    @Test("Codes are those of the printed formulas, whatever the parameters", arguments: LearnedInference.Kind.allCases)
    func formulas(kind: LearnedInference.Kind) throws {
        let model = try shaken(kind, atoms: 33, inputs: 11, steps: 6)
        var numbers = Numbers(seed: 25)
        let x = numbers.matrix(7, 11)
        let (codes, twin) = (model.codes(of: x), LearnedTwin(model))
        for row in 0..<7 {
            let naive = twin.code(x.row(row).map(Double.init))
            #expect(largestDifference(naive, codes.row(row).map(Double.init)) < 1e-5)
        }
    }

    @Test(
        "Gradients are those of finite differences", arguments: LearnedInference.Kind.allCases, [0, 1, 3])
    func gradients(kind: LearnedInference.Kind, steps: Int) throws {
        let model = try shaken(kind, atoms: 7, inputs: 5, steps: steps)
        var numbers = Numbers(seed: 26)
        // More inputs than a thread takes at a time.
        let (x, codes) = (numbers.matrix(37, 5), numbers.matrix(37, 7))
        let step = LearnedStep(model, batchSize: 37, team: team)
        step.load((0..<37).map { x.row($0) }, codes: (0..<37).map { codes.row($0) })
        step.takeGradient()
        let slopes = LearnedTwin(model).slopes(x, codes)
        func list(_ start: UnsafePointer<Float>, _ count: Int) -> [Double] { (0..<count).map { Double(start[$0]) } }
        let found =
            list(step.filterSlopes.start, 35) + list(step.inhibitionSlopes.start, 49)
            + list(step.thresholdSlopes.start, 7)
        let largest = slopes.map(abs).max() ?? 0
        #expect(largest > 1)
        #expect(largestDifference(slopes, found) < 2e-5 * largest)
    }

    @Test("The smallest connections go, and what is kept is what is multiplied")
    func partial() throws {
        let model = try shaken(.lista, atoms: 10, inputs: 4, steps: 3)
        #expect(model.multiplications == 40 + 3 * 100)
        let partial = model.keeping(0.2)
        #expect(partial.connections == 20 && partial.isPartial && partial.multiplications == 40 + 3 * 20)
        let kept = zip(model.inhibition.values, partial.inhibition.values)
        #expect(kept.allSatisfy { $1 == 0 || $0 == $1 })
        let (least, most) = (
            kept.filter { $1 != 0 }.map { abs($0.0) }.min() ?? 0, kept.filter { $1 == 0 }.map { abs($0.0) }.max() ?? 1
        )
        #expect(least >= most)
        #expect(try shaken(.lcod, atoms: 10, inputs: 4, steps: 3).keeping(0.5).multiplications == 40 + 3 * 5)
    }

    @Test("Parameters that are no search are refused")
    func refusals() throws {
        #expect(throws: LearningError.self) { try LearnedInference(.lista, unrolling: problem(3, 2), steps: -1) }
        let (filters, square) = (Matrix(rows: 3, columns: 2), Matrix(rows: 3, columns: 3))
        func make(_ inhibition: Matrix, _ thresholds: [Float]) throws {
            _ = try LearnedInference(
                .lista, steps: 1, filters: filters, inhibition: inhibition, thresholds: thresholds)
        }
        try make(square, [1, 1, 1])
        #expect(throws: LearningError.self) { try make(filters, [1, 1, 1]) }
        #expect(throws: LearningError.self) { try make(square, [1, 1]) }
        #expect(throws: LearningError.self) { try make(square, [1, 1, 0]) }
        #expect(throws: LearningError.self) { try make(Matrix(rows: 3, columns: 3, repeating: .nan), [1, 1, 1]) }
    }
}
