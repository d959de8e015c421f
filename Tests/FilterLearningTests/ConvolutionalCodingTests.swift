// Convolutional codes against the same problem written as one matrix.

import Features
import FilterLearning
import Linear
import Testing

@Suite("Convolutional sparse coding")
struct ConvolutionalCodingTests {
    private static let plain = ConvolutionalShape(
        table: .full(inputs: 1, outputs: 6), kernel: Extent(5), crop: Extent(20))
    private static let small = ConvolutionalShape(
        table: .full(inputs: 1, outputs: 6), kernel: Extent(5), crop: Extent(12))
    /// Groups that share inputs, oblong kernels and crops.
    private static let grouped = ConvolutionalShape(
        table: .grouped(inputs: 5, outputs: 6, each: 3, groups: 2, seed: 3), kernel: Extent(3, 4), crop: Extent(7, 11))
    /// Every atom with maps of its own.
    private static let free = ConvolutionalShape(
        table: .random(inputs: 6, outputs: 5, each: 2, seed: 4), kernel: Extent(4, 3), crop: Extent(9, 7))

    @Test("The mask is the share of a kernel's numbers that reach a pixel")
    func mask() {
        let shape = ConvolutionalShape(table: .full(inputs: 1, outputs: 1), kernel: Extent(3, 4), crop: Extent(7, 11))
        let twin = ConvolutionalTwin(shape: shape)
        var counts = [Float](repeating: 0, count: 77)
        twin.visit { _, _, _, input in counts[input] += 1 }
        #expect(largestDifference(shape.mask, counts.map { $0 / 12 }) < 1e-6)
        #expect(abs(shape.mask[0] - 1 / 12) < 1e-7)
        #expect(shape.mask[3 * 11 + 5] == 1)
        #expect(shape.code == Extent(5, 8))
    }

    @Test("Coordinate descent and FISTA find the same codes, and these are the minimum", arguments: [0, 0.7 as Float])
    func agree(weight: Float) throws {
        var numbers = Numbers(seed: 21)
        let problem = try ConvolutionalCoding(
            Self.plain, dictionary: numbers.atoms(Self.plain), sparsity: 0.5, predictionWeight: weight)
        let crop = numbers.bells(400).map { Float($0) }
        let predictions = weight > 0 ? numbers.bells(6 * 256).map { Float($0) / 3 } : nil
        let descent = try problem.code(crop, from: predictions, by: ConvolutionalCoordinateDescent())
        let fista = try problem.code(crop, from: predictions, by: ConvolutionalFISTA(steps: 2000))
        #expect(descent.gap < 1e-5)
        #expect(fista.gap < 1e-5)
        #expect(largestDifference(descent.values, fista.values) < 1e-5)
        #expect(abs(descent.energy - fista.energy) < 1e-5 * descent.energy)
        let density = Double(descent.values.count { $0 != 0 }) / 1536
        #expect((0.05..<0.6).contains(density))
        let early = try problem.code(crop, from: predictions, by: ConvolutionalFISTA(steps: 10))
        #expect(early.energy > fista.energy)
        #expect(early.gap > 1e-3)
    }

    @Test("They are the codes of the convolution written as a matrix", arguments: [0, 0.7], [small, grouped, free])
    func matrix(weight: Double, shape: ConvolutionalShape) throws {
        var numbers = Numbers(seed: 22)
        let dictionary = numbers.atoms(shape)
        let crop = numbers.bells(shape.inputCount)
        let predictions = numbers.bells(shape.codeCount).map { weight > 0 ? $0 / 3 : 0 }
        // ½‖t − Dz‖² + α‖z − z̃‖² is ½‖(t, √2α z̃) − (D, √2α)z‖²; atoms of length √(1 + 2α) are scaled to 1 there.
        let (twin, root, length) = (
            ConvolutionalTwin(shape: shape), (2 * weight).squareRoot(), (1 + 2 * weight).squareRoot()
        )
        let atoms = twin.matrix(dictionary).enumerated().map { index, atom in
            atom + (0..<shape.codeCount).map { $0 == index ? root : 0 }
        }
        let dense = try SparseCoding(atoms: atoms, sparsity: 0.5 / length)
        let reference = try dense.code(
            twin.target(crop) + predictions.map { root * $0 }, by: CoordinateDescent(tolerance: 1e-9))
        let codes = reference.values.map { $0 / length }

        let problem = try ConvolutionalCoding(
            shape, dictionary: dictionary, sparsity: 0.5, predictionWeight: Float(weight))
        let start = predictions.map { Float($0) }
        let descent = try problem.code(crop.map { Float($0) }, from: start, by: ConvolutionalCoordinateDescent())
        let fista = try problem.code(crop.map { Float($0) }, from: start, by: ConvolutionalFISTA(steps: 3000))
        #expect(largestDifference(descent.values.map(Double.init), codes) < 1e-5)
        #expect(largestDifference(fista.values.map(Double.init), codes) < 1e-5)
        #expect(abs(descent.energy - reference.energy) < 1e-5 * reference.energy)
        #expect(codes.contains { $0 != 0 })
    }

    @Test("Tiles of which a step reaches only some change nothing")
    func tiles() throws {
        let shape = ConvolutionalShape(table: .full(inputs: 1, outputs: 3), kernel: Extent(3), crop: Extent(40, 70))
        var numbers = Numbers(seed: 23)
        let problem = try ConvolutionalCoding(shape, dictionary: numbers.atoms(shape), sparsity: 1)
        let crop = numbers.bells(2800).map { Float($0) }
        let descent = try problem.code(crop, by: ConvolutionalCoordinateDescent())
        #expect(descent.gap < 1e-5)
        #expect(descent.values.contains { $0 != 0 })
        let few = try problem.code(crop, by: ConvolutionalCoordinateDescent(limit: 10))
        #expect(few.iterations == 10)
        #expect(few.energy > descent.energy)
    }

    @Test("What does not fit is refused")
    func refusals() throws {
        var numbers = Numbers(seed: 24)
        let atoms = numbers.atoms(Self.plain)
        let small = ConvolutionalShape(table: Self.plain.table, kernel: Extent(5), crop: Extent(4, 20))
        #expect(throws: LearningError.self) { try ConvolutionalCoding(small, dictionary: atoms, sparsity: 1) }
        #expect(throws: LearningError.self) { try ConvolutionalCoding(Self.grouped, dictionary: atoms, sparsity: 1) }
        for (sparsity, weight) in [(-1, 0), (.nan, 0), (1, -1), (1, .infinity)] as [(Float, Float)] {
            #expect(throws: LearningError.self) {
                try ConvolutionalCoding(
                    Self.plain, dictionary: atoms, sparsity: sparsity, predictionWeight: weight)
            }
        }
        let problem = try ConvolutionalCoding(Self.plain, dictionary: atoms, sparsity: 1)
        let crop = [Float](repeating: 0, count: 400)
        for (crop, predictions) in [
            (Array(crop.dropLast()), nil), (crop.dropLast() + [.nan], nil), (crop, [0]),
        ] as [([Float], [Float]?)] {
            #expect(throws: LearningError.self) {
                try problem.code(crop, from: predictions, by: ConvolutionalFISTA())
            }
        }
        #expect(try problem.code(crop, by: ConvolutionalFISTA()).values.allSatisfy { $0 == 0 })
    }
}
