// Local normalisation: the formula, what it must not see, and why it and rectification come before pooling.

import Features
import Testing
import Workers

@Suite("Local normalisation")
struct NormalisationTests {
    let window = GaussianWindow.jarrett

    /// Runs normalisation over maps and answers `(x - μ)·scale`.
    private func normalise(_ maps: Maps) -> Maps {
        let lanes = (maps.count + 15) / 16 * 16
        let count = maps.rows * maps.columns
        let pixels = FloatBuffer(count: count * lanes)
        for map in 0..<maps.count {
            for pixel in 0..<count { pixels.start[pixel * lanes + map] = Float(maps.values[map * count + pixel]) }
        }
        let normalisation = LocalNormalisation(
            window: window, size: Extent(maps.rows, maps.columns), lanes: lanes, laneOfMap: Array(0..<maps.count),
            of: pixels.start, team: Team(threads: 2))
        for row in 0..<maps.rows { normalisation.take(row: row) }
        normalisation.measure()
        var result = maps
        for map in 0..<maps.count {
            for pixel in 0..<count {
                let value = pixels.start[pixel * lanes + map] - normalisation.means.start[pixel]
                result.values[map * count + pixel] = Double(value * normalisation.scales.start[pixel])
            }
        }
        return result
    }

    private func noise(_ maps: Int, _ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Maps {
        var generator = SplitMix64(seed: seed)
        return Maps(
            maps, rows, columns, values: (0..<maps * rows * columns).map { _ in Double(generator.nextSigned()) })
    }

    @Test("The window has the published weights")
    func weights() {
        let plane = FloatBuffer(count: 33 * 33)
        let means = FloatBuffer(count: 33 * 33)
        plane.start[16 * 33 + 16] = 1
        GaussianSmoother(window: window, columns: 33, team: Team(threads: 1)).smooth(
            plane.start, rows: 33, columns: 33, into: means.start)
        #expect(abs(means.start[16 * 33 + 16] - 0.0634) < 5e-5)
        #expect(abs(means.start[16 * 33 + 20] - 0.00269) < 5e-6)
        #expect(abs(means.start[12 * 33 + 20] - 1.14e-4) < 5e-7)
        #expect(means.start[16 * 33 + 21] == 0)
    }

    @Test(
        "Gaussian means agree with the loops at every size",
        arguments: [(1, 1), (7, 7), (33, 33), (11, 7), (3, 40), (1, 20)])
    func means(rows: Int, columns: Int) {
        let maps = noise(1, rows, columns)
        let plane = FloatBuffer(maps.values.map { Float($0) })
        let means = FloatBuffer(count: rows * columns)
        GaussianSmoother(window: window, columns: 40, team: Team(threads: 2)).smooth(
            plane.start, rows: rows, columns: columns, into: means.start)
        let truth = Naive.localMean(maps, window).values
        #expect(largestDifference((0..<means.count).map { Double(means.start[$0]) }, truth) < 1e-6)
    }

    @Test("The two passes agree with the loops", arguments: [(1, 7, 7), (3, 33, 33), (17, 11, 7), (64, 9, 20)])
    func formula(count: Int, rows: Int, columns: Int) {
        let maps = noise(count, rows, columns)
        let truth = Naive.normalise(maps, window) { $0 }
        #expect(largestDifference(normalise(maps).values, truth.values) < 1e-5)
    }

    @Test("What is the same everywhere becomes zero, at the borders too")
    func constant() {
        let maps = Maps(5, 20, 15, values: Array(repeating: 0.76, count: 5 * 20 * 15))
        #expect((normalise(maps).values.map { abs($0) }.max() ?? 1) < 5e-3)
        #expect(normalise(Maps(5, 20, 15)).values.allSatisfy { $0 == 0 })
    }

    @Test("Neither scale nor a common summand changes the answer")
    func invariance() {
        let maps = noise(6, 21, 17)
        let answer = normalise(maps).values
        let scaled = Maps(6, 21, 17, values: maps.values.map { 7.5 * $0 })
        let shifted = Maps(6, 21, 17, values: maps.values.map { $0 + 2 })
        #expect(largestDifference(normalise(scaled).values, answer) < 1e-5)
        #expect(largestDifference(normalise(shifted).values, answer) < 1e-5)
    }

    @Test("Texture stronger than the mean comes out with a variance of one, weaker texture stays weaker")
    func variance() {
        var maps = noise(8, 60, 60, seed: 5)
        // With deviations of 1.5 and 1 in the two halves c is 1.25: the left is brought to 1, the right to 1/1.25.
        for index in maps.values.indices where index % 60 < 30 { maps.values[index] *= 1.5 }
        let answer = normalise(maps)
        for columns in [10..<20, 40..<50] {
            var (sum, count) = (0.0, 0.0)
            for map in 0..<8 {
                for row in 10..<50 {
                    for column in columns {
                        sum += answer[map, row, column] * answer[map, row, column]
                        count += 1
                    }
                }
            }
            #expect(abs(sum / count - (columns.lowerBound == 10 ? 1 : 0.64)) < 0.1)
        }
    }

    @Test("Averages of signed noise cancel, those of rectified noise do not")
    func cancellation() {
        let (side, count) = (10, 200 * 200)
        var generator = SplitMix64(seed: 17)
        // Sums of twelve uniform numbers are close to normal; each has the variance 1/3.
        let noise = (0..<count).map { _ in (0..<12).reduce(Float(0)) { sum, _ in sum + generator.nextSigned() } / 2 }
        let shape = PoolingShape(.average, window: Extent(side), step: Extent(side))

        func pooled(_ values: [Float]) -> [Double] {
            let pixels = FloatBuffer(count: count * 16)
            for (index, value) in values.enumerated() { pixels.start[index * 16] = value }
            let zeros = FloatBuffer(count: count)
            let ones = FloatBuffer(Array(repeating: 1, count: count))
            let pooling = Pooling(
                shape: shape, input: Extent(200), lanes: 16, laneOfMap: [0], of: pixels.start, means: zeros.start,
                scales: ones.start, team: Team(threads: 1))
            let planes = FloatBuffer(count: pooling.size.rows * pooling.size.columns)
            pooling.apply(into: planes.start)
            return (0..<planes.count).map { Double(planes.start[$0]) }
        }

        let signed = pooled(noise)
        let deviation = (signed.map { $0 * $0 }.reduce(0, +) / Double(signed.count)).squareRoot()
        #expect(abs(deviation - 1 / Double(side)) < 0.1 / Double(side))
        let rectified = pooled(noise.map { abs($0) })
        #expect(abs(rectified.reduce(0, +) / Double(rectified.count) - 0.8) < 0.01)
    }
}
