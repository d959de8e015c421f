// Frames of which it is known what stands where.

import Foundation
import Imaging
import Objects
import Stream

/// A frame with the truth about it.
struct Scene {
    let picture: Picture
    let truth: [Thing]

    /// Something that stands in it.
    struct Thing {
        let name: String
        let box: Box
    }

    /// The middles of two frames side by side, each 320 columns wide.
    static func pair(_ left: Scene, _ right: Scene) -> Scene {
        let (width, height) = (left.picture.width, left.picture.height)
        let (half, quarter) = (width / 2, width / 4)
        let picture = Picture(width: width, height: height)
        picture.withBytes { target in
            for (side, scene) in [left, right].enumerated() {
                scene.picture.withBytes { source in
                    for row in 0..<height {
                        let from = row * scene.picture.stride + 4 * quarter
                        UnsafeMutableRawBufferPointer(
                            rebasing: target[(row * picture.stride + 4 * side * half)...].prefix(4 * half)
                        ).copyMemory(from: UnsafeRawBufferPointer(rebasing: source[from...].prefix(4 * half)))
                    }
                }
            }
        }
        let things = [left, right].enumerated().flatMap { side, scene in
            scene.truth.map { thing in
                let start = max(thing.box.x - Double(quarter), 0)
                let end = min(thing.box.x + thing.box.width - Double(quarter), Double(half))
                return Thing(
                    name: thing.name,
                    box: Box(
                        x: start + Double(side * half), y: thing.box.y, width: end - start, height: thing.box.height))
            }
        }
        return Scene(picture: picture, truth: things)
    }
}

/// The built-in clip with its ground truth.
struct Clip {
    struct Truth: Decodable {
        struct Window: Decodable {
            let objects: [String]
            let from: Double
            let to: Double
            let transition: Bool?
        }
        struct Frame: Decodable {
            struct Thing: Decodable {
                let name: String
                let box: [Double]
            }
            let objects: [Thing]
        }
        let fps: Double
        let objects: [String]
        let windows: [Window]
        let framesTruth: [Frame]
    }

    let truth: Truth
    /// By the frame's number.
    let scenes: [Int: Scene]

    /// Every `step`-th frame, and those at which something is taught.
    init(folder: String, step: Int) async throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let truth = try decoder.decode(
            Truth.self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/tabletop.json")))
        self.truth = truth
        let wanted = Set(Self.lessons(truth).map(\.frame))
        let capture = Capture(.file(path: "\(folder)/tabletop.mp4"), everyFrame: true, clip: nil)
        capture.start()
        var scenes: [Int: Scene] = [:]
        reading: while let event = await capture.next() {
            guard case .frame(let frame) = event else { continue }
            if frame.lap > 0 { break reading }
            let number = Int(frame.number)
            guard number % step == 0 || wanted.contains(number), number < truth.framesTruth.count else { continue }
            let things = truth.framesTruth[number].objects.map {
                Scene.Thing(
                    name: $0.name, box: Box(x: $0.box[0], y: $0.box[1], width: $0.box[2], height: $0.box[3]))
            }
            scenes[number] = Scene(picture: frame.picture, truth: things)
        }
        capture.stop()
        self.scenes = scenes
    }

    /// What the examination of the clip teaches: eight views of the empty stage, three of each object.
    static func lessons(_ truth: Truth) -> [(frame: Int, name: String?)] {
        var lessons: [(Int, String?)] = (0..<8).map { (Int(0.48 * truth.fps) + 2 * $0, nil) }
        for object in truth.objects {
            guard let window = truth.windows.first(where: { $0.objects == [object] && $0.transition != true }) else {
                continue
            }
            lessons += [0.15, 0.5, 0.85].map { part in
                (Int(((window.from + part * (window.to - window.from)) * truth.fps).rounded(.up)), object)
            }
        }
        return lessons
    }

    /// The frames in steady windows of a kind that nothing is taught at, in order.
    func scenes(from start: Double = 0, to end: Double = .infinity, where isWanted: ([String]) -> Bool) -> [Scene] {
        let taught = Set(Self.lessons(truth).map(\.frame))
        return scenes.keys.sorted().filter { number in
            let time = (Double(number) + 0.5) / truth.fps
            let window = truth.windows.first { $0.from <= time && time < $0.to }
            guard let window, window.transition != true, !taught.contains(number) else { return false }
            return time >= start && time < end && isWanted(window.objects)
        }.compactMap { scenes[$0] }
    }
}
