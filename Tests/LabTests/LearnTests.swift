// Filters from pictures, as a bank.

import Features
import FilterLearning
import Foundation
import Lab
import Testing

@Suite("Learnt filters")
struct LearnTests {
    /// A recipe that takes little time.
    static let quick = """
        {"name": "quick", "net": "norb", "stages": [
            {"method": "psd", "patches": 500, "batches": 300, "smallestDeviation": 0.01},
            {"method": "psd", "patches": 300, "batches": 300, "views": 2, "sparsity": 2}]}
        """

    /// Four pictures, and one that is broken, in `in`.
    static func fill(_ scratch: Scratch) throws {
        for seed in 0..<4 { try scratch.stripes("in/all/\(seed).png", isUpright: seed % 2 == 0, seed: seed) }
        _ = try scratch.file("in/all/x.png", Data("no picture".utf8))
    }

    private func recipe(_ scratch: Scratch, _ text: String = quick) throws -> FilterRecipe {
        try FilterRecipe(path: scratch.file("recipe.json", Data(text.utf8)))
    }

    private func job(_ scratch: Scratch, _ text: String = quick) throws -> LearnJob {
        LearnJob(pictures: try PictureList(toLearnFrom: "\(scratch.path)/in"), recipe: try recipe(scratch, text))
    }

    @Test func `Pictures become a bank of two stages, the same each time, and one that is broken is named`() throws {
        let scratch = try Scratch()
        try Self.fill(scratch)
        var job = try job(scratch)
        var (watch, said, drawn) = (LearnJob.Watch(), [String: Int](), [FilterBank]())
        watch.progress = { what, done, _, note in
            said[what] = done
            #expect(what == "pictures" || note?.hasPrefix("energy ") == true)
        }
        watch.filters = { if let bank = $0() { drawn.append(bank) } }
        let result = try #require(try job.run(watch))
        #expect(result.broken.count == 1 && result.broken[0].contains("x.png"))
        #expect(said == ["pictures": 5, "stage 1": 300, "stage 2": 300])
        let bank = result.bank
        #expect(bank.name == "quick" && bank.shape == ExtractorShape.norb)
        #expect(
            bank.origin.energy == PSDRecipe.energy && bank.origin.recipe.contains("stage 2: PSD of 300 patches, λ 2"))
        #expect(result.lines.count == 2 && result.lines[0].hasPrefix("stage 1: PSD of 500 patches, λ 1"))
        let random = try FilterBank.random(shape: bank.shape)
        #expect(bank.stages[0] != random.stages[0] && bank.stages[1] != random.stages[1])
        // What was drawn on the way: one stage, then two, the last as they are in the end.
        #expect(drawn.map(\.stages.count) == [1, 1, 1, 2, 2, 2])
        #expect(
            drawn[5].stages == bank.stages && drawn[4].stages != bank.stages && drawn[3].stages[0] == bank.stages[0])
        job.threads = 2
        #expect(try job.run()?.bank == bank)
    }

    @Test func `Whole crops teach filters too, and go on where they were stopped`() throws {
        let scratch = try Scratch()
        try Self.fill(scratch)
        let text = """
            {"name": "crops", "net": "norb", "stages": [
                {"method": "convolutional", "crops": 60, "side": 12, "batches": 40, "smallestDeviation": 0.01},
                {"method": "convolutional", "crops": 60, "side": 9, "batches": 30, "curvatureInterval": 100}]}
            """
        var job = try job(scratch, text)
        let whole = try #require(try job.run())
        #expect(whole.bank.shape == ExtractorShape.norb)
        #expect(whole.bank.origin.energy == ConvolutionalRecipe.energy)
        #expect(whole.lines[1].hasPrefix("stage 2: convolutional PSD of 60 crops of 9 × 9, λ 0.5"))
        (job.checkpoint, job.resumes) = ("\(scratch.path)/bank.checkpoint", true)
        for looks in [7, 9, 6] {
            var (watch, seen) = (LearnJob.Watch(), 0)
            watch.isStopped = {
                seen += 1
                return seen > looks
            }
            #expect(try job.run(watch) == nil)
        }
        #expect(try job.run()?.bank == whole.bank)
    }

    @Test func `Learning that is stopped anywhere goes on to the same numbers`() throws {
        let scratch = try Scratch()
        try Self.fill(scratch)
        var job = try job(scratch)
        let whole = try #require(try job.run())
        job.checkpoint = "\(scratch.path)/bank.checkpoint"
        // 0 stops before the first picture, 6 and 7 within the first stage, 9 and 14 between the stages, 15 within the second.
        for looks in [0, 6, 7, 9, 14, 15] {
            var (watch, seen, advances) = (LearnJob.Watch(), 0, 0)
            watch.isStopped = {
                seen += 1
                return seen > looks
            }
            watch.progress = { _, _, _, note in advances += note == nil ? 0 : 1 }
            job.resumes = false
            #expect(try job.run(watch) == nil)
            if FileManager.default.fileExists(atPath: "\(scratch.path)/bank.checkpoint") {
                let error = try #require(throws: LabError.self) { try job.run() }
                #expect(error.description.contains("go on with --resume"))
            }
            job.resumes = true
            watch.isStopped = { false }
            let resumed = try #require(try job.run(watch))
            #expect(resumed.bank == whole.bank && resumed.lines.count == 2)
            // Three times a hundred steps a stage, and none of them twice.
            #expect(advances == 6)
            job.finish()
            #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/bank.checkpoint"))
        }
    }

    @Test func `A checkpoint of another recipe, of other pictures or of nothing is refused`() throws {
        let scratch = try Scratch()
        try Self.fill(scratch)
        var (watch, seen) = (LearnJob.Watch(), 0)
        watch.isStopped = {
            seen += 1
            return seen > 6
        }
        func resumable(_ text: String = Self.quick) throws -> LearnJob {
            var job = try job(scratch, text)
            (job.checkpoint, job.resumes) = ("\(scratch.path)/bank.checkpoint", true)
            return job
        }
        func refusal(_ job: LearnJob) throws -> String {
            try #require(throws: LabError.self) { try job.run() }.description
        }
        #expect(try resumable().run(watch) == nil)
        let other = Self.quick.replacingOccurrences(of: "\"batches\": 300", with: "\"batches\": 301")
        #expect(try refusal(resumable(other)).contains("learnt by another recipe"))
        try scratch.stripes("in/all/9.png", isUpright: true, seed: 9)
        #expect(try refusal(resumable()).contains("learnt from other pictures"))
        _ = try scratch.file("bank.checkpoint", Data("nothing".utf8))
        #expect(try refusal(resumable()).contains("bank.checkpoint"))
    }

    @Test func `Digits are learnt from as they lie, and stages may be random or Gabor functions`() throws {
        let scratch = try Scratch()
        var bytes: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 6, 0, 0, 0, 28, 0, 0, 0, 28]
        for place in 0..<6 * 784 { bytes.append(UInt8((place * 37 + place / 28 * (place / 784) * 5) % 256)) }
        _ = try scratch.file("in/train-images-idx3-ubyte", Data(bytes))
        let digits = """
            {"name": "digits", "net": "mnist", "stages": [
                {"method": "psd", "patches": 200, "batches": 20}, {"method": "random", "seed": 7}]}
            """
        let bank = try #require(try job(scratch, digits).run()).bank
        #expect(bank.shape == ExtractorShape.mnist)
        #expect(bank.stages[1] == (try FilterBank.random(shape: .mnist, seed: 7)).stages[1])
        #expect(bank.origin.recipe.hasSuffix("stage 2: random, seed 7"))

        try Self.fill(scratch)
        try FileManager.default.removeItem(atPath: "\(scratch.path)/in/train-images-idx3-ubyte")
        let gabor = #"{"name": "g", "net": "caltech101", "stages": [{"method": "gabor"}]}"#
        let first = try #require(try job(scratch, gabor).run()).bank
        #expect(first.shape.stages == [ExtractorShape.caltech101.stages[0]])
        #expect(first.stages == [try FilterBank.gabor(shape: .caltech101).stages[0]])
        #expect(first.origin.energy == "none" && first.origin.recipe == "Gabor functions")
    }

    @Test func `Filters are learnt for stages without a part too, each from what such a stage before it makes`() throws
    {
        let scratch = try Scratch()
        try Self.fill(scratch)
        let whole = try #require(try job(scratch).run()).bank
        let text = Self.quick.replacingOccurrences(of: "\"net\"", with: "\"modules\": \"no-abs\", \"net\"")
        let bank = try #require(try job(scratch, text).run()).bank
        #expect(bank.shape.stages.map(\.rectification) == [.none, .none])
        #expect(bank.shape == (try whole.cut(to: 2, .withoutAbsolute).shape))
        #expect(bank.stages[0] == whole.stages[0] && bank.stages[1] != whole.stages[1])
        #expect(try bank.cut(to: 2, .withoutAbsolute) == bank)
    }

    @Test func `A recipe is read as it was written, and what it leaves out depends on the stage`() throws {
        let scratch = try Scratch()
        let short = try recipe(scratch, #"{"net": "caltech101", "stages": [{"method": "psd"}, {"method": "psd"}]}"#)
        #expect(short == FilterRecipe.psd)
        #expect(try recipe(scratch, short.json) == short)
        guard case .psd(let first) = short.stages[0], case .psd(let second) = short.stages[1] else {
            Issue.record("no PSD")
            return
        }
        #expect(first.learning.kernelRate > second.learning.kernelRate)
    }

    @Test(arguments: [
        ("{}", "lacks “stages”"), ("no JSON", "is not an object of JSON"),
        (#"{"modules": "none", "stages": [{"method": "psd"}]}"#, "no value that can be used at “modules”"),
        (#"{"net": "mnist", "stages": []}"#, "makes 0 stages, and “mnist” has 2"),
        (#"{"net": "nothing", "stages": [{"method": "psd"}]}"#, "no net “nothing”; there are caltech101"),
        (#"{"nets": "mnist", "stages": [{"method": "psd"}]}"#, "“nets” has no meaning in a recipe"),
        (#"{"net": "lagr", "stages": [{"method": "psd"}]}"#, "“lagr” sees colours"),
        (
            #"{"net": "mnist", "stages": [{"method": "gabor"}]}"#,
            "of 64 maps of one channel, not for stage 1 of “mnist”"
        ),
        (#"{"stages": [{"method": "magic"}]}"#, "no method “magic”; there are psd, convolutional, random, gabor"),
        (#"{"stages": [{"method": "psd", "sparsty": 1}]}"#, "“sparsty” has no meaning in the first stage by “psd”"),
        (#"{"stages": [{"method": "random", "sparsity": 1}]}"#, "“sparsity” has no meaning"),
        (#"{"stages": [{"method": "psd", "views": 1}]}"#, "“views” has no meaning in the first stage by “psd”"),
        (#"{"stages": [{"method": "psd"}, {"method": "psd", "standardises": true}]}"#, "“standardises” has no meaning"),
        (#"{"stages": [{"method": "psd", "batches": "many"}]}"#, "no value that can be used at “stages” [0] “batches”"),
        (#"{"stages": [{"method": "psd", "batches": 0}]}"#, "Stage 1: “batches” is 0"),
        (
            #"{"stages": [{"method": "psd"}, {"method": "psd", "views": -1}]}"#,
            "Stage 2: 100000 patches of -1 random views of each picture cannot be drawn."
        ),
        (#"{"stages": [{"method": "psd", "sparsity": -1}]}"#, "“sparsity” is -1.0"),
        (#"{"stages": [{"method": "convolutional", "side": 8}]}"#, "Stage 1: crops of 8 × 8 are not from 9 to 143"),
        (#"{"stages": [{"method": "convolutional", "codeSteps": 0}]}"#, "Stage 1: “codeSteps” is 0"),
    ])
    func `A recipe that cannot be followed is refused with a sentence`(text: String, why: String) throws {
        let scratch = try Scratch()
        let error = try #require(throws: LabError.self) { try recipe(scratch, text) }
        #expect(error.description.contains(why), "\(error)")
        #expect(error.description.contains("recipe.json"))
    }
}
