// `make measure`: starts the built program, teaches it on its own clip, and prints how well and how fast it learns.

import ArgumentParser
import Client
import ClipExam
import Foundation
import Wire

@main
struct ClipExamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clip-exam",
        abstract: "Measures the built daemon on the built-in clip: accuracy, silence, latency and memory.")

    @Option(help: "The folder of the built programs.")
    var bin = ".build/release"

    @Option(help: "The folder of the clip.")
    var clip = "clip"

    @Option(help: "The filter bank, by name or as a file (default: the daemon's).")
    var bank: String?

    func run() throws {
        let chosen = bank.map { ["--bank", $0] } ?? []
        let truth = try GroundTruth(contentsOf: URL(fileURLWithPath: "\(clip)/tabletop.json"))
        let source = "file:\(clip)/tabletop.mp4"
        let exam = try Showtell(bin: bin, arguments: ["--source", source, "--every-frame"] + chosen)
        var examination = try Examination(truth: truth, socket: exam.socket)
        let report = try examination.hold()
        print("Three views an object and \(report.samples) samples in all, judged on the rest of the clip:")
        print(report.table)
        print("Two objects known: \(try examination.meetStrangers(knowing: 2).line)")
        print("every frame, as fast as one learner goes: \(try exam.pace())")
        exam.stop()
        guard report.missedFrames == 0 else {
            throw ExaminationError(description: "\(report.missedFrames) frames missed")
        }

        let live = try Showtell(bin: bin, arguments: ["--source", "test:ball"] + chosen)
        print(try live.latency(rounds: 30))
        print(try live.load(seconds: 10))
        live.stop()
    }
}
