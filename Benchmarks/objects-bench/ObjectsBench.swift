// How well several objects are found at once, and in which time.
//
//     objects-bench                        on the built-in clip
//     objects-bench --scales 1,0.8 …       with another manner of looking

import Exchange
import Features
import Foundation
import Imaging
import Objects

@main
struct ObjectsBench {
    static func main() async {
        do {
            try await measure()
        } catch {
            FileHandle.standardError.write(Data("objects-bench: \(error.localizedDescription)\n".utf8))
            exit(65)
        }
    }

    private static func measure() async throws {
        var manner = Manner()
        var rest = Array(CommandLine.arguments.dropFirst())
        while rest.count > 1, rest[0].hasPrefix("--") {
            let value = rest[1]
            let number = Double(value) ?? 0
            switch rest[0] {
            case "--scales": manner.scales = value.split(separator: ",").compactMap { Double($0) }
            case "--evidence": manner.evidence = number
            case "--plain": manner.plain = number
            case "--outline": manner.outline = number
            case "--smallest": manner.smallest = number
            case "--largest": manner.largest = number
            case "--overlap": manner.overlap = number
            case "--inside": manner.inside = number
            default: print("objects-bench does not know \(rest[0])")
            }
            rest.removeFirst(2)
        }
        let bank = try BankLibrary(folder: "banks").bank("psd")
        print(Score.head)
        if let folder = rest.first {
            try can(bank, manner, "\(folder)/streams/otb_coke")
            try hands(bank, manner, "\(folder)/streams/webcam_hands")
        } else {
            try await clip(bank, manner)
        }
    }

    private static func clip(_ bank: FilterBank, _ manner: Manner) async throws {
        let clip = try await Clip(folder: "clip", step: 4)
        func pupil(without stranger: String? = nil) throws -> Pupil {
            var pupil = try Pupil(bank: bank, manner: manner)
            for lesson in Clip.lessons(clip.truth) where lesson.name == nil || lesson.name != stranger {
                if let scene = clip.scenes[lesson.frame] { pupil.learn(scene.picture, lesson.name) }
            }
            return pupil
        }
        let all = try pupil()
        let pairs = [["mug", "duck"], ["car", "cactus"]]
        for pair in pairs { print(try Score(all, clip.scenes { $0 == pair }).row(pair.joined(separator: " and "))) }
        for pair in pairs {
            for stranger in pair {
                let named = pair.filter { $0 != stranger }[0]
                print(
                    try Score(pupil(without: stranger), clip.scenes { $0 == pair })
                        .row("\(named), \(stranger) a stranger"))
            }
        }
        let first = clip.scenes(to: 33) { $0.count == 1 }
        let second = clip.scenes(from: 33) { $0.count == 1 }
        print(try Score(all, composites(first)).row("two side by side, first views"))
        print(try Score(all, composites(second)).row("two side by side, other light"))
        print(try Score(all, first).row("one object, first views"))
        print(try Score(all, second).row("one object, other light"))
        print(try Score(all, clip.scenes { $0.isEmpty }).row("the empty stage"))
    }

    /// A can is taught from the first frames, by a box around it, and found in those that follow.
    private static func can(_ bank: FilterBank, _ manner: Manner, _ folder: String) throws {
        let scenes = try Streams.can(folder)
        for factor in [1.0, 1.3] {
            var pupil = try Pupil(bank: bank, manner: manner)
            for scene in scenes.prefix(12) {
                pupil.learn(scene.picture, "can", scene.part(times: factor))
            }
            for (title, part) in [("to choose by", scenes[12..<80]), ("to report", scenes[80...])] {
                print(try Score(pupil, Array(part)).row("a can, box ×\(factor), \(title)"))
            }
        }
    }

    /// Hands are taught from the first session's pictures and found in its others.
    private static func hands(_ bank: FilterBank, _ manner: Manner, _ folder: String) throws {
        for session in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            let scenes = try Streams.hands("\(folder)/\(session)", step: 1)
            var pupil = try Pupil(bank: bank, manner: manner)
            for (index, scene) in scenes.enumerated() where index % 4 == 0 {
                guard let thing = scene.truth.first else { continue }
                pupil.learn(scene.picture, thing.name, scene.part(times: 1))
            }
            let others = scenes.enumerated().filter { $0.offset % 4 == 2 }.map(\.element)
            print(try Score(pupil, others).row("hands, \(session.prefix(9))"))
        }
    }

    /// Frames of different objects, side by side.
    private static func composites(_ scenes: [Scene]) -> [Scene] {
        scenes.indices.compactMap { index in
            let (left, right) = (scenes[index], scenes[(index * 7 + scenes.count / 3) % scenes.count])
            guard left.truth.first?.name != right.truth.first?.name else { return nil }
            return Scene.pair(left, right)
        }
    }
}
