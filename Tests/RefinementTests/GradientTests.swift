// Slopes against finite differences of the naive net, every module alone and all together.

import Features
import Refinement
import Testing
import Workers

/// A net small enough for finite differences by every number.
struct SmallNet: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let shape: ExtractorShape
    var layers = [3]

    /// One stage over an odd plane, everything but what is named left out.
    static func alone(
        _ name: String, table: ConnectionTable = .full(inputs: 1, outputs: 3), kernel: Extent = Extent(3, 2),
        rectification: Rectification = .none, window: GaussianWindow? = nil, pooling: PoolingShape = .none,
        final: PoolingShape? = nil
    ) -> SmallNet {
        SmallNet(
            testDescription: name,
            shape: ExtractorShape(
                input: InputShape(
                    colour: table.inputs == 3 ? .yuv : .grey, size: Extent(7, 11), preparation: .none),
                stages: [
                    StageShape(
                        table: table, kernel: kernel, rectification: rectification, normalisation: window,
                        pooling: pooling)
                ], finalPooling: final))
    }

    private static let window = GaussianWindow(side: 5, deviation: 1.3)

    /// Two stages: the slopes of the first pass through all of the second.
    private static func two(
        _ name: String, _ second: ConnectionTable, _ rectification: Rectification = .absolute,
        _ kind: PoolingShape.Kind = .average, window: GaussianWindow? = window
    ) -> SmallNet {
        let outputs = second.inputs / (rectification == .split ? 2 : 1)
        let pooling = PoolingShape(kind, window: Extent(3), step: Extent(2))
        return SmallNet(
            testDescription: name,
            shape: ExtractorShape(
                input: InputShape(size: Extent(11, 13), preparation: .none),
                stages: [
                    StageShape(
                        table: .full(inputs: 1, outputs: outputs), kernel: Extent(3), rectification: rectification,
                        normalisation: window, pooling: pooling),
                    StageShape(
                        table: second, kernel: Extent(2, 3), rectification: rectification, normalisation: window,
                        pooling: PoolingShape(kind, window: Extent(2), step: Extent(1))),
                ]), layers: [3, 4])
    }

    static let all: [SmallNet] = [
        alone("filters, tanh and gain"),
        alone("filters of a table", table: .random(inputs: 3, outputs: 6, each: 2, seed: 3)),
        alone("filters of groups", table: .grouped(inputs: 3, outputs: 16, each: 1, groups: 2, seed: 3)),
        alone("absolute", rectification: .absolute), alone("positive", rectification: .positive),
        alone("split", rectification: .split), alone("normalisation", window: window),
        alone("average", pooling: PoolingShape(.average, window: Extent(3, 4), step: Extent(2, 3))),
        alone("max", pooling: PoolingShape(.max, window: Extent(2, 3), step: Extent(1, 2))),
        alone("L2", pooling: PoolingShape(.l2, window: Extent(3, 2), step: Extent(1, 3))),
        alone("final max", final: PoolingShape(.max, window: Extent(5, 10), step: Extent(1))),
        alone("final average", final: PoolingShape(.average, window: Extent(2), step: Extent(3))),
        two("two stages, free", .random(inputs: 4, outputs: 7, each: 2, seed: 5)),
        two("two stages, grouped", .grouped(inputs: 4, outputs: 24, each: 2, groups: 3, seed: 5)),
        two("two stages, split", .random(inputs: 6, outputs: 4, each: 3, seed: 5), .split),
        two("two stages, max", .full(inputs: 3, outputs: 4), .none, .max),
        two("two stages, L2", .full(inputs: 3, outputs: 4), .positive, .l2, window: nil),
    ]

    /// Random filters with gains and biases of their own, and a few random pictures.
    func make(pictures: Int) throws -> (RefinementNet, RefinementExamples) {
        var generator = SplitMix64(seed: 77)
        let bank = try FilterBank.random(shape: shape, seed: 9)
        let features = bank.shape.featureCount
        let plain = try RefinementNet(bank, layers: layers).standardised(
            offsets: (0..<features).map { _ in generator.nextSigned() },
            scales: (0..<features).map { _ in 1.5 + generator.nextSigned() })
        let net = plain.with(numbers: plain.numbers.map { $0 + 0.4 * generator.nextSigned() })
        let size = shape.sizes[0]
        let examples = RefinementExamples(
            size: size, values: (0..<size.count * pictures).map { _ in generator.nextSigned() },
            labels: (0..<pictures).map { _ in Int32(generator.next() % UInt64(layers.last ?? 1)) })
        return (net, examples)
    }
}

@Suite("Gradients")
struct GradientTests {
    /// Pictures, more than fit in one pass, and an odd number.
    private static let pictures = 3

    @Test(arguments: SmallNet.all)
    func `Slopes are those of finite differences`(small: SmallNet) throws {
        let (net, examples) = try small.make(pictures: Self.pictures)
        let back = Backpropagation(net, picturesPerPass: 2, team: Team(threads: 1))
        let places = Array(0..<Self.pictures)
        back.findSlopes(of: examples, at: places)

        let length = examples.size.count
        let pictures = places.map { Array(examples.values[$0 * length..<($0 + 1) * length]) }
        var naive = NaiveNet(net)
        let here = places.map { naive.loss(pictures[$0], label: Int(examples.labels[$0])) }
        #expect(abs(here.reduce(0) { $0 + $1.loss } - back.loss) < 1e-4 * back.loss)

        func loss(_ net: NaiveNet) -> Double {
            places.reduce(0) {
                $0 + net.loss(pictures[$1], label: Int(examples.labels[$1]), floors: here[$1].floors).loss
            }
        }
        let step = 1e-5
        var (largest, worst) = (0.0, 0.0)
        for index in naive.numbers.indices {
            let number = naive.numbers[index]
            naive.numbers[index] = number + step
            let above = loss(naive)
            naive.numbers[index] = number - step
            let slope = (above - loss(naive)) / (2 * step)
            naive.numbers[index] = number
            largest = max(largest, abs(slope))
            worst = max(worst, abs(slope - Double(back.slopes.start[index])))
        }
        #expect(largest > 0.01)
        #expect(worst < 1e-4 * max(1, largest), "\(worst) of \(largest)")
    }
}
