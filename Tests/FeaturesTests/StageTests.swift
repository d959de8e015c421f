// Each module of a stage against its naive twin, on odd sizes.

import Features
import Testing

/// Sizes of one stage, small and odd.
struct StageCase: Sendable, CustomTestStringConvertible {
    let table: ConnectionTable
    let rows: Int
    let columns: Int
    let kernel: Int
    let pooling: Int
    let step: Int

    var testDescription: String {
        "\(table.inputs)→\(table.outputs) maps of \(rows)×\(columns), kernel \(kernel), pooling \(pooling)/\(step)"
    }

    var shape: StageShape { StageShape(table: table, kernelSide: kernel, poolingSide: pooling, poolingStep: step) }

    /// Filters with gains and biases of both signs.
    var filters: StageFilters {
        var generator = SplitMix64(seed: 7)
        let count = table.indices.count * kernel * kernel
        return StageFilters(
            outputs: table.outputs, inputsPerOutput: table.inputsPerOutput, side: kernel,
            kernels: (0..<count).map { _ in generator.nextSigned() / 2 },
            gains: (0..<table.outputs).map { _ in generator.nextSigned() * 2 },
            biases: (0..<table.outputs).map { _ in generator.nextSigned() / 4 })
    }

    var input: [Float] {
        var generator = SplitMix64(seed: 11)
        return (0..<table.inputs * rows * columns).map { _ in generator.nextSigned() }
    }

    var inputMaps: Maps { Maps(table.inputs, rows, columns, values: input.map { Double($0) }) }

    static let all: [StageCase] = [
        StageCase(table: .full(inputs: 1, outputs: 1), rows: 1, columns: 1, kernel: 1, pooling: 1, step: 1),
        StageCase(table: .full(inputs: 1, outputs: 7), rows: 7, columns: 7, kernel: 3, pooling: 2, step: 3),
        StageCase(table: .full(inputs: 3, outputs: 33), rows: 11, columns: 7, kernel: 3, pooling: 3, step: 1),
        StageCase(table: .full(inputs: 1, outputs: 16), rows: 33, columns: 17, kernel: 9, pooling: 6, step: 4),
        StageCase(table: .full(inputs: 2, outputs: 20), rows: 8, columns: 19, kernel: 2, pooling: 4, step: 6),
        // Free connections: everything from everything is cheaper.
        StageCase(
            table: .random(inputs: 9, outputs: 40, each: 4, seed: 3), rows: 13, columns: 12, kernel: 5, pooling: 5,
            step: 2),
        // Groups of 16, of 4 (lanes are padded), and of 20 (a group takes two blocks).
        StageCase(
            table: .grouped(inputs: 9, outputs: 48, each: 4, groups: 3, seed: 5), rows: 12, columns: 15, kernel: 3,
            pooling: 6, step: 4),
        StageCase(
            table: .grouped(inputs: 40, outputs: 12, each: 3, groups: 3, seed: 5), rows: 9, columns: 7, kernel: 3,
            pooling: 2, step: 2),
        StageCase(
            table: .grouped(inputs: 11, outputs: 40, each: 3, groups: 2, seed: 5), rows: 13, columns: 33, kernel: 3,
            pooling: 10, step: 5),
    ]
}

@Suite("A stage")
struct StageTests {
    let window = GaussianWindow(side: 9, deviation: 1.591)

    @Test("Filters, tanh, gain and rectification agree with the loops", arguments: StageCase.all)
    func filters(stage: StageCase) {
        let layer = FilterLayer(
            table: stage.table, filters: stage.filters, inputRows: stage.rows, inputColumns: stage.columns)
        let pixels = FloatBuffer(count: layer.rows * layer.columns * layer.lanes)
        let input = FloatBuffer(stage.input)
        for row in 0..<layer.rows { layer.apply(input.start, row: row, into: pixels.start) }

        let truth = Naive.filter(stage.inputMaps, table: stage.table, filters: stage.filters)
        #expect(truth.rows == layer.rows && truth.columns == layer.columns)
        var ours = truth
        for map in 0..<truth.count {
            for pixel in 0..<layer.rows * layer.columns {
                ours.values[map * layer.rows * layer.columns + pixel] =
                    Double(pixels.start[pixel * layer.lanes + layer.laneOfMap[map]])
            }
        }
        #expect(largestDifference(ours.values, truth.values) < 3e-6)
    }

    @Test("A whole stage agrees with the loops", arguments: StageCase.all)
    func whole(stage: StageCase) {
        let made = Stage(
            shape: stage.shape, filters: stage.filters, window: window, inputRows: stage.rows,
            inputColumns: stage.columns)
        for (index, value) in stage.input.enumerated() { made.input.start[index] = value }
        let pooled = FloatBuffer(count: stage.table.outputs * made.rows * made.columns)
        made.apply(into: pooled.start)

        let truth = Naive.stage(stage.inputMaps, stage.shape, stage.filters, window)
        #expect(truth.rows == made.rows && truth.columns == made.columns)
        let ours = (0..<pooled.count).map { Double(pooled.start[$0]) }
        let largest = truth.values.map { abs($0) }.max() ?? 0
        #expect(largestDifference(ours, truth.values) <= 2e-5 * max(largest, 1e-3))
    }

    @Test("tanh is right to four parts in ten million over its whole range, and odd")
    func tanh() {
        let points = (-20_000...20_000).map { Float($0) / 1500 } + [1e-30, 1e-6, 9, 9.5, 100, .infinity, 0]
        let table = ConnectionTable.full(inputs: 1, outputs: 1)
        let filters = StageFilters(outputs: 1, inputsPerOutput: 1, side: 1, kernels: [1], gains: [-1], biases: [0])
        let layer = FilterLayer(table: table, filters: filters, inputRows: 1, inputColumns: points.count)
        let pixels = FloatBuffer(count: points.count * layer.lanes)
        let input = FloatBuffer(points)
        layer.apply(input.start, row: 0, into: pixels.start)

        let truth = Naive.filter(
            Maps(1, 1, points.count, values: points.map { Double($0) }), table: table, filters: filters)
        let errors = points.indices.map { index -> Double in
            let (ours, exact) = (Double(pixels.start[index * layer.lanes]), truth.values[index])
            return exact == 0 ? abs(ours) : abs(ours / exact - 1)
        }
        #expect((errors.max() ?? .infinity) < 4e-7)
    }
}
