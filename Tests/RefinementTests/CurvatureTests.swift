// The diagonal of the Gauss-Newton second derivatives, against its recurrence written down.

import Features
import Foundation
import Refinement
import Testing
import Workers

@Suite("Curvatures")
struct CurvatureTests {
    /// One stage that is averaged, and a layer of classes.
    private static func net(_ rectification: Rectification) throws -> (RefinementNet, RefinementExamples) {
        let shape = ExtractorShape(
            input: InputShape(size: Extent(6, 5), preparation: .none),
            stages: [
                StageShape(
                    table: .full(inputs: 1, outputs: 2), kernel: Extent(3, 2), rectification: rectification,
                    normalisation: nil, pooling: PoolingShape(.average, window: Extent(2), step: Extent(1, 2)))
            ])
        return try SmallNet(testDescription: "", shape: shape).make(pictures: 1)
    }

    @Test(arguments: [Rectification.none, .absolute])
    func `Curvatures are products of squares, summed over places`(rectification: Rectification) throws {
        let (net, examples) = try Self.net(rectification)
        let back = Backpropagation(net, picturesPerPass: 1, team: Team(threads: 1))
        back.findSlopes(of: examples, at: [0], isCurvature: true)
        let numbers = net.numbers.map(Double.init)
        let image = examples.values.map(Double.init)

        // Filtered: 2 × 4 × 4, pooled: 2 × 3 × 2.
        func filtered(_ map: Int, _ row: Int, _ column: Int) -> Double {
            var sum = numbers[14 + map]
            for p in 0..<3 {
                for q in 0..<2 { sum += numbers[map * 6 + p * 2 + q] * image[(row + p) * 5 + column + q] }
            }
            return tanh(sum)
        }
        let features = NaiveNet(net).features(examples.values).features
        let first = net.stageNumbers
        let scores = (0..<3).map { label in
            features.indices.reduce(numbers[first + 36 + label]) {
                $0 + numbers[first + label * 12 + $1] * features[$1]
            }
        }
        let total = scores.reduce(0) { $0 + exp($1) }
        let tops = scores.map { exp($0) / total * (1 - exp($0) / total) }

        var wanted = [Double](repeating: 0, count: numbers.count)
        for label in 0..<3 {
            for feature in 0..<12 {
                wanted[first + label * 12 + feature] = tops[label] * features[feature] * features[feature]
            }
            wanted[first + 36 + label] = tops[label]
        }
        for map in 0..<2 {
            for row in 0..<4 {
                for column in 0..<4 {
                    // Every window that has the place passes on its curvature times the square of its share.
                    var curvature = 0.0
                    for down in 0..<3 where (down..<down + 2).contains(row) {
                        for along in 0..<2 where (2 * along..<2 * along + 2).contains(column) {
                            let feature = (map * 3 + down) * 2 + along
                            let scale = Double(net.scales[feature])
                            let above = (0..<3).reduce(0.0) {
                                let weight = numbers[first + $1 * 12 + feature]
                                return $0 + tops[$1] * weight * weight
                            }
                            curvature += above * scale * scale / 16
                        }
                    }
                    let squashed = filtered(map, row, column)
                    let gain = numbers[12 + map]
                    wanted[12 + map] += curvature * squashed * squashed
                    let through = gain * (1 - squashed * squashed)
                    curvature *= through * through
                    wanted[14 + map] += curvature
                    for p in 0..<3 {
                        for q in 0..<2 {
                            let value = image[(row + p) * 5 + column + q]
                            wanted[map * 6 + p * 2 + q] += curvature * value * value
                        }
                    }
                }
            }
        }
        for (index, value) in wanted.enumerated() {
            #expect(abs(Double(back.slopes.start[index]) - value) < 1e-5 * max(1, value), "number \(index)")
        }
    }

    @Test func `Through a net with all modules curvatures are positive and finite`() throws {
        for small in SmallNet.all.suffix(5) {
            let (net, examples) = try small.make(pictures: 3)
            let back = Backpropagation(net, picturesPerPass: 2, team: Team(threads: 1))
            back.findSlopes(of: examples, at: [0, 1, 2], isCurvature: true)
            let curvatures = (0..<net.numbers.count).map { back.slopes.start[$0] }
            #expect(curvatures.allSatisfy { $0 >= 0 && $0.isFinite })
            #expect(curvatures.count { $0 > 0 } > net.numbers.count * 3 / 4)
        }
    }
}
