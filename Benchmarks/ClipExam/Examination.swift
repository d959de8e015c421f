// Teaches a daemon three views of each object of the clip and judges it on the rest.

import Client
import Foundation
import Wire

/// Why the examination cannot be held, in a sentence.
public struct ExaminationError: Error, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// An error with its sentence.
    public init(description: String) { self.description = description }
}

/// An examination over the control channel, of a daemon that plays the clip with every frame.
///
/// In the first lap it teaches: the empty stage at its first window, and each object at three moments of the first
/// window in which it is alone. In the second lap it only listens. Frames that were taught do not count.
public struct Examination {
    /// Parts of a window at which a view is taught.
    private static let moments = [0.15, 0.5, 0.85]

    let truth: GroundTruth
    let teacher: ControlClient
    private let listener: ControlClient
    private var report = ExamReport()
    private var taughtFrames: Set<Int64> = []

    /// An examination through a daemon's socket.
    public init(truth: GroundTruth, socket: String) throws {
        self.truth = truth
        teacher = try ControlClient(socket: socket)
        listener = try ControlClient(socket: socket)
        _ = try listener.call("subscribe", ["topics": .array([.string("prediction")])])
    }

    /// Teaches for a lap, then judges for a lap. Blocks until both are over.
    public mutating func hold() throws -> ExamReport {
        let judgedLap = try teachForALap() + 1
        try judge(lap: judgedLap)
        return report
    }

    /// What is to be taught, in the order of the film: a moment, and an object or the empty stage.
    private var plan: [(time: Double, object: String?)] {
        var plan: [(Double, String?)] = []
        if let empty = truth.windows.first(where: { $0.objects.isEmpty && $0.isSteady }) {
            plan.append((empty.from + 0.2 * empty.length, nil))
        }
        for object in truth.objects {
            guard let window = truth.windows.first(where: { $0.objects == [object] && $0.isSteady }) else { continue }
            plan += Self.moments.map { (window.from + $0 * window.length, object) }
        }
        return plan.sorted { $0.0 < $1.0 }
    }

    /// Returns the lap in which the last lesson was given.
    private mutating func teachForALap() throws -> Int {
        var lap = try waitForBeginning()
        for lesson in plan {
            lap = try wait(for: lesson.time, lap: lap)
            let result: JSON
            if let object = lesson.object {
                result = try teacher.call("teach", ["category": .string(object)])
            } else {
                result = try teacher.call("teach.background", ["seconds": .number(0.8)])
            }
            guard case .integer(let frame)? = result["frame"] else {
                throw ExaminationError(description: "a lesson names no frame")
            }
            let shown = truth.window(at: position(of: frame))
            guard shown?.objects == (lesson.object.map { [$0] } ?? []) else {
                throw ExaminationError(description: "frame \(frame) was taught as \(lesson.object ?? "empty") too late")
            }
            if lesson.object != nil { taughtFrames.insert(frame % Int64(truth.frames)) }
            report.samples += result["samples"]?.items.count ?? 0
        }
        return lap
    }

    private func position(of frame: Int64) -> Double {
        Double(frame % Int64(truth.frames)) / truth.fps
    }

    /// The lap that begins next, or has just begun.
    func waitForBeginning() throws -> Int {
        while true {
            let event = try listener.nextEvent()
            guard let lap = event.whole("lap"), let position = event["position"]?.double else { continue }
            if position < 0.25 { return lap }
        }
    }

    private func wait(for time: Double, lap: Int) throws -> Int {
        while true {
            let event = try listener.nextEvent()
            guard let now = event.whole("lap"), let position = event["position"]?.double else {
                throw ExaminationError(description: "the daemon does not play a film")
            }
            if now > lap { throw ExaminationError(description: "the moment \(time) s was missed") }
            if position >= time { return now }
        }
    }

    private mutating func judge(lap: Int) throws {
        let (fps, taught) = (truth.fps, taughtFrames)
        var (report, seen) = (report, Set<Int64>())
        try listen(lap: lap) { event, window in
            let number = Int64(((event["position"]?.double ?? 0) * fps).rounded())
            seen.insert(number)
            if window.isSteady, !taught.contains(number) { report.note(event, objects: window.objects) }
        }
        report.missedFrames = truth.frames - seen.count
        self.report = report
    }

    /// Hands over what is said in a lap, with what is to be seen.
    func listen(lap: Int, _ note: (JSON, GroundTruth.Window) -> Void) throws {
        while true {
            let event = try listener.nextEvent()
            guard let now = event.whole("lap"), let position = event["position"]?.double else { continue }
            if now < lap { continue }
            if now > lap { return }
            if let window = truth.window(at: position) { note(event, window) }
        }
    }
}

extension JSON {
    fileprivate func whole(_ name: String) -> Int? {
        if case .integer(let value)? = self[name] { Int(value) } else { nil }
    }
}
