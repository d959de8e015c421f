// Patches of a stage's maps against those maps.

import Features
import FilterLearning
import Imaging
import Linear
import Testing

@Suite("Patches of maps")
struct MapPatchTests {
    /// Two pictures of three maps of 6 × 5, each map with a mean of its own.
    private func maps() -> [Float] {
        var numbers = Numbers(seed: 31)
        return (0..<2).flatMap { _ in
            (0..<3).flatMap { map in (0..<30).map { _ in Float(numbers.next()) + Float(map) } }
        }
    }

    @Test("Patches are pieces of one picture's maps, centred map by map and scaled by one number")
    func places() throws {
        let raw = maps()
        var given = raw
        let size = MapSize(3, Extent(6, 5))
        let patches = try PatchesOfMaps(of: &given, size: size, patch: Extent(4, 2), count: 60, centres: true, seed: 1)
        #expect(given.isEmpty && patches.count == 60 && patches.width == 24)
        var squares = 0.0
        for map in 0..<3 {
            let values = (0..<2).flatMap { raw[(90 * $0 + 30 * map)...].prefix(30) }.map(Double.init)
            let mean = values.reduce(0, +) / 60
            #expect(abs(mean - Double(patches.offsets[map])) < 1e-5)
            squares += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
        #expect(abs(Double(patches.scale) - (squares / 180).squareRoot()) < 1e-5)

        var found = Set<Int>()
        for index in 0..<60 {
            let patch = [Float](unsafeUninitializedCapacity: 24) { buffer, count in
                if let start = buffer.baseAddress { patches.copy(index, into: start) }
                count = 24
            }
            let place = (0..<2 * 3 * 4).first { place in
                let (picture, top, left) = (place / 12, place / 4 % 3, place % 4)
                return (0..<24).allSatisfy { number in
                    let (map, row, column) = (number / 8, top + number / 2 % 4, left + number % 2)
                    let value = raw[90 * picture + 30 * map + 5 * row + column] - patches.offsets[map]
                    return abs(value - patch[number] * patches.scale) < 1e-5
                }
            }
            found.insert(try #require(place))
        }
        // Of 24 places sixty draws miss about two.
        #expect(found.count > 17)
    }

    @Test("Without centring maps keep their means; the seed decides; what holds no patch is refused")
    func drawing() throws {
        let size = MapSize(3, Extent(6, 5))
        func patches(_ patch: Extent = Extent(4, 2), seed: UInt64 = 1, _ change: (inout [Float]) -> Void = { _ in })
            throws -> PatchesOfMaps
        {
            var values = maps()
            change(&values)
            return try PatchesOfMaps(of: &values, size: size, patch: patch, count: 9, centres: false, seed: seed)
        }
        func first(_ patches: PatchesOfMaps) -> [Float] {
            [Float](unsafeUninitializedCapacity: patches.width) { buffer, count in
                if let start = buffer.baseAddress { patches.copy(0, into: start) }
                count = patches.width
            }
        }
        let plain = try patches()
        #expect(plain.offsets == [0, 0, 0])
        let (again, other) = (try patches(), try patches(seed: 2))
        #expect(first(plain) == first(again) && first(plain) != first(other))
        #expect(throws: LearningError.self) { try patches(Extent(7, 1)) }
        #expect(throws: LearningError.self) { try patches { $0 = [] } }
        #expect(throws: LearningError.self) { try patches { $0.removeLast() } }
        #expect(throws: LearningError.self) { try patches { $0[7] = .infinity } }
        #expect(throws: LearningError.self) { try patches { $0 = $0.map { _ in 0 } } }
    }

    @Test("The extractor's second stage computes what a masked encoder predicts for each patch")
    func filters() throws {
        var numbers = Numbers(seed: 32)
        let table = ConnectionTable.random(inputs: 4, outputs: 6, each: 3, seed: 1)
        func stage(_ table: ConnectionTable, _ kernel: Extent) -> StageShape {
            StageShape(table: table, kernel: kernel, rectification: .none, normalisation: nil, pooling: .none)
        }
        let shape = ExtractorShape(
            input: InputShape(size: Extent(20, 16), preparation: .none),
            stages: [stage(.full(inputs: 1, outputs: 4), Extent(3)), stage(table, Extent(5, 2))])
        let encoder = try Encoder(
            kind: .tanh, kernels: numbers.matrix(6, 30), biases: numbers.matrix(1, 6).values,
            scales: numbers.matrix(1, 6).values)
        let first = try FilterBank.random(shape: shape).stages[0]
        let picture = Plane(rows: 20, columns: 16, values: numbers.matrix(20, 16).values)
        func extractor(_ second: StageFilters) throws -> Extractor {
            let origin = BankOrigin(recipe: "", seed: 1, licence: "", energy: "none")
            return try Extractor(
                bank: try FilterBank(name: "two", shape: shape, stages: [first, second], origin: origin))
        }
        let trial = try extractor(try encoder.stageFilters(table: table))
        var features = [Float](repeating: 0, count: trial.featureCount)
        try features.withUnsafeMutableBufferPointer { try trial.extract(picture, into: $0) }
        var maps = trial.withMaps(after: 1) { values, _ in Array(values) }
        let plain = maps
        let patches = try PatchesOfMaps(
            of: &maps, size: MapSize(4, Extent(18, 14)), patch: Extent(5, 2), count: 1, centres: true, seed: 1)

        let last = try extractor(
            try encoder.stageFilters(table: table, scale: patches.scale, offsets: patches.offsets))
        try features.withUnsafeMutableBufferPointer { try last.extract(picture, into: $0) }
        for (row, column) in [(0, 0), (13, 12), (7, 3)] {
            for unit in 0..<6 {
                let patch = table.inputs(of: unit).flatMap { map in
                    (0..<10).map { tap in
                        (plain[map * 252 + (row + tap / 2) * 14 + column + tap % 2] - patches.offsets[map])
                            / patches.scale
                    }
                }
                let code = encoder.codes(of: Matrix(rows: 1, columns: 30, values: patch))[0, unit]
                #expect(abs(features[unit * 14 * 13 + row * 13 + column] - code) < 1e-4)
            }
        }
    }
}
