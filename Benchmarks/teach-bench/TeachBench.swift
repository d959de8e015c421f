// What teaching costs while more and more is known: from `teach` received to the first frame judged with it.
//
//     teach-bench [SAMPLES …]     how many samples are known when it is measured; else 100 500 1000 2000
//
// A learner with the daemon's own bank and a journal on the disk is taught ten categories of drawn things. Then a frame that
// somebody waits to teach is timed as a whole: features, the look for duplicates, the write to the disk, the fit, the
// verdict. Each such act is undone, and must leave the judgement of before, to the bit. So must the removal of a sample from
// the middle. The last columns are the same frame where another kind decides.

import Classifier
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
    /// Rounds of what may take long.
    private static let fewRounds = 5

    static func main() async throws {
        let given = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("teach-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let bank = try BankLibrary(folder: "banks").bank("psd")
        let journal = try Journal(folder: folder.path, features: Journal.features(of: bank))
        let learner = try Learner(journal: journal, bank: bank, logger: Logger(label: "teach-bench"))
        try await learner.prepare()
        print(
            "samples   teach → frame judged, ms   plain frame   undo    MiB      KiB a        removal, ms      "
                + "logistic, ms  ring-logistic, ms")
        print(
            "          median   95 %   longest       ms          ms   resident   sample"
                + String(repeating: "    median longest", count: 3))
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
            taught.append(try await teach(learner, round, clock))
            plain.append(await clock.measure { _ = await learner.judge(probe, region: nil) } / .milliseconds(1))
            undone.append(try await undo(learner, clock))
            try await check(learner, probe, before)
        }
        let memory = resident - start
        let removed = try await removals(learner, probe, clock)
        var kinds: [[Double]] = []
        for kind in [ClassifierKind.logistic, .ringLogistic] {
            _ = try await learner.setClassifier(kind: kind, threshold: nil)
            var times: [Double] = []
            for round in 0..<fewRounds {
                times.append(try await teach(learner, 1000 + round, clock))
                _ = try await undo(learner, clock)
            }
            kinds.append(times)
        }
        _ = try await learner.setClassifier(kind: .standard, threshold: nil)
        let others = ([removed] + kinds).map { String(format: "   %7.1f %7.1f", share($0, 0.5), share($0, 1)) }
        print(
            String(
                format: "%7d   %6.1f %6.1f   %7.1f   %9.1f   %7.1f %8.1f   %8.1f", known, share(taught, 0.5),
                share(taught, 0.95), share(taught, 1), share(plain, 0.5), share(undone, 0.5), resident,
                memory * 1024 / Double(known)) + others.joined())
    }

    /// Milliseconds of a frame that teaches.
    private static func teach(_ learner: Learner, _ round: Int, _ clock: ContinuousClock) async throws -> Double {
        let frame = Drawing.thing(round % categories, view: 1_000_000 + round)
        let act = Task {
            try await learner.teach(name(round), frames: 1, region: nil, author: "bench", ifRevision: nil)
        }
        while await !learner.isTeaching { await Task.yield() }
        let time = await clock.measure { _ = await learner.judge(frame, stamp(round)) } / .milliseconds(1)
        guard try await act.value.samples.count == 1 else { throw BenchError(description: "nothing was taught") }
        return time
    }

    /// Milliseconds of taking the newest act back.
    private static func undo(_ learner: Learner, _ clock: ContinuousClock) async throws -> Double {
        try await clock.measure { _ = try await learner.undo(1, of: nil, by: "bench", ifRevision: nil) }
            / .milliseconds(1)
    }

    /// Milliseconds of removing samples from the middle, one at a time; each is undone.
    private static func removals(
        _ learner: Learner, _ probe: Picture, _ clock: ContinuousClock
    ) async throws -> [Double] {
        let inUse = await learner.knowledge.inUse
        var times: [Double] = []
        for round in 0..<fewRounds {
            let before = await learner.judge(probe, region: nil).judgement
            let sample = inUse[inUse.count / 2 + round]
            times.append(
                try await clock.measure {
                    _ = try await learner.remove(samples: [sample], author: "bench", ifRevision: nil)
                } / .milliseconds(1))
            _ = try await undo(learner, clock)
            try await check(learner, probe, before)
        }
        return times
    }

    private static func check(_ learner: Learner, _ probe: Picture, _ before: Judgement) async throws {
        guard await learner.judge(probe, region: nil).judgement == before else {
            throw BenchError(description: "undo left another classifier")
        }
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
