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
    static func main() async throws {
        var manner = Manner()
        var rest = Array(CommandLine.arguments.dropFirst())
        while rest.count > 1, rest[0].hasPrefix("--") {
            let value = rest[1]
            let number = Double(value) ?? 0
            switch rest[0] {
            case "--scales": manner.scales = value.split(separator: ",").compactMap { Double($0) }
            case "--strictness": manner.strictness = number
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
        try await clip(bank, manner)
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
        print(Score.head)
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

    /// Frames of different objects, side by side.
    private static func composites(_ scenes: [Scene]) -> [Scene] {
        scenes.indices.compactMap { index in
            let (left, right) = (scenes[index], scenes[(index * 7 + scenes.count / 3) % scenes.count])
            guard left.truth.first?.name != right.truth.first?.name else { return nil }
            return Scene.pair(left, right)
        }
    }
}
