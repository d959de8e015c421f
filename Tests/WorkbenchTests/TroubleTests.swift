// What cannot be described or written: a sentence, and no half file.

import Features
import Formats
import Foundation
import Imaging
import Testing
import Workbench

@Suite("Features that come to nothing")
struct TroubleTests {
    /// A job on pictures of which the second is broken, with an array of an earlier day in its way.
    private func job(_ scratch: Scratch, _ broken: Data = Data("no picture".utf8)) throws -> FeatureJob {
        try scratch.png("in/a.png", 20, 20, seed: 1)
        try scratch.file("in/b.png", broken)
        try scratch.png("in/c.png", 20, 20, seed: 3)
        try scratch.file("out.npy", Data("of old".utf8))
        return FeatureJob(
            inputs: try InputList(["\(scratch.path)/in"]), bank: try SmallNet.bank(), output: "\(scratch.path)/out.npy")
    }

    @Test func `A broken picture ends the work with a sentence that names it, and nothing has changed`() throws {
        let whole = try Scratch()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: whole.png("whole.png", 30, 30, seed: 1)))
        for broken in [Data(), Data("no picture".utf8), bytes.prefix(100), bytes.dropLast(9)] {
            let scratch = try Scratch()
            let job = try job(scratch, broken)
            guard case .badInput(let reason) = try refusal({ _ = try job.run() }) else {
                throw WorkbenchError.interrupted
            }
            #expect(reason.contains("“\(scratch.path)/in/b.png” cannot be used: ") && reason.hasSuffix("."))
            #expect(try Data(contentsOf: URL(fileURLWithPath: job.output)) == Data("of old".utf8))
            #expect(try scratch.names == ["in", "out.npy"])
        }
    }

    @Test func `Broken pictures are passed over when that is asked for, counted and named`() throws {
        let scratch = try Scratch()
        var job = try job(scratch)
        job.skipsBroken = true
        job.names = "\(scratch.path)/names.txt"
        let summary = try job.run()
        let whole = try [1, 3].map { try SmallNet.features(TestPicture.waves(20, 20, seed: $0)) }
        #expect(try rows(of: job.output) == whole)
        #expect(summary.broken.count == 1 && summary.broken[0].contains("b.png"))
        #expect(job.line(summary).contains("passed over 1 broken picture"))
        #expect(try String(contentsOfFile: "\(scratch.path)/names.txt", encoding: .utf8).contains("b.png") == false)
    }

    @Test func `When all pictures are broken there is no array`() throws {
        let scratch = try Scratch()
        var job = FeatureJob(
            inputs: try InputList([scratch.file("a.png", Data()), scratch.file("b.jpg", Data())]),
            bank: try SmallNet.bank(), output: "\(scratch.path)/out.npy")
        job.skipsBroken = true
        let error = try refusal { _ = try job.run() }
        #expect(error.description.hasPrefix("None of the 2 pictures can be used. “\(scratch.path)/a.png”"))
        #expect(try scratch.names == ["a.png", "b.jpg"])
    }

    @Test func `What is not there and what holds no picture is refused with a sentence`() throws {
        let scratch = try Scratch()
        try scratch.file("empty/notes.txt", Data())
        let cases = [
            (["\(scratch.path)/none.png"], "none.png” cannot be read: No such file or directory."),
            (["\(scratch.path)/empty"], "There are no pictures in “\(scratch.path)/empty”"),
            (["/dev/null"], "“/dev/null” is neither a file nor a folder."),
            ([scratch.path + "/empty", ""], "“” cannot be read"),
        ]
        for (paths, why) in cases {
            let error = try refusal { _ = try InputList(paths) }
            #expect(error.description.contains(why), "\(error)")
        }
    }

    @Test func `Links that lead in circles are not followed, links to pictures are`() throws {
        let scratch = try Scratch()
        let picture = try scratch.png("in/a.png", 20, 20, seed: 1)
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.path)/in/round", withDestinationPath: scratch.path)
        try FileManager.default.createSymbolicLink(atPath: "\(scratch.path)/in/b.png", withDestinationPath: picture)
        let inputs = try InputList(["\(scratch.path)/in"])
        #expect(inputs.count == 2 && inputs.others == 1)
        let gone = FeatureJob(inputs: inputs, bank: try SmallNet.bank(), output: "\(scratch.path)/out.npy")
        try FileManager.default.removeItem(atPath: picture)
        let error = try refusal { _ = try gone.run() }
        #expect(error.description.hasSuffix("/in/a.png” cannot be read: No such file or directory."))
    }

    @Test(arguments: [Float.nan, .infinity, -0.001, 1.001, 255])
    func `A value that is no grey is refused with its place`(value: Float) throws {
        let scratch = try Scratch()
        var planes = (0..<2).map { TestPicture.plane(12, 9, seed: $0) }
        planes[1][7, 4] = value
        let job = FeatureJob(
            inputs: try InputList([scratch.npy("grey.npy", planes)]), bank: try SmallNet.bank(),
            output: "\(scratch.path)/out.npy")
        let error = try refusal { _ = try job.run() }
        #expect(error.description.contains("grey.npy” has \(value) at [1, 7, 4], and grey values are 0…1."), "\(error)")
        #expect(try scratch.names == ["grey.npy"])
    }

    @Test func `Arrays of other shapes and files that are none are refused with a sentence`() throws {
        let scratch = try Scratch()
        var flat = try NumpyWriter(path: "\(scratch.path)/flat.npy", rowShape: [4])
        try flat.append([0, 0, 0, 1])
        try flat.finish()
        let none = try NumpyWriter(path: "\(scratch.path)/none.npy", rowShape: [4, 4])
        try none.finish()
        try scratch.file("broken.npy", Data("no array".utf8))
        let head = "{'descr': '<f4', 'fortran_order': False, 'shape': ()}\n"
        try scratch.file(
            "single.npy",
            Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(head.count), 0]) + Data(head.utf8) + Data(count: 4))
        for (name, why) in [
            ("flat", "has the shape 1×4, and N × rows × columns grey values"), ("none", "There are no pictures in"),
            ("single", "has the shape (), and"),
            ("broken", "cannot be read as a numpy array"),
        ] {
            let error = try refusal { _ = try InputList(["\(scratch.path)/\(name).npy"]) }
            #expect(error.description.contains(why) && error.description.contains("\(name).npy"), "\(error)")
        }
    }

    @Test func `Where nothing can be written, or the disk is full, a sentence says so`() throws {
        let scratch = try Scratch()
        let inputs = try InputList([scratch.npy("grey.npy", (0..<9).map { TestPicture.plane(20, 20, seed: $0) })])
        for (output, why) in [
            ("\(scratch.path)/none/out.npy", "No such file or directory"), (scratch.path, "it is a folder"),
            ("/dev/full", "No space left on device"),
        ] {
            let job = FeatureJob(inputs: inputs, bank: try SmallNet.bank(), output: output)
            guard case .notWritten(let reason) = try refusal({ _ = try job.run() }) else {
                throw WorkbenchError.interrupted
            }
            #expect(reason.contains("“\(output)” cannot be written") && reason.contains(why))
        }
        #expect(try scratch.names == ["grey.npy"])
    }

    @Test func `An interruption leaves nothing`() throws {
        let scratch = try Scratch()
        let job = try job(scratch)
        var done = 0
        let error = try refusal { _ = try job.run(progress: { done = $0 }, isInterrupted: { done == 1 }) }
        #expect(error == .interrupted && done == 1)
        #expect(try scratch.names == ["in", "out.npy"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: job.output)) == Data("of old".utf8))
    }

    @Test func `A name that takes two lines cannot be written a line each`() throws {
        let scratch = try Scratch()
        let input = try scratch.png("two\nlines.png", 20, 20, seed: 1)
        var job = FeatureJob(
            inputs: try InputList([input]), bank: try SmallNet.bank(), output: "\(scratch.path)/out.npy")
        #expect(try job.run().rows == 1)
        job.names = "\(scratch.path)/names.txt"
        #expect(try refusal { _ = try job.run() }.description.contains("two␤lines.png” takes more than a line"))
    }

    @Test func `Names are shown without what would act on a terminal`() throws {
        let scratch = try Scratch()
        let input = try scratch.file("red\u{1B}[31m.png", Data())
        let job = FeatureJob(
            inputs: try InputList([input]), bank: try SmallNet.bank(), output: "\(scratch.path)/out.npy")
        let reason = try refusal { _ = try job.run() }.description
        #expect(reason.contains("red\u{FFFD}[31m.png” cannot be used") && !reason.contains("\u{1B}"))
    }

    @Test func `A bank whose features overflow describes nothing`() throws {
        let scratch = try Scratch()
        let bank = try SmallNet.bank()
        let stages = bank.stages.map {
            StageFilters(kernels: $0.kernels, gains: $0.gains.map { _ in 3e38 }, biases: $0.biases)
        }
        let job = FeatureJob(
            inputs: try InputList([scratch.png("a.png", 40, 40, seed: 1)]),
            bank: try FilterBank(name: "loud", shape: bank.shape, stages: stages, origin: bank.origin),
            output: "\(scratch.path)/out.npy")
        let error = try refusal { _ = try job.run() }
        #expect(error.description.contains("a.png” cannot be described") && error.description.contains("not finite"))
        #expect(try scratch.names == ["a.png"])
    }
}
