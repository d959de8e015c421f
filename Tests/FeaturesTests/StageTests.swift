// Each module of a stage against its naive twin, on odd sizes, by one thread and by two.

import Features
import Testing
import Workers

/// Sizes of one stage, small and odd.
struct StageCase: Sendable, CustomTestStringConvertible {
    let table: ConnectionTable
    let input: Extent
    let kernel: Extent
    let pooling: PoolingShape
    var rectification = Rectification.absolute
    var window: GaussianWindow? = .jarrett

    init(
        _ table: ConnectionTable, _ input: Extent, kernel: Extent, _ pooling: PoolingShape,
        _ rectification: Rectification = .absolute, window: GaussianWindow? = .jarrett
    ) {
        (self.table, self.input, self.kernel, self.pooling) = (table, input, kernel, pooling)
        (self.rectification, self.window) = (rectification, window)
    }

    var testDescription: String {
        "\(table.inputs)→\(table.outputs) maps of \(input.rows)×\(input.columns), \(shape.modules)"
    }

    var shape: StageShape {
        StageShape(
            table: table, kernel: kernel, rectification: rectification, normalisation: window, pooling: pooling)
    }

    /// Filters with gains and biases of both signs.
    var filters: StageFilters {
        var generator = SplitMix64(seed: 7)
        let count = table.indices.count * kernel.rows * kernel.columns
        return StageFilters(
            kernels: (0..<count).map { _ in generator.nextSigned() / 2 },
            gains: (0..<table.outputs).map { _ in generator.nextSigned() * 2 },
            biases: (0..<table.outputs).map { _ in generator.nextSigned() / 4 })
    }

    var values: [Float] {
        var generator = SplitMix64(seed: 11)
        return (0..<table.inputs * input.rows * input.columns).map { _ in generator.nextSigned() }
    }

    var maps: Maps { Maps(table.inputs, input.rows, input.columns, values: values.map { Double($0) }) }

    private static func pool(_ kind: PoolingShape.Kind, _ side: Int, _ step: Int) -> PoolingShape {
        PoolingShape(kind, window: Extent(side), step: Extent(step))
    }

    static let all: [StageCase] = [
        StageCase(.full(inputs: 1, outputs: 1), Extent(1), kernel: Extent(1), pool(.average, 1, 1)),
        StageCase(.full(inputs: 1, outputs: 7), Extent(7), kernel: Extent(3), pool(.average, 2, 3)),
        StageCase(.full(inputs: 3, outputs: 33), Extent(11, 7), kernel: Extent(3), pool(.average, 3, 1)),
        StageCase(.full(inputs: 1, outputs: 16), Extent(33, 17), kernel: Extent(9), pool(.average, 6, 4)),
        StageCase(.full(inputs: 2, outputs: 20), Extent(8, 19), kernel: Extent(2), pool(.average, 4, 6)),
        // Free connections: everything from everything is cheaper.
        StageCase(
            .random(inputs: 9, outputs: 40, each: 4, seed: 3), Extent(13, 12), kernel: Extent(5), pool(.average, 5, 2)),
        // Groups of 16, of 4 (lanes are padded), and of 20 (a group takes two blocks).
        StageCase(
            .grouped(inputs: 9, outputs: 48, each: 4, groups: 3, seed: 5), Extent(12, 15), kernel: Extent(3),
            pool(.average, 6, 4)),
        StageCase(
            .grouped(inputs: 40, outputs: 12, each: 3, groups: 3, seed: 5), Extent(9, 7), kernel: Extent(3),
            pool(.average, 2, 2)),
        StageCase(
            .grouped(inputs: 11, outputs: 40, each: 3, groups: 2, seed: 5), Extent(13, 33), kernel: Extent(3),
            pool(.average, 10, 5)),
        // Maps that look at one channel each, in any order: those of a channel are computed together.
        StageCase(
            .random(inputs: 3, outputs: 32, each: 1, seed: 2), Extent(14), kernel: Extent(7), pool(.l2, 2, 2), .none,
            window: nil),
        // Every rectification, every pooling, kernels and windows that are no squares, with and without N.
        StageCase(
            .full(inputs: 2, outputs: 18), Extent(12, 25), kernel: Extent(7, 6),
            PoolingShape(.max, window: Extent(1, 4), step: Extent(1, 4)), .none, window: nil),
        StageCase(
            .random(inputs: 6, outputs: 21, each: 2, seed: 9), Extent(15, 11), kernel: Extent(3, 4),
            PoolingShape(.l2, window: Extent(3, 2), step: Extent(2, 3)), .positive),
        StageCase(.full(inputs: 1, outputs: 5), Extent(20, 13), kernel: Extent(4), pool(.max, 5, 3), .split),
        StageCase(.full(inputs: 1, outputs: 17), Extent(9, 31), kernel: Extent(2, 5), pool(.average, 4, 2), .split),
        StageCase(.full(inputs: 1, outputs: 16), Extent(17), kernel: Extent(5), pool(.max, 4, 4), .none),
        StageCase(
            .full(inputs: 1, outputs: 4), Extent(24), kernel: Extent(5), .none, .positive,
            window: GaussianWindow(side: 5, deviation: 0.8)),
    ]
}

@Suite("A stage")
struct StageTests {
    @Test("Filters, tanh, gain and rectification agree with the loops", arguments: StageCase.all)
    func filters(stage: StageCase) {
        let layer = FilterLayer(shape: stage.shape, filters: stage.filters, input: stage.input)
        let area = layer.size.rows * layer.size.columns
        let pixels = FloatBuffer(count: area * layer.lanes)
        let input = FloatBuffer(stage.values)
        layer.prepare(input.start, rows: 0..<layer.inputRows)
        layer.apply(rows: 0..<layer.size.rows, into: pixels.start)

        let truth = Naive.filter(stage.maps, stage.shape, stage.filters)
        #expect(truth.rows == layer.size.rows && truth.columns == layer.size.columns)
        #expect(truth.count == stage.shape.maps)
        var ours = truth
        for map in 0..<truth.count {
            for pixel in 0..<area {
                ours.values[map * area + pixel] =
                    Double(pixels.start[pixel * layer.lanes + layer.laneOfMap[map]])
            }
        }
        #expect(largestDifference(ours.values, truth.values) < 3e-6)
        // What pads the lanes stays zero, or means over all maps would be wrong.
        let padding = Set(0..<layer.lanes).subtracting(layer.laneOfMap)
        #expect(padding.allSatisfy { lane in (0..<area).allSatisfy { pixels.start[$0 * layer.lanes + lane] == 0 } })
    }

    /// The stage's answer by `threads` threads.
    private func pooled(_ stage: StageCase, threads: Int) -> (MapSize, [Float]) {
        let made = Stage(
            shape: stage.shape, filters: stage.filters, input: stage.input, team: Team(threads: threads))
        for (index, value) in stage.values.enumerated() { made.input.start[index] = value }
        let pooled = FloatBuffer(count: made.size.count)
        made.apply(into: pooled.start)
        return (made.size, (0..<pooled.count).map { pooled.start[$0] })
    }

    @Test("A whole stage agrees with the loops", arguments: StageCase.all)
    func whole(stage: StageCase) {
        let (size, ours) = pooled(stage, threads: 1)
        let truth = Naive.stage(stage.maps, stage.shape, stage.filters)
        #expect(truth.count == size.maps && truth.rows == size.extent.rows && truth.columns == size.extent.columns)
        let largest = truth.values.map { abs($0) }.max() ?? 0
        #expect(largestDifference(ours.map { Double($0) }, truth.values) <= 2e-5 * max(largest, 1e-3))
    }

    @Test("Several threads give the bits of one", arguments: StageCase.all)
    func threads(stage: StageCase) {
        let one = pooled(stage, threads: 1).1
        for threads in 2...4 { #expect(pooled(stage, threads: threads).1 == one) }
    }

    @Test("tanh is right to four parts in ten million over its whole range, and odd")
    func tanh() {
        let points = (-20_000...20_000).map { Float($0) / 1500 } + [1e-30, 1e-6, 9, 9.5, 100, .infinity, 0]
        // A map for each point, which is its bias: filters would round.
        let shape = StageShape(
            table: .full(inputs: 1, outputs: points.count), kernel: Extent(1), rectification: .none,
            normalisation: nil, pooling: .none)
        let zeros = Array(repeating: Float(0), count: points.count)
        let filters = StageFilters(kernels: zeros, gains: zeros.map { $0 - 1 }, biases: points)
        let layer = FilterLayer(shape: shape, filters: filters, input: Extent(1))
        let pixels = FloatBuffer(count: layer.lanes)
        let input = FloatBuffer(count: 1)
        layer.prepare(input.start, rows: 0..<1)
        layer.apply(rows: 0..<1, into: pixels.start)

        let truth = Naive.filter(Maps(1, 1, 1), shape, filters)
        let errors = points.indices.map { index -> Double in
            let (ours, exact) = (Double(pixels.start[layer.laneOfMap[index]]), truth.values[index])
            return exact == 0 ? abs(ours) : abs(ours / exact - 1)
        }
        #expect((errors.max() ?? .infinity) < 4e-7)
    }
}
