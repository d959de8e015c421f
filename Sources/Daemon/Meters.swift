// Numbers about the daemon at work: how fast, how late, how many.

import Control
import Foundation
import Imaging
import Stream
import Synchronization
import Teaching
import Wire

/// Running averages and counts, written by the frame line and read by whoever asks.
final class Meters: Sendable {
    fileprivate struct State {
        var averages: [String: Double] = [:]
        var size = (width: 0, height: 0)
        var shown = 0
        var late = 0
        /// Nanoseconds of describing frames, by the clock and on a processor.
        var work = (taken: 0, worked: 0)
        var lastFrame: UInt64?
        var lastVerdict: UInt64?
        var recognition = Histogram()
        var encode = Histogram()
    }

    private let state = Mutex(State())
    private let began = MonotonicClock.now()

    /// A frame reached the frame line.
    func noteFrame(_ frame: Frame) {
        state.withLock { state in
            state.shown += 1
            state.size = (frame.picture.width, frame.picture.height)
            let now = MonotonicClock.now()
            if let last = state.lastFrame { state.average("interval", Double(now - last) / 1e6) }
            state.lastFrame = now
        }
    }

    /// A frame was shown with an earlier verdict.
    func noteLate() { state.withLock { $0.late += 1 } }

    /// A frame has been judged.
    func noteVerdict(captured: UInt64, featureTimes: [Int], classifyTime: Int, work: WorkTime) {
        state.withLock { state in
            state.work = (state.work.taken + work.taken, state.work.worked + work.worked)
            if work.taken > 0 { state.average("waiting", max(0, 1 - Double(work.worked) / Double(work.taken))) }
            let now = MonotonicClock.now()
            if let last = state.lastVerdict { state.average("verdicts", Double(now - last) / 1e6) }
            state.lastVerdict = now
            state.average("latency", Double(now - captured) / 1e6)
            state.recognition.note(Double(now - captured) / 1e9)
            for (index, time) in featureTimes.enumerated() {
                state.average(Self.stageName(index), Double(time) / 1e6)
            }
            state.average("classify", Double(classifyTime) / 1e6)
        }
    }

    /// Something took so many milliseconds: `draw`, `encode`, `age`.
    func note(_ name: String, milliseconds: Double) {
        state.withLock { state in
            state.average(name, milliseconds)
            if name == "encode" { state.encode.note(milliseconds / 1e3) }
        }
    }

    /// Nothing comes any more: the pace is no longer what it was.
    func noteSilence() {
        state.withLock { state in
            (state.lastFrame, state.lastVerdict) = (nil, nil)
            state.averages["interval"] = nil
            state.averages["verdicts"] = nil
        }
    }

    /// Pixels of the frames.
    var size: (width: Int, height: Int) { state.withLock { $0.size } }
    /// Frames a second.
    var framesPerSecond: Double { rate("interval") }
    /// Verdicts a second.
    var verdictsPerSecond: Double { rate("verdicts") }
    /// Seconds since the newest frame; nil while none come.
    var frameAge: Double? {
        let now = MonotonicClock.now()
        return state.withLock { $0.lastFrame }.map { now < $0 ? 0 : Double(now - $0) / 1e9 }
    }
    /// How long recognising and coding took, all times.
    var histograms: (recognition: Histogram, encode: Histogram) { state.withLock { ($0.recognition, $0.encode) } }
    /// The share of the time of describing frames in which there was no processor for it, of late, 0 to 1.
    var waiting: Double { state.withLock { $0.averages["waiting"] ?? 0 } }
    /// How recognition has fared since the start; `dropped` frames never came here.
    func load(dropped: Int) -> LoadReading {
        state.withLock { state in
            LoadReading(
                frames: state.shown + dropped, missed: state.late + dropped, taken: Double(state.work.taken) / 1e9,
                worked: Double(state.work.worked) / 1e9)
        }
    }
    /// Milliseconds from capture to verdict.
    var latency: Double { state.withLock { $0.averages["latency"] ?? 0 } }

    private func rate(_ name: String) -> Double {
        state.withLock { state in state.averages[name].map { $0 > 0 ? 1000 / $0 : 0 } ?? 0 }
    }

    /// Everything, for `stats`.
    func stats(
        dropped: Int, damaged: Int, audience: Audience, clients: Int, publish: [PublishInfo]
    ) -> StatsInfo {
        let (averages, shown, late) = state.withLock { ($0.averages, $0.shown, $0.late) }
        let stages = averages.filter { !["interval", "verdicts", "latency", "age", "waiting"].contains($0.key) }
        let deliveries = Transport.allCases.map { transport in
            let (viewers, skipped) = audience.counts(of: transport)
            return (transport.rawValue, StatsInfo.Delivery(viewers: viewers, skipped: skipped))
        }
        return StatsInfo(
            uptime: Double(MonotonicClock.now() - began) / 1e9,
            frames: .init(shown: shown, dropped: dropped, late: late, damaged: damaged, fps: framesPerSecond),
            stagesMs: stages, latencyMs: averages["latency"] ?? 0, ageMs: averages["age"] ?? 0,
            waiting: waiting, viewers: audience.viewers, skippedPictures: audience.skipped,
            deliveries: Dictionary(uniqueKeysWithValues: deliveries), degraded: audience.degraded,
            clients: clients, memoryMib: Self.residentMemory, publish: publish)
    }

    private static func stageName(_ index: Int) -> String {
        ["resample", "preprocess", "stage1", "stage2", "chroma"][index]
    }

    /// Resident memory in MiB, as the kernel counts it (proc(5): the second field of `statm`, in pages).
    private static var residentMemory: Double {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return pages * Double(sysconf(CInt(_SC_PAGESIZE))) / 1_048_576
    }
}

extension Meters.State {
    /// Moves an average by a tenth towards the newest value.
    fileprivate mutating func average(_ name: String, _ value: Double) {
        averages[name] = averages[name].map { 0.9 * $0 + 0.1 * value } ?? value
    }
}
