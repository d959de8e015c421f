// The whole daemon on its own clip: taught at the timeline's moments, judged on the rest.

import ClipExam
import Foundation
import Testing

@Suite("The built-in clip", .serialized)
struct ClipTests {
    private var truth: GroundTruth {
        get throws { try GroundTruth(contentsOf: URL(fileURLWithPath: "\(project)/clip/tabletop.json")) }
    }

    @Test
    func `after three views an object nine of ten frames are right, and the empty stage stays silent`() async throws {
        let truth = try truth
        let report = try await withDaemon(source: "file:\(clip)", everyFrame: true) { daemon in
            try await blocking {
                var examination = try Examination(truth: truth, socket: daemon.socket)
                return try examination.hold()
            }
        }
        print(report.table)
        #expect(report.missedFrames == 0)
        #expect(report.rows.count == truth.objects.count)
        #expect(report.accuracy >= 0.9)
        #expect(report.silence >= 0.95)
    }

    @Test
    func `the timeline covers the whole film`() throws {
        let truth = try truth
        #expect(truth.windows.first?.from == 0)
        #expect(truth.windows.last.map { abs($0.to - Double(truth.frames) / truth.fps) < 0.001 } == true)
        for (earlier, later) in zip(truth.windows, truth.windows.dropFirst()) { #expect(earlier.to == later.from) }
        #expect(truth.objects.count >= 5 && truth.objects.count <= 8)
        let size = try FileManager.default.attributesOfItem(atPath: clip)[.size] as? Int ?? 0
        #expect(size > 0 && size <= 6_000_000)
    }
}
