// The kernels that different processors run, held against one another.

import CKernelLevels
import Features
import Testing

@Suite("Kernels for several levels of processor")
struct KernelLevelTests {
    /// The levels this processor can run; the first is compiled for any.
    let levels = {
        var levels = Array(repeating: kernel_level(), count: 8)
        let count = Int(kernel_levels(&levels, 8))
        return Array(levels.prefix(count))
    }()

    private func noise(_ count: Int, seed: UInt64) -> FloatBuffer {
        var generator = SplitMix64(seed: seed)
        return FloatBuffer((0..<count).map { _ in generator.nextSigned() })
    }

    /// The largest difference of each level's answer from the plain one's, as a share of the largest value.
    private func differences(_ count: Int, _ run: (kernel_level, UnsafeMutablePointer<Float>) -> Void) -> [Float] {
        let answers = levels.map { level in
            let answer = FloatBuffer(count: count)
            run(level, answer.start)
            return (0..<count).map { answer.start[$0] }
        }
        let largest = answers[0].map { abs($0) }.max() ?? 0
        #expect(largest > 0.1)
        return answers.map { answer in (zip(answer, answers[0]).map { abs($0 - $1) }.max() ?? .infinity) / largest }
    }

    @Test("There is a plain level, and on this processor perhaps others")
    func some() {
        #expect(levels.map { String(cString: $0.name) }.first == "base level")
    }

    @Test(
        "Filters agree to rounding, with all lanes at a time and with half of them",
        arguments: [(1, 1), (2, 5), (7, 6), (9, 13), (3, 40), (5, 2), (4, 19), (9, 135)], [0, 1, 2, 3] as [Int32])
    func filters(kernel: (Int, Int), rectification: Int32) {
        let (side, width) = kernel
        let (inputs, columns, lanes) = (3, width + side - 1, Int(KERNEL_LANES))
        let groups = (side + 2) / 3
        let positions = max(width, 2) + 3 * groups - 4
        let planes = noise(inputs * side * columns, seed: 1)
        let weights = noise(2 * side * groups * 4 * lanes, seed: 2)
        let biases = noise(lanes, seed: 3)
        let gains = noise(lanes, seed: 4)
        let order: [Int32] = [2, 0]
        for wide: Int32 in [0, 1] {
            let worst = order.withUnsafeBufferPointer { order in
                differences(width * 2 * lanes) { level, out in
                    let prepared = FloatBuffer(count: inputs * side * positions * 4)
                    for row in 0..<inputs * side {
                        level.prepare_row(
                            planes.start + row * columns, columns, prepared.start + row * positions * 4, positions)
                    }
                    var filters = kernel_filters(
                        prepared: prepared.start, rows: side, positions: positions, inputs: order.baseAddress,
                        inputCount: order.count, kernelRows: side, groups: groups, weights: weights.start,
                        biases: biases.start, gains: gains.start, rectification: rectification, otherSign: lanes,
                        wide: wide)
                    level.filter_row(&filters, 0, width, out, 2 * lanes)
                }
            }
            #expect((worst.max() ?? .infinity) < 2e-6)
        }
    }

    @Test("Sums over maps agree to rounding", arguments: [1, 5, 33])
    func sums(width: Int) {
        let lanes = 48
        let pixels = noise(width * lanes, seed: 5)
        let means = noise(width, seed: 6)
        let real = FloatBuffer((0..<lanes).map { $0 < 40 ? 1 : 0 })
        let plain = differences(width) { $0.sum_maps(pixels.start, lanes, width, $1) }
        let squares = differences(width) {
            $0.sum_squares(pixels.start, means.start, real.start, lanes, width, $1)
        }
        #expect(((plain + squares).max() ?? .infinity) < 2e-6)
    }

    @Test("Pooling agrees to rounding", arguments: [0, 1, 2] as [Int32], [1, 3])
    func pooling(kind: Int32, block: Int) {
        let (lanes, blocks) = (32, 7)
        let pixels = noise(blocks * block * lanes, seed: 7)
        let means = noise(blocks * block, seed: 8)
        let scales = noise(blocks * block, seed: 9)
        let worst = differences(blocks * lanes) {
            $0.pool_row(kind, pixels.start, means.start, scales.start, lanes, block, blocks, $1)
        }
        #expect((worst.max() ?? .infinity) < 2e-6)
    }

    @Test("Weighted sums of rows agree to rounding", arguments: [1, 15, 16, 17, 50])
    func rows(count: Int) {
        let x = noise(count + 9 * 61, seed: 10)
        let weights = noise(9, seed: 11)
        for step in [1, 61] {
            let worst = differences(count) { $0.weigh_rows(x.start, step, weights.start, 9, $1, count) }
            #expect((worst.max() ?? .infinity) < 2e-6)
        }
    }

    @Test(
        "Inner products are those of plain sums, and four at a time have the same bits",
        arguments: [1, 15, 16, 17, 4368])
    func products(count: Int) {
        let x = noise(count, seed: 12)
        let others = noise(4 * count, seed: 13)
        let starts = (0..<4).map { others.start + $0 * count }
        let plain = starts.map { other in
            (0..<count).reduce(0.0) { $0 + Double(x.start[$1]) * Double(other[$1]) }
        }
        for level in levels {
            let single = starts.map { level.inner_product(x.start, $0, count) }
            var four = [0.0, 0, 0, 0]
            level.four_inner_products(x.start, starts[0], starts[1], starts[2], starts[3], count, &four)
            #expect(four == single)
            #expect(zip(single, plain).allSatisfy { abs($0 - $1) < 1e-12 * max(1, Double(count).squareRoot()) })
        }
    }
}
