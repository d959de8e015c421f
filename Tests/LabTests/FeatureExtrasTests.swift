// What is made of features: polarity, powers, means.

import Features
import Foundation
import Lab
import Linear
import Testing

@Suite("Additions to features")
struct FeatureExtrasTests {
    /// Two pictures of one map of 2 × 3 places.
    private let table = FeatureTable(
        features: Matrix(rows: 2, columns: 6, values: [1, 2, 3, 4, 5, 6, -1, 0, 4, -9, 16, 0.25]), broken: [1: "why"],
        maps: MapSize(1, Extent(2, 3)))

    @Test func `Nothing added is the same table`() throws {
        #expect(try FeatureExtras().applied(to: table) == table)
    }

    @Test func `Powers keep signs`() throws {
        var extras = FeatureExtras()
        extras.power = 0.5
        let powered = try extras.applied(to: table)
        #expect(powered.features.values.suffix(6) == [-1, 0, 2, -3, 4, 0.5])
        #expect(powered.maps == table.maps && powered.broken == table.broken)
    }

    @Test func `A pyramid adds the means of the whole map and of its quarters`() throws {
        var extras = FeatureExtras()
        extras.pyramid = true
        let built = try extras.applied(to: table)
        // Of three columns the first half is the first, of two rows each is one.
        #expect(built.features.columns == 11 && Array(built.features.row(0).prefix(6)) == [1, 2, 3, 4, 5, 6])
        #expect(Array(built.features.row(0).suffix(5)) == [3.5, 1, 2.5, 4, 5.5])
        #expect(built.maps == nil && built.broken == table.broken)
        let flat = FeatureTable(features: table.features, broken: [:], maps: MapSize(6, Extent(1)))
        #expect(throws: LabError.self) { try extras.applied(to: flat) }
        #expect(throws: LabError.self) { try extras.applied(to: FeatureTable(features: table.features, broken: [:])) }
    }

    @Test func `Polarity splits the last stage alone, with the same filters`() throws {
        let bank = try SmallNet.bank()
        let split = try bank.cut(to: 2, .whole, polarity: true)
        #expect(split.stages == bank.stages && split.shape.stages[0] == bank.shape.stages[0])
        #expect(split.shape.stages[1].rectification == .split && split.name.hasSuffix("polarity"))
        #expect(split.shape.featureCount == 2 * bank.shape.featureCount)
    }

    @Test func `An experiment with all of them says so`() throws {
        let scratch = try Scratch()
        for seed in 0..<12 {
            try scratch.stripes("in/flat/\(seed).png", isUpright: false, seed: seed)
            try scratch.stripes("in/upright/\(seed).png", isUpright: true, seed: 100 + seed)
        }
        var job = CaltechJob(data: "\(scratch.path)/in", settings: LabSettings(net: .r, bank: try SmallNet.bank()))
        (job.perClass, job.settings.classifier) = (8, .ridge)
        (job.extras.polarity, job.extras.power, job.extras.pyramid) = (true, 0.5, true)
        let report = try job.run(FeatureCache(folder: "\(scratch.path)/cache")) { _, _, _ in }
        #expect(report.lines[0].contains("R with polarity, power 0.5, pyramid, ridge:"))
        #expect(report.result.mean > 0.9 && report.setting.extras == job.extras)
    }
}
