// The built program as a process of its own, measured from outside.

import Client
import Foundation
import Wire

/// A running `showtell serve` with folders of its own.
final class Showtell {
    let socket: String
    private let process = Process()
    private let folder: URL
    private let client: ControlClient
    private let page: String

    init(bin: String, arguments: [String]) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("showtell-exam-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        socket = folder.appendingPathComponent("s").path
        process.executableURL = URL(fileURLWithPath: "\(bin)/showtell")
        process.arguments =
            ["serve", "--listen", "127.0.0.1:0", "--socket", socket, "--data", folder.path] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        // The daemon says where its page is when all doors are open.
        var said = ""
        while !["http://", "control channel", "pictures from"].allSatisfy({ said.contains($0) }) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw ClientError(description: "the daemon ended: \(said)") }
            said += String(decoding: more, as: UTF8.self)
        }
        guard let url = said.split(separator: " ").first(where: { $0.hasPrefix("http://") }) else {
            throw ClientError(description: "the daemon names no page: \(said)")
        }
        page = String(url)
        client = try ControlClient(socket: socket)
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Frames a second and milliseconds a stage.
    func pace() throws -> String {
        let stats = try client.call("stats")
        let stages = ["resample", "preprocess", "stage1", "stage2", "chroma", "classify"].map { name in
            "\(name) \(Self.rounded(stats["stages_ms"]?[name]?.double ?? 0))"
        }
        let rate = stats["frames"]?["fps"]?.double ?? 0
        return "\(Self.rounded(rate)) frames a second; ms a stage: \(stages.joined(separator: ", ")); "
            + "resident memory \(Self.rounded(stats["memory_mib"]?.double ?? 0)) MiB"
    }

    /// From a `teach` on its way to the first frame that it judges: both on the machine's monotonic clock.
    func latency(rounds: Int) throws -> String {
        let listener = try ControlClient(socket: socket)
        _ = try listener.call("subscribe", ["topics": .array([.string("prediction")])])
        var times: [Double] = []
        for round in 0..<rounds {
            let sent = Self.now()
            let result = try client.call("teach", ["category": .string("thing \(round)")])
            guard let revision = result["revision"]?.double else { continue }
            var event = try listener.nextEvent()
            while (event["revision"]?.double ?? 0) < revision { event = try listener.nextEvent() }
            let judged = (event["captured_ns"]?.double ?? 0) / 1e9 + (event["latency_ms"]?["total"]?.double ?? 0) / 1e3
            times.append(1000 * (judged - sent))
        }
        times.sort()
        let (median, slow) = (times[times.count / 2], times[times.count * 95 / 100])
        return "teach sent → first frame judged by it (30 frames a second): median \(Self.rounded(median)) ms, "
            + "95th percentile \(Self.rounded(slow)) ms, \(rounds) rounds"
    }

    /// Processor and memory while one viewer watches the stream.
    func load(seconds: Double) throws -> String {
        let viewer = Process()
        viewer.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        viewer.arguments = ["curl", "-sN", "-o", "/dev/null", "\(page)stream.mjpg"]
        try viewer.run()
        defer { viewer.terminate() }
        Thread.sleep(forTimeInterval: 2)
        let before = try cpuSeconds()
        Thread.sleep(forTimeInterval: seconds)
        let busy = (try cpuSeconds() - before) / seconds
        let stats = try client.call("stats")
        let frames = stats["frames"]
        return "640×480 at 30 frames a second with a viewer: \(Self.rounded(100 * busy)) % of one core, "
            + "\(Self.rounded(frames?["fps"]?.double ?? 0)) frames a second, "
            + "dropped \(Int(frames?["dropped"]?.double ?? 0)), late \(Int(frames?["late"]?.double ?? 0)); "
            + "resident memory \(Self.rounded(stats["memory_mib"]?.double ?? 0)) MiB"
    }

    /// Processor seconds of the process so far (proc(5): fields 14 and 15 of `stat`, in clock ticks).
    private func cpuSeconds() throws -> Double {
        let stat = try String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
        let fields = stat.split(separator: " ")
        let ticks = (Double(fields[13]) ?? 0) + (Double(fields[14]) ?? 0)
        return ticks / Double(sysconf(CInt(_SC_CLK_TCK)))
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
