// `showtell devices`: which cameras there are, and what they can do.

import ArgumentParser
import Foundation
import Stream

struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the cameras with their formats, sizes, rates and controls.",
        discussion: """
            The name in /dev/v4l/by-id stays the same when the camera is plugged in elsewhere:

              showtell serve --source v4l2:/dev/v4l/by-id/NAME

            Exit codes: 0 done, also without a camera; 64 wrong usage.
            """)

    @Flag(help: "Print an array of JSON objects instead of text.")
    var json = false

    func run() throws {
        let cameras = Camera.all()
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            Output.line(String(decoding: try encoder.encode(cameras.map(Listing.init)), as: UTF8.self))
        } else if cameras.isEmpty {
            Ending.say("there is no camera")
        } else {
            for camera in cameras { Self.describe(camera) }
        }
    }

    private static func describe(_ camera: Camera) {
        Output.line("v4l2:\(camera.device)  \(camera.name ?? "")".trimmingCharacters(in: .whitespaces))
        if let link = camera.link { Output.line("  v4l2:\(link)") }
        if let problem = camera.problem { Output.line("  \(problem)") }
        for mode in camera.modes {
            let rate = mode.interval.map { " at \(rounded($0.rate))" } ?? ""
            let remark = mode == camera.chosen ? "  (used)" : mode.isUsable ? "" : "  (cannot be shown)"
            Output.line("  \(mode.format) \(mode.width)x\(mode.height)\(rate)\(remark)")
        }
        for control in camera.controls {
            let range = "\(control.range.lowerBound) to \(control.range.upperBound), usually \(control.usual)"
            Output.line("  \(control.label): \(control.value) (\(range)\(control.isAutomatic ? "; automatic" : ""))")
        }
    }

    private static func rounded(_ rate: Double) -> String { rate.formatted(.number.precision(.fractionLength(0...2))) }
}

/// A camera as JSON.
private struct Listing: Encodable {
    struct Mode: Encodable {
        let format: String
        let width, height: Int
        let fps: Double?
        let usable: Bool

        init(_ mode: CameraMode) {
            (format, width, height, usable) = (mode.format, mode.width, mode.height, mode.isUsable)
            fps = mode.interval?.rate
        }
    }

    struct Control: Encodable {
        let name, control: String
        let value, usual, minimum, maximum, step: Int
        let automatic: Bool

        init(_ control: CameraControl) {
            (name, self.control) = (control.label, control.name)
            (value, usual, step) = (control.value, control.usual, control.step)
            (minimum, maximum, automatic) = (control.range.lowerBound, control.range.upperBound, control.isAutomatic)
        }
    }

    let device: String
    let id, name, problem: String?
    let used: Mode?
    let modes: [Mode]
    let controls: [Control]

    init(_ camera: Camera) {
        (device, id, name, problem) = (camera.device, camera.link, camera.name, camera.problem)
        (used, modes) = (camera.chosen.map(Mode.init), camera.modes.map(Mode.init))
        controls = camera.controls.map(Control.init)
    }
}
