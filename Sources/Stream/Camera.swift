// The cameras of this machine, for people who look for one.

import Foundation

/// A camera that is plugged in.
public struct Camera: Sendable {
    /// What it calls itself; nil when it cannot be asked.
    public let name: String?
    /// Its device file, whose number may be another next time.
    public let device: String
    /// The link to it that stays the same, made by udev from maker, model and serial number; nil where there is none.
    public let link: String?
    /// What it can send.
    public let modes: [CameraMode]
    /// Which of it is used: nil when none can be.
    public let chosen: CameraMode?
    /// What can be set.
    public let controls: [CameraControl]
    /// Why it cannot be used, in a sentence.
    public let problem: String?

    /// All cameras, in the order of their numbers. Nodes that give no pictures are none.
    public static func all() -> [Camera] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev")) ?? []
        let numbers = names.compactMap { $0.hasPrefix("video") ? Int($0.dropFirst(5)) : nil }
        return numbers.sorted().compactMap { Camera(device: "/dev/video\($0)") }
    }

    /// The camera as a source is written: by its link where it has one.
    public var source: Source { .camera(device: link ?? device) }

    /// Whether it is the camera that is played from a device file or a link.
    public func isPlayed(as playing: String?) -> Bool { playing.map(CameraMemory.node) == device }

    private init?(device: String) {
        self.device = device
        link = CameraMemory.link(to: device)
        do {
            let open = try CameraDevice(device)
            name = open.name
            modes = open.modes()
            chosen = CameraMode.best(of: modes)
            controls = open.controls()
            problem = nil
        } catch {
            guard !error.isOtherNode else { return nil }
            (name, modes, chosen, controls) = (nil, [], nil, [])
            problem = error.sentence
        }
    }
}
