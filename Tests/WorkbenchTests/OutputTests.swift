// Where a job writes: never over what it reads, and known to be possible before the work.

import Features
import Formats
import Foundation
import Testing
import Workbench

@Suite("Where features and names go")
struct OutputTests {
    /// A job on two pictures and an array; what lies in the folder stays as it is.
    private func job(_ scratch: Scratch, output: String, names: String? = nil) throws -> FeatureJob {
        try scratch.png("a.png", 20, 20, seed: 1)
        let array = try scratch.npy("b.npy", [TestPicture.plane(20, 20, seed: 2)])
        var job = FeatureJob(
            inputs: try InputList(["\(scratch.path)/a.png", array]), bank: try SmallNet.bank(),
            output: "\(scratch.path)/\(output)")
        job.names = names.map { "\(scratch.path)/\($0)" }
        return job
    }

    @Test(arguments: [("a.png", nil), ("b.npy", nil), ("./b.npy", nil), ("link", nil), ("out.npy", "a.png")])
    func `An input is not replaced, under whatever name`(output: String, names: String?) throws {
        let scratch = try Scratch()
        let job = try job(scratch, output: output, names: names)
        try FileManager.default.createSymbolicLink(atPath: "\(scratch.path)/link", withDestinationPath: "b.npy")
        let before = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/\(names ?? output)"))
        let error = try refusal { _ = try job.run() }
        #expect(
            error
                == .notWritten(reason: "“\(scratch.path)/\(names ?? output)” is one of the inputs and is not replaced.")
        )
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/\(names ?? output)")) == before)
        #expect(try scratch.names == ["a.png", "b.npy", "link"])
    }

    @Test(arguments: ["out.npy", "./out.npy", "in/../out.npy"])
    func `The array and the names are not the same file`(names: String) throws {
        let scratch = try Scratch()
        let error = try refusal { _ = try job(scratch, output: "out.npy", names: names).run() }
        #expect(error.description.hasSuffix("/out.npy” cannot be both the array and the names."))
        #expect(try scratch.names == ["a.png", "b.npy"])
    }

    @Test func `Names that cannot be written are known before the work`() throws {
        let scratch = try Scratch()
        var job = try job(scratch, output: "out.npy", names: "none/names.txt")
        var isBegun = false
        let error = try refusal {
            _ = try job.run(isInterrupted: {
                isBegun = true; return false
            })
        }
        #expect(error.description.contains("/none/names.txt” cannot be written: No such file or directory."))
        #expect(!isBegun)
        job.names = "/dev/null"
        #expect(try job.run().rows == 2)
        #expect(try scratch.names == ["a.png", "b.npy", "out.npy"])
    }

    @Test func `A pipe takes an array, unless pictures may be passed over`() throws {
        let scratch = try Scratch()
        var job = try job(scratch, output: "pipe")
        try #require(mkfifo(job.output, 0o600) == 0)
        // Both ends in one hand: neither waits, and what is written fits into the pipe.
        let end = open(job.output, O_RDWR | O_NONBLOCK)
        defer { close(end) }
        let summary = try job.run()
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(end, &bytes, bytes.count)
        try Data(bytes.prefix(count)).write(to: URL(fileURLWithPath: "\(scratch.path)/read.npy"))
        #expect(try rows(of: "\(scratch.path)/read.npy").count == summary.rows)

        job.skipsBroken = true
        let error = try refusal { _ = try job.run() }
        #expect(error.description.contains("/pipe” is a pipe: the number of rows goes first"))
    }
}
