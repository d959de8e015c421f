// What teaching costs while more and more is known: from `teach` received to the first frame judged with it.
//
//     teach-bench [SAMPLES …]     how many samples are known when it is measured; else 100 500 1000 2000
//
// A learner with the daemon's own bank and a journal on the disk is taught ten categories of drawn things. Then a frame that
// somebody waits to teach is timed as a whole: features, the look for duplicates, the write to the disk, the fit, the
// verdict. Each such act is undone, and must leave the judgement of before, to the bit.

import Exchange
import Features
import Foundation
import Imaging
import Logging
import Teaching

@main
struct TeachBench {
    private static let categories = 10
    private static let rounds = 30

    static func main() async throws {
        let given = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("teach-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let bank = try BankLibrary(folder: "banks").bank("psd")
        let journal = try Journal(folder: folder.path, features: Journal.features(of: bank))
        let learner = try Learner(journal: journal, bank: bank, logger: Logger(label: "teach-bench"))
        try await learner.prepare()
        print("samples   teach → frame judged, ms   plain frame   undo    MiB      KiB a sample")
        print("          median   95 %   longest       ms          ms   resident")
        let (start, clock) = (resident, ContinuousClock())
        var known = 0
        for goal in (given.isEmpty ? [100, 500, 1000, 2000] : given).sorted() {
            while known < goal {
                let taught = try await learner.teach(
                    name(known), picture: Drawing.thing(known % categories, view: known), region: nil,
                    author: "bench", ifRevision: nil)
                guard taught.skipped == 0 else { throw BenchError(description: "view \(known) counted as known") }
                known += 1
            }
            try await measure(learner, known, clock, since: start)
        }
        try await learner.closeJournal()
        let seconds = try await clock.measure {
            let again = try Learner(
                journal: Journal(folder: folder.path, features: Journal.features(of: bank)), bank: bank,
                logger: Logger(label: "teach-bench"))
            try await again.prepare()
        }
        print(String(format: "all %d samples read and learnt again in %.2f s", known, seconds / .seconds(1)))
    }

    private static func name(_ index: Int) -> String { "thing \(index % categories)" }

    private static func measure(
        _ learner: Learner, _ known: Int, _ clock: ContinuousClock, since start: Double
    ) async throws {
        let probe = Drawing.thing(3, view: -1)
        var (taught, plain, undone): ([Double], [Double], [Double]) = ([], [], [])
        for round in 0..<rounds {
            let before = await learner.judge(probe, region: nil).judgement
            let frame = Drawing.thing(round % categories, view: 1_000_000 + round)
            let act = Task {
                try await learner.teach(name(round), frames: 1, region: nil, author: "bench", ifRevision: nil)
            }
            while await !learner.isTeaching { await Task.yield() }
            taught.append(
                await clock.measure { _ = await learner.judge(frame, stamp(round)) } / .milliseconds(1))
            guard try await act.value.samples.count == 1 else { throw BenchError(description: "nothing was taught") }
            plain.append(await clock.measure { _ = await learner.judge(probe, region: nil) } / .milliseconds(1))
            undone.append(
                try await clock.measure {
                    _ = try await learner.undo(1, of: nil, by: "bench", ifRevision: nil)
                } / .milliseconds(1))
            guard await learner.judge(probe, region: nil).judgement == before else {
                throw BenchError(description: "undo left another classifier")
            }
        }
        let memory = resident - start
        print(
            String(
                format: "%7d   %6.1f %6.1f   %7.1f   %9.1f   %7.1f %8.1f   %8.1f", known, share(taught, 0.5),
                share(taught, 0.95), share(taught, 1), share(plain, 0.5), share(undone, 0.5), resident,
                memory * 1024 / Double(known)))
    }

    private static func stamp(_ round: Int) -> FrameStamp { FrameStamp(number: Int64(round), time: Double(round)) }

    private static func share(_ values: [Double], _ part: Double) -> Double {
        let sorted = values.sorted()
        return sorted[min(Int(part * Double(sorted.count)), sorted.count - 1)]
    }

    /// MiB of this process that are in memory.
    private static var resident: Double {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        let pages = fields.count > 1 ? Double(fields[1]) ?? 0 : 0
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }
}

/// Why there is nothing to time, in a sentence.
struct BenchError: Error, CustomStringConvertible {
    let description: String
}
