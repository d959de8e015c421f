// How long a frame's features take, beside the best that OpenBLAS does in the same run, and how the time grows.
//
//     features-bench [GOLDEN.json [PLOT.svg]]
//     features-bench peer THREADS        times frames for Benchmarks/peers.py
//     features-bench memory PRESET       prints the bytes that one extractor needs

import Features
import Foundation
import Imaging
import Linear

@main
struct FeaturesBench {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "peer" { return try PeerMode.run(threads: Int(arguments.last ?? "") ?? 1) }
        if arguments.first == "memory" { return try Memory.measure(preset: arguments.last ?? "") }
        let golden = arguments.first ?? "Tests/FeaturesTests/Golden/golden.json"
        let bank = try FilterBank.random(shape: .caltech101)
        for threads in [1, 2] {
            let extractor = try Extractor(bank: bank, threads: threads)
            guard let difference = try GoldenCheck.difference(extractor, file: golden), difference <= 1e-4 else {
                print("The features are not those of \(golden): nothing is timed.")
                exit(1)
            }
            if threads == 1 {
                print(bank.shape)
                print("golden answer: right to \(String(format: "%.1e", difference)) of the largest feature\n")
            }
            frames(extractor, threads)
        }
        filters(bank)
        try Growth.report(plot: arguments.dropFirst().first)
        try Memory.report()
    }

    /// A camera's frame, its middle square, many times.
    private static func frames(_ extractor: Extractor, _ threads: Int) {
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
        print("one frame of 640×480, threads: \(threads)")
        print("                          median ms    best ms")
        for ((name, _), laps) in zip(parts, laps) { Report.line(name, laps.median, laps.best) }
        if let total = laps.last { print("frames a second:", Int(1000 / total.median), "\n") }
    }

    /// The filters of both stages, with tanh and rectification, beside products of matrices; on one thread.
    private static func filters(_ bank: FilterBank) {
        let peak = [384, 512, 768, 1024].map { productRate(rows: $0, inner: $0, columns: $0) }.max() ?? .nan
        print("on one thread               GFLOP/s  of the best product")
        Report.line("best square product", peak)
        Report.line("64 × 81 × 18225 product", productRate(rows: 64, inner: 81, columns: 18225))

        var (work, time) = (0.0, 0.0)
        for (index, (stage, filters)) in zip(bank.shape.stages, bank.stages).enumerated() {
            let size = bank.shape.sizes[2 * index].extent
            let layer = FilterLayer(shape: stage, filters: filters, input: size)
            let input = FloatBuffer(
                (0..<stage.table.inputs * size.rows * size.columns).map { Float($0 % 13) / 13 - 0.5 })
            let pixels = FloatBuffer(count: layer.size.rows * layer.size.columns * layer.lanes)
            let laps = Laps.measure(200) {
                layer.prepare(input.start, rows: 0..<layer.inputRows)
                layer.apply(rows: 0..<layer.size.rows, into: pixels.start)
            }
            let operations = 2 * Double(filters.kernels.count * layer.size.rows * layer.size.columns)
            Report.share("filters of stage \(index + 1)", operations / laps.best / 1e6, peak)
            work += operations
            time += laps.best
        }
        Report.share("both", work / time / 1e6, peak)
        print()
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
}

/// Lines of a table.
enum Report {
    static func line(_ name: String, _ numbers: Double...) {
        print(padded(name), numbers.map { String(format: "%10.2f", $0) }.joined(separator: " "))
    }

    static func share(_ name: String, _ rate: Double, _ peak: Double) {
        print(padded(name), String(format: "%10.2f  × %.2f", rate, rate / peak))
    }

    private static func padded(_ name: String) -> String {
        name.padding(toLength: 24, withPad: " ", startingAt: 0)
    }
}
