// How long a frame's features take on one core, beside the best that OpenBLAS does in the same run.
//
//     swift run -c release features-bench

import Features
import Foundation
import Imaging
import Linear

@main
struct FeaturesBench {
    static func main() throws {
        let golden = CommandLine.arguments.dropFirst().first ?? "Tests/FeaturesTests/Golden/golden.json"
        let shape = ExtractorShape.caltech101
        let bank = try FilterBank.random(shape: shape)
        let extractor = try Extractor(bank: bank)

        guard let difference = try GoldenCheck.difference(extractor, file: golden), difference <= 1e-4 else {
            print("The features are not those of \(golden): nothing is timed.")
            exit(1)
        }
        print("\(shape)")
        print("golden answer: right to \(String(format: "%.1e", difference)) of the largest feature\n")
        frames(extractor)
        try filters(shape, bank)
    }

    /// A camera's frame, its middle square, many times.
    private static func frames(_ extractor: Extractor) {
        let picture = Picture(width: 640, height: 480)
        picture.withBytes { bytes in
            for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index * index / 640 % 255) }
        }
        let square = Region.centredSquare(width: 640, height: 480).pixels(width: 640, height: 480)
        let features = UnsafeMutableBufferPointer<Float>.allocate(capacity: extractor.featureCount)
        defer { features.deallocate() }

        let parts: [(String, KeyPath<StageTimings, Int>)] = [
            ("grey, resampled", \.resample), ("normalised", \.preprocess), ("stage 1", \.firstStage),
            ("stage 2", \.laterStages), ("total", \.total),
        ]
        var laps = parts.map { _ in Laps() }
        for _ in 0..<400 {
            extractor.extract(picture, square, into: features)
            for index in parts.indices { laps[index].add(nanoseconds: extractor.timings[keyPath: parts[index].1]) }
        }
        print("one frame of 640×480      median ms   best ms")
        for ((name, _), laps) in zip(parts, laps) {
            print(name.padding(toLength: 24, withPad: " ", startingAt: 0), number(laps.median), number(laps.best))
        }
        if let total = laps.last { print("frames a second on one core:", Int(1000 / total.median), "\n") }
    }

    /// The filters of both stages, with tanh and rectification, beside products of matrices.
    private static func filters(_ shape: ExtractorShape, _ bank: FilterBank) throws {
        let peak = [384, 512, 768, 1024].map { productRate(rows: $0, inner: $0, columns: $0) }.max() ?? .nan
        print("                            GFLOP/s  of the best product")
        print("best square product     ", number(peak))
        let stageLike = productRate(rows: 64, inner: 81, columns: 18225)
        print("64 × 81 × 18225 product ", number(stageLike), "  (columns not filled)")

        var (work, time) = (0.0, 0.0)
        for (index, (stage, filters)) in zip(shape.stages, bank.stages).enumerated() {
            let size = shape.sizes[2 * index].extent
            let layer = FilterLayer(shape: stage, filters: filters, input: size)
            let input = FloatBuffer(
                (0..<stage.table.inputs * size.rows * size.columns).map { Float($0 % 13) / 13 - 0.5 })
            let pixels = FloatBuffer(count: layer.size.rows * layer.size.columns * layer.lanes)
            let laps = Laps.measure(200) {
                for row in 0..<layer.size.rows { layer.apply(input.start, row: row, into: pixels.start) }
            }
            let operations = 2 * Double(filters.kernels.count * layer.size.rows * layer.size.columns)
            report("filters of stage \(index + 1)", operations / laps.best / 1e6, peak)
            work += operations
            time += laps.best
        }
        report("both", work / time / 1e6, peak)
    }

    /// The rate of one product on OpenBLAS, in GFLOP/s.
    private static func productRate(rows: Int, inner: Int, columns: Int) -> Double {
        let a = FloatBuffer(Array(repeating: 0.5, count: rows * inner))
        let b = FloatBuffer(Array(repeating: 0.25, count: inner * columns))
        let c = FloatBuffer(count: rows * columns)
        let laps = Laps.measure(20) {
            BLAS.multiply(a.start, .plain, b.start, .plain, into: c.start, rows: rows, inner: inner, columns: columns)
        }
        return 2 * Double(rows * inner * columns) / laps.best / 1e6
    }

    private static func report(_ name: String, _ rate: Double, _ peak: Double) {
        print(
            name.padding(toLength: 24, withPad: " ", startingAt: 0), number(rate), "  ×",
            String(format: "%.2f", rate / peak))
    }

    private static func number(_ value: Double) -> String { String(format: "%10.2f", value) }
}
