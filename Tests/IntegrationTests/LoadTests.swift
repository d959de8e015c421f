// A processor that is too busy: viewers get less, recognition does not.

import Client
import Control
import Daemon
import Foundation
import Stream
import Synchronization
import Testing
import Wire

/// A program that runs until the test lets it go.
private final class Helper {
    private let process = Process()

    init(_ words: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

@Suite("Load", .serialized)
struct LoadTests {
    /// Somebody who watches a path into a file.
    private static func viewer(_ page: String, _ path: String, into file: String) throws -> Helper {
        try Helper(["curl", "-sN", "-o", file, "\(page)\(path)"])
    }

    /// How many pictures a file of `/stream.mjpg` holds.
    private static func pictures(in file: String) throws -> Int {
        try Data(contentsOf: URL(fileURLWithPath: file)).ranges(of: Data("X-Frame: ".utf8)).count
    }

    /// What a prediction says, without the times.
    private static func essence(_ event: JSON) -> [JSON?] {
        ["verdict", "category", "confidence", "familiarity", "scores", "neighbours", "raw"].map { event[$0] }
    }

    /// The predictions of so many frames, by their numbers. Blocks.
    private static func predictions(_ count: Int, _ socket: String) throws -> [Int64: [JSON?]] {
        let client = try ControlClient(socket: socket)
        _ = try client.call("subscribe", ["topics": .array([.string("prediction")])])
        var seen: [Int64: [JSON?]] = [:]
        while seen.count < count {
            let event = try client.nextEvent()
            if let frame = event["frame"]?.whole { seen[frame] = essence(event) }
        }
        return seen
    }

    @Test
    func `whatever is left out of what is sent, every frame has the verdict that it would have had`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withDaemon(source: "file:\(clip)", folder: folder) { daemon in
            try await daemon.live()
            for name in ["one", "other"] {
                try await daemon.call("teach", ["category": .string(name), "count": .integer(3)])
                try await Task.sleep(for: .milliseconds(600))
            }
        }
        let calm = try await withDaemon(source: "file:\(clip)", everyFrame: true, folder: folder) { daemon in
            try await blocking { try Self.predictions(250, daemon.socket) }
        }
        let stressed = try await withDaemon(
            source: "file:\(clip)", everyFrame: true, folder: folder,
            change: { configuration in
                configuration.loadInterval = .milliseconds(5)
                configuration.loadReading = { LoadReading(frames: 30, missed: 20, taken: 1, worked: 0.5) }
            }
        ) { daemon in
            try await blocking {
                let viewers = try ["stream.mjpg", "stream.mjpg?size=low", "stream.h264"].enumerated().map {
                    index, path in
                    try Self.viewer(daemon.page, path, into: "\(folder)/\(index)")
                }
                let seen = try Self.predictions(250, daemon.socket)
                withExtendedLifetime(viewers) {}
                let stats = try ControlClient(socket: daemon.socket).call("stats")
                #expect(stats["degraded"]?.text?.contains("of 8") == true, "\(stats)")
                return seen
            }
        }
        let both = Set(calm.keys).intersection(stressed.keys)
        #expect(both.count > 50)
        #expect(both.allSatisfy { calm[$0] == stressed[$0] })
        #expect(Set(both.map { calm[$0].map { "\($0)" } }).count > 10, "they say something")
    }

    @Test
    func `of what is left out viewers get a sixth, the next one is told to come again, and a picture can be had`()
        async throws
    {
        let busy = Shared(false)
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withDaemon(
            source: "test:ball",
            change: { configuration in
                configuration.loadInterval = .milliseconds(20)
                configuration.loadReading = {
                    LoadReading(frames: 30, missed: busy.value ? 20 : 0, taken: 1, worked: 0.5)
                }
            }
        ) { daemon in
            try await daemon.film()
            let log = Heard()
            let listener = Task { try await log.listen(daemon.socket) }
            defer { listener.cancel() }
            let watching = try Self.viewer(daemon.page, "stream.mjpg", into: "\(folder)/full")
            let low = try Self.viewer(daemon.page, "stream.mjpg?size=low", into: "\(folder)/low")
            let film = try Self.viewer(daemon.page, "stream.h264", into: "\(folder)/film")
            try await daemon.viewers(3)
            busy.value = true
            try await daemon.degraded { $0?.contains("step 8 of 8") == true }
            #expect(try await daemon.call("stats")["degraded"]?.text?.contains("the film every sixth") == true)
            let metrics = String(decoding: try await daemon.fetch("metrics"), as: UTF8.self)
            #expect(metrics.contains("showtell_degraded_steps{lack=\"processor\"} 8"))
            func counts() throws -> [Int] {
                try ["full", "low"].map { try Self.pictures(in: "\(folder)/\($0)") }
            }
            let (before, shown) = (try counts(), try await daemon.frames())
            for path in ["stream.mjpg", "stream.h264"] {
                let refused = try await daemon.answer(path)
                #expect(refused.status == 503 && refused.headers["retry-after"] == "5")
                #expect(String(decoding: refused.body, as: UTF8.self).contains("those who watch stay"))
            }
            // A single picture is made for who asks, at once.
            #expect(try await daemon.answer("snapshot.jpg").status == 200)
            try await Task.sleep(for: .seconds(3))
            let (after, frames) = (try counts(), try await daemon.frames() - shown)
            // One for the snapshot, and one that was on its way.
            #expect((frames / 6 - 2...frames / 6 + 3).contains(after[0] - before[0]), "\(before) \(after) of \(frames)")
            #expect((1...frames / 10 + 4).contains(after[1] - before[1]), "\(before) \(after) of \(frames)")
            busy.value = false
            try await daemon.degraded { $0 == nil }
            #expect(try await daemon.status(of: "snapshot.jpg") == 200)
            let more = try Self.viewer(daemon.page, "stream.h264", into: "/dev/null")
            try await daemon.viewers(4)
            withExtendedLifetime((watching, low, film, more)) {}
            // Each step once, down and up.
            let steps = (1...8).map { "step \($0) of 8" }
            let said = log.lines.value
            for step in steps { #expect(said.count { $0.contains(step) } == (step == steps.last ? 1 : 2), "\(said)") }
            #expect(said.last?.hasSuffix("everybody gets all pictures again") == true)
        }
    }

    @Test
    func `programs that take the processor away are noticed, recognition goes on, and it recovers`() async throws {
        try await withDaemon(source: "test:ball", change: { $0.loadInterval = .milliseconds(300) }) { daemon in
            try await daemon.film()
            let watching = try ["stream.mjpg", "stream.mjpg?size=low", "stream.h264"].map {
                try Self.viewer(daemon.page, $0, into: "/dev/null")
            }
            try await daemon.viewers(3)
            try await Task.sleep(for: .seconds(2))
            #expect(try await daemon.call("state")["degraded"] == nil, "undisturbed")
            do {
                let hogs = try (0..<24).map { _ in try Helper(["sh", "-c", "while :; do :; done"]) }
                try await daemon.degraded { $0?.contains("the processor is too busy") == true }
                #expect(try await daemon.call("stats")["waiting"]?.number ?? 0 > 0.2)
                let judged = try await blocking { try Self.predictions(10, daemon.socket) }
                #expect(judged.count == 10, "recognition goes on")
                withExtendedLifetime(hogs) {}
            }
            try await daemon.degraded { $0 == nil }
            withExtendedLifetime(watching) {}
        }
    }
}

/// A value that several threads share.
private final class Shared<Value: Sendable>: Sendable {
    private let kept: Mutex<Value>
    init(_ value: Value) { kept = Mutex(value) }
    var value: Value {
        get { kept.withLock { $0 } }
        set { kept.withLock { $0 = newValue } }
    }
}

/// What the daemon logs.
private final class Heard: Sendable {
    let lines = Shared<[String]>([])

    /// Listens until the daemon is gone.
    func listen(_ socket: String) async throws {
        try await blocking {
            let client = try ControlClient(socket: socket)
            _ = try client.call("subscribe", ["topics": .array([.string("log")])])
            while true {
                let event = try client.nextEvent()
                self.lines.value += ["\(event["level"]?.text ?? ""): \(event["message"]?.text ?? "")"]
            }
        }
    }
}

extension JSON {
    fileprivate var whole: Int64? { if case .integer(let value) = self { value } else { nil } }
    fileprivate var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}

extension RunningDaemon {
    /// Waits until `degraded` is as it should be.
    fileprivate func degraded(_ isSo: @Sendable (String?) -> Bool) async throws {
        var last: JSON?
        for _ in 0..<450 {
            last = try await call("state")["degraded"]
            if isSo(last?.text) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("it did not become so in 45 seconds; it is \(last.map { "\($0)" } ?? "nothing")")
    }

    /// Waits until so many watch.
    fileprivate func viewers(_ count: Int64) async throws {
        for _ in 0..<200 {
            if try await call("state")["viewers"] == .integer(count) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("there are not \(count) viewers after 10 seconds")
    }

    /// Frames that were shown.
    fileprivate func frames() async throws -> Int {
        try await Int(call("stats")["frames"]?["shown"]?.whole ?? 0)
    }
}
