// Whole experiments, on pictures that the tests draw.

import Features
import Foundation
import Lab
import Linear
import Testing

@Suite("Experiments")
struct JobTests {
    /// A folder of two categories, one of whose files is no picture.
    private static func stripes(_ scratch: Scratch, _ folder: String, _ seeds: Range<Int>) throws {
        for seed in seeds {
            try scratch.stripes("\(folder)/flat/\(seed).png", isUpright: false, seed: seed)
            try scratch.stripes("\(folder)/upright/\(seed).png", isUpright: true, seed: 100 + seed)
        }
    }

    @Test func `Folders of pictures become a table of numbers, and one that is broken is named and passed over`() throws
    {
        let scratch = try Scratch()
        try Self.stripes(scratch, "in", 0..<14)
        let broken = try scratch.file("in/flat/5.png", Data("no picture".utf8))
        var job = CaltechJob(data: "\(scratch.path)/in", settings: LabSettings(net: .rr, bank: try SmallNet.bank()))
        (job.perClass, job.settings.splits, job.settings.threads) = (8, 2, 2)
        let cache = FeatureCache(folder: "\(scratch.path)/cache")
        var said: [String: Int] = [:]
        let report = try job.run(cache) { what, done, _ in said[what] = done }
        #expect(report.categories == ["flat", "upright"] && report.pictures == 28)
        #expect(report.broken.count == 1 && report.broken[0].contains(broken))
        #expect(report.outcomes.map(\.test) == [11, 11] && report.outcomes.map(\.seed) == [1, 2])
        #expect(report.result.mean > 0.9 && report.result.deviation != nil && report.featureSeconds != nil)
        #expect(report.published?.percent == 62.9 && (10...36).contains(said["fits"] ?? 0))

        job.settings.threads = 1
        let again = try job.run(cache) { _, _, _ in }
        #expect(again.featureSeconds == nil && again.broken == report.broken)
        #expect(again.outcomes.map(\.confusion) == report.outcomes.map(\.confusion))
        // A picture that changed is described anew.
        try scratch.stripes("in/flat/5.png", isUpright: false, seed: 5)
        #expect(try job.run(cache) { _, _, _ in }.broken.isEmpty)

        try report.write(into: "\(scratch.path)/out")
        let json = try JSONDecoder().decode(
            LabReport.self, from: Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/out/report.json")))
        #expect(json.result == report.result && json.setting.net == .rr)
        let png = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/out/confusion.png"))
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(
            report.lines.contains { $0.hasPrefix("here: ") } && report.lines.contains { $0.hasPrefix("paper: 62.9") })
    }

    @Test func `A folder with its own split keeps it, and a validation leaves its test folder alone`() throws {
        let scratch = try Scratch()
        try Self.stripes(scratch, "in/train", 0..<9)
        try Self.stripes(scratch, "in/test", 20..<23)
        var job = CaltechJob(data: "\(scratch.path)/in", settings: LabSettings(net: .r, bank: try SmallNet.bank()))
        let cache = FeatureCache(folder: "\(scratch.path)/cache")
        let report = try job.run(cache) { _, _, _ in }
        #expect(report.outcomes.map(\.train) == [18] && report.outcomes.map(\.test) == [6])
        #expect(report.result.mean == report.outcomes[0].confusion.meanClassAccuracy)
        job.settings.isValidation = true
        job.settings.splits = 2
        let held = try job.run(cache) { _, _, _ in }
        #expect(held.outcomes.map(\.train) == [8, 8] && held.outcomes.map(\.test) == [10, 10])
        job.settings.isValidation = false
        #expect(throws: LabError.self) { try job.run(cache) { _, _, _ in } }
    }

    @Test func `Digits are learnt from the files of MNIST`() throws {
        let scratch = try Scratch()
        var generator = SplitMix64(seed: 3)
        for (part, count) in [("train", 200), ("t10k", 50)] {
            let labels = (0..<count).map { UInt8($0 % 10) }
            // A bright row, at another place for each digit.
            let pixels: [UInt8] = labels.flatMap { label in
                (0..<24 * 24).map { place in
                    place / 48 == Int(label) ? 200 + UInt8(generator.next() % 50) : UInt8(generator.next() % 50)
                }
            }
            let head: [UInt8] = [0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 24, 0, 0, 0, 24]
            _ = try scratch.file("\(part)-images-idx3-ubyte", Data(head) + Data(pixels))
            let labelHead: [UInt8] = [0, 0, 8, 1, 0, 0, 0, UInt8(count)]
            _ = try scratch.file("\(part)-labels-idx1-ubyte", Data(labelHead) + Data(labels))
        }
        var job = DigitJob(data: scratch.path, settings: LabSettings(net: .r, bank: try SmallNet.bank()))
        job.train = 100
        let cache = FeatureCache(folder: "\(scratch.path)/cache")
        let report = try job.run(cache) { _, _, _ in }
        #expect(report.outcomes.map(\.train) == [100] && report.outcomes.map(\.test) == [50])
        #expect(report.result.mean < 0.2 && report.setting.measure == .error)
        #expect(abs(report.result.mean + report.outcomes[0].confusion.accuracy - 1) < 1e-12)

        _ = try scratch.file("t10k-labels-idx1-ubyte", Data([0, 0, 8, 1, 0, 0, 0, 1, 3]))
        #expect(throws: LabError.self) { try job.run(cache) { _, _, _ in } }
    }

    @Test func `Toys are learnt from the files of NORB, by their left pictures`() throws {
        let scratch = try Scratch()
        let numbers = Scratch.littleEndian
        let pictures = try scratch.toys("norb")
        var job = NORBJob(data: "\(scratch.path)/norb", settings: LabSettings(net: .rr, bank: try SmallNet.bank()))
        job.train = 12
        let cache = FeatureCache(folder: "\(scratch.path)/cache")
        let report = try job.run(cache) { _, _, _ in }
        #expect(report.outcomes.map(\.train) == [60] && report.outcomes.map(\.test) == [25])
        #expect(report.result.mean < 0.2 && report.setting.measure == .error && report.categories.count == 5)
        #expect(report.published == nil && Published.toys(.rr, .whole, train: 20)?.percent == 35.9)

        job.train = nil
        #expect(try job.run(cache) { _, _, _ in }.outcomes.map(\.train) == [100])
        let categories = "norb/smallnorb-5x01235x9-testing-cat.mat"
        for wrong in [
            numbers([0x1E3D_4C54, 1, 24, 1, 1]) + Data(count: 96),
            numbers([0x1E3D_4C54, 1, 25, 1, 1]) + Data(repeating: 5, count: 100),
            numbers([0x1E3D_4C55, 1, 25, 1, 1]) + Data(count: 25),
        ] {
            _ = try scratch.file(categories, wrong)
            #expect(throws: LabError.self) { try job.run(cache) { _, _, _ in } }
        }
        try FileManager.default.removeItem(atPath: pictures)
        let error = try #require(throws: LabError.self) { try job.run(cache) { _, _, _ in } }
        #expect(error.description.contains("-training-dat.mat"))
        _ = try scratch.file(
            "norb/smallnorb-x-training-dat.mat", numbers([0x1E3D_4C55, 3, 100, 24, 24]) + Data(count: 57600))
        #expect(throws: LabError.self) { try job.run(cache) { _, _, _ in } }
    }

    @Test func `Pictures whose features are no numbers are passed over, and what was kept of others is looked at`()
        throws
    {
        let scratch = try Scratch()
        try scratch.stripes("a.png", isUpright: true, seed: 1)
        let list = PictureList(files: ["\(scratch.path)/a.png"])
        let bank = try SmallNet.bank()
        let stages = bank.stages.map { stage in
            StageFilters(
                kernels: stage.kernels, gains: stage.gains.map { $0 * 3e38 },
                biases: Array(repeating: 9, count: stage.biases.count))
        }
        let loud = try FilterBank(name: "loud", shape: bank.shape, stages: stages, origin: bank.origin)
        let table = try FeatureTable(of: list, bank: loud, threads: 1)
        #expect(table.broken[0] == "Picture 1 has features that are not finite.")
        #expect(table.features.values.allSatisfy { $0 == 0 })

        let cache = FeatureCache(folder: "\(scratch.path)/cache")
        let first = try cache.table(of: list, bank: bank, threads: 1) { _ in }
        #expect(try cache.table(of: list, bank: bank, threads: 1) { _ in }.wasKept)
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/cache")
        let array = "\(scratch.path)/cache/\(try #require(files.first { $0.hasSuffix(".npy") }))"
        let handle = try #require(FileHandle(forWritingAtPath: array))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(count: 4))
        let again = try cache.table(of: list, bank: bank, threads: 1) { _ in }
        #expect(!again.wasKept && again.table == first.table)
    }

    @Test func `The paper's number stands beside the same protocol and modules, where it has one`() {
        #expect(
            Published.caltech(.rr, .maxPooling)?.percent == 37.6
                && Published.caltech(.rr, .maxPooling)?.deviation == 1.9)
        #expect(
            Published.caltech(.u, .whole, .pyramid)?.percent == 64 && Published.caltech(.r, .whole, .pyramid) == nil)
        #expect(Published.caltech(.ur, .whole)?.percent == 69.7 && Published.caltech(.ur, .maxPooling) == nil)
        #expect(Published.caltech(.uu, .poolingAlone)?.percent == 9.1 && Published.caltech(.r, .whole)?.deviation == 1)
        #expect(Published.caltech(.g, .whole)?.percent == 52.3 && Published.caltech(.g, .maxPooling) == nil)
        #expect(Published.digits(train: 1000)?.percent == 8.1 && Published.digits(train: 60_000) == nil)
    }

    @Test func `A net is cut to its first stage, and parts of it are exchanged, with the same filters`() throws {
        let bank = try SmallNet.bank()
        #expect(try bank.cut(to: 2, .whole) == bank)
        let first = try bank.cut(to: 1, .whole)
        #expect(first.stages == [bank.stages[0]] && first.shape.stages == [bank.shape.stages[0]])
        let last = try bank.cut(to: 2, .maxPooling).shape.stages[1]
        #expect(last.rectification == .none && last.normalisation != nil)
        #expect(last.pooling == PoolingShape(.max, window: Extent(2), step: Extent(2)))
        let plain = try bank.cut(to: 2, .poolingAlone).shape.stages[0]
        #expect(plain.rectification == .none && plain.normalisation == nil && plain.pooling.kind == .average)
        let unnormalised = try bank.cut(to: 2, .withoutNormalisation).shape.stages[0]
        #expect(unnormalised.rectification == .absolute && unnormalised.normalisation == nil)
        #expect(try bank.cut(to: 2, .withoutAbsolute).shape.stages[0].normalisation != nil)
        #expect(throws: LabError.self) { try first.cut(to: 2, .whole) }
        // The published net with max pooling ends in 4 × 4 pixels too.
        let free = try FilterBank.random(shape: .free).cut(to: 2, .maxPooling)
        #expect(free.shape.featureCount == 4096)
    }
}
