// How the cost grows: with the frame's size, with the number of maps, with threads.

import Features
import Foundation
import Imaging

/// Times dense passes and wider nets, as a table and as a plot.
enum Growth {
    /// One point of a curve: work in millions of multiply-adds, and milliseconds.
    struct Point {
        let name: String
        let work: Double
        let milliseconds: Double
    }

    /// Prints the tables; writes a plot when it is given a path.
    static func report(plot: String?) throws {
        let sizes = [(151, 151), (192, 192), (240, 320), (360, 480), (480, 640)]
        let maps = [16, 32, 64, 128, 256, 512, 1024]
        var curves: [(String, [Point])] = []
        for threads in [1, 2] {
            let bank = try FilterBank.random(shape: .caltech101)
            let points = try sizes.map { try dense(bank, Extent($0.0, $0.1), threads) }
            curves.append(("dense, threads: \(threads)", points))
        }
        for threads in [1, 2] {
            let points = try maps.map { try wide($0, threads) }
            curves.append(("maps of stage 2, threads: \(threads)", points))
        }
        for (title, points) in curves {
            print(title.padding(toLength: 28, withPad: " ", startingAt: 0), "M mult-adds         ms    GFLOP/s")
            for point in points {
                print(
                    point.name.padding(toLength: 28, withPad: " ", startingAt: 0),
                    String(
                        format: "%11.0f %10.2f %10.1f", point.work, point.milliseconds,
                        2 * point.work / point.milliseconds))
            }
            print()
        }
        if let plot {
            try Plot.svg(curves).write(toFile: plot, atomically: true, encoding: .utf8)
            print("plot: \(plot)")
        }
    }

    private static func dense(_ bank: FilterBank, _ size: Extent, _ threads: Int) throws -> Point {
        let dense = try DenseExtractor(bank: bank, size: size, threads: threads)
        let plane = noise(size)
        try dense.read(plane)
        let laps = try Laps.measure(max(5, 2_000_000 / plane.values.count)) { try dense.read(plane) }
        let sizes = bank.shape.sizes(from: size)
        let work = bank.shape.stages.enumerated().reduce(0.0) { sum, entry in
            let (extent, stage) = (sizes[2 * entry.offset + 1].extent, entry.element)
            return sum + Double(stage.table.indices.count * 81 * extent.rows * extent.columns)
        }
        return Point(
            name: "\(size.rows)×\(size.columns), \(dense.places.rows * dense.places.columns) places", work: work / 1e6,
            milliseconds: laps.median)
    }

    private static func wide(_ maps: Int, _ threads: Int) throws -> Point {
        let base = ExtractorShape.caltech101
        let table = ConnectionTable.grouped(inputs: 64, outputs: maps, each: 16, groups: maps / 16, seed: 2009)
        let second = StageShape(table: table, kernelSide: 9, poolingSide: 6, poolingStep: 4)
        let shape = ExtractorShape(input: base.input, stages: [base.stages[0], second])
        let extractor = try Extractor(bank: .random(shape: shape), threads: threads)
        let features = UnsafeMutableBufferPointer<Float>.allocate(capacity: extractor.featureCount)
        defer { features.deallocate() }
        let plane = noise(base.input.size)
        let laps = try Laps.measure(150) { try extractor.extract(plane, into: features) }
        return Point(name: "\(maps) maps", work: Double(shape.multiplyAdds) / 1e6, milliseconds: laps.median)
    }

    static func noise(_ size: Extent) -> Plane {
        let values = (0..<size.rows * size.columns).map { Float($0 * $0 % 251) / 250 }
        return Plane(rows: size.rows, columns: size.columns, values: values)
    }
}
