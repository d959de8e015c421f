// Experiments with refined filters, on pictures that the tests draw.

import Features
import Foundation
import Lab
import Refinement
import Testing

@Suite("Experiments with refinement")
struct RefineTests {
    private static func job(_ scratch: Scratch, _ net: LabProtocol = .rrPlus) throws -> CaltechJob {
        for seed in 0..<14 {
            try scratch.stripes("in/flat/\(seed).png", isUpright: false, seed: seed)
            try scratch.stripes("in/upright/\(seed).png", isUpright: true, seed: 100 + seed)
        }
        var job = CaltechJob(data: "\(scratch.path)/in", settings: LabSettings(net: net, bank: try SmallNet.bank()))
        job.perClass = 9
        return job
    }

    private static func settings(_ folder: String?, epochs: Int = 4) -> RefineSettings {
        var settings = RefineSettings(recipe: .caltech, folder: folder)
        (settings.recipe.rate, settings.recipe.lastRate, settings.recipe.epochs) = (0.002, 0.001, epochs)
        return settings
    }

    @Test func `Filters are refined, and the report has the paper's number beside ours`() throws {
        let scratch = try Scratch()
        let job = try Self.job(scratch)
        let broken = try scratch.file("in/flat/3.png", Data("no picture".utf8))
        var lines: [String] = []
        let (report, bank) = try job.refine(Self.settings(nil), progress: { _, _, _, _ in }, say: { lines.append($0) })
        #expect(report.broken.count == 1 && report.broken[0].contains(broken))
        #expect(report.setting.net.title == "R⁺R⁺" && report.published?.percent == 64.7)
        let outcome = try #require(report.outcomes.first)
        let first = outcome.curve.filter { !$0.isLastPart }
        #expect(first.map(\.epoch) == [0, 1, 2, 3, 4] && first[0].learnt == nil)
        #expect(outcome.curve.count - first.count == outcome.bestEpoch)
        #expect(outcome.heldOut == 10 && outcome.train == 18 && outcome.test == 9 && outcome.strength != nil)
        // The classifier is fitted anew to what the refined filters make of the pictures.
        let anew = try #require(outcome.anew)
        #expect(anew.confusion == outcome.confusion && anew.train == 18 && anew.test == 9 && !anew.validation.isEmpty)
        let errors = first.compactMap { $0.heldOut?.error }
        #expect(errors[outcome.bestEpoch] == errors.min())
        #expect(report.result.mean > 0.8 && lines.count == outcome.curve.count)
        if outcome.bestEpoch > 0 { #expect(bank.stages != (try SmallNet.bank()).stages) }
        #expect(bank.shape == (try SmallNet.bank()).shape)

        try report.write(into: "\(scratch.path)/out")
        for name in ["confusion.png", "curve.png"] {
            let png = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/out/\(name)"))
            #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        }
        let json = try JSONDecoder().decode(
            RefineReport.self, from: Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/out/report.json")))
        #expect(json.result == report.result && json.outcomes[0].curve == outcome.curve)
    }

    @Test func `What was stopped after an epoch ends with the bits of what was not`() throws {
        let scratch = try Scratch()
        let job = try Self.job(scratch)
        let (whole, half) = ("\(scratch.path)/whole", "\(scratch.path)/half")
        try FileManager.default.createDirectory(atPath: half, withIntermediateDirectories: true)
        let file = "checkpoint-1.safetensors"
        let (report, bank) = try job.refine(Self.settings(whole), progress: { _, _, _, _ in }) { line in
            // What is on the disk now is what a killed process leaves.
            if line.hasPrefix("epoch 2,") {
                try? FileManager.default.copyItem(atPath: "\(whole)/\(file)", toPath: "\(half)/\(file)")
            }
        }
        var lines: [String] = []
        let (again, same) = try job.refine(
            Self.settings(half), progress: { _, _, _, _ in }, say: { lines.append($0) })
        #expect(lines.first?.hasPrefix("epoch 3,") == true)
        #expect(same == bank && again.outcomes[0].confusion == report.outcomes[0].confusion)
        #expect(again.outcomes[0].curve.map(\.heldOut) == report.outcomes[0].curve.map(\.heldOut))
        // What is done is not done again.
        lines = []
        #expect(
            try job.refine(Self.settings(whole), progress: { _, _, _, _ in }, say: { lines.append($0) }).bank == bank)
        #expect(lines.isEmpty)
    }

    @Test func `A checkpoint of another experiment is refused, and so is what is none`() throws {
        let scratch = try Scratch()
        let job = try Self.job(scratch, .rPlus)
        let folder = "\(scratch.path)/out"
        _ = try job.refine(Self.settings(folder, epochs: 1), progress: { _, _, _, _ in }, say: { _ in })
        #expect(throws: LabError.self) {
            try job.refine(Self.settings(folder, epochs: 2), progress: { _, _, _, _ in }, say: { _ in })
        }
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: "\(folder)/checkpoint-1.safetensors"))
        #expect(throws: LabError.self) {
            try job.refine(Self.settings(folder, epochs: 1), progress: { _, _, _, _ in }, say: { _ in })
        }
    }

    @Test func `Protocols have stages and say whether they are refined`() {
        #expect(LabProtocol.uuPlus.isLearnt && LabProtocol.uuPlus.isRefined && LabProtocol.uuPlus.stages == 2)
        #expect(!LabProtocol.rPlus.isLearnt && LabProtocol.rPlus.isRefined && LabProtocol.rPlus.stages == 1)
        #expect(!LabProtocol.uu.isRefined && LabProtocol(rawValue: "R+R+") == .rrPlus)
    }
}
