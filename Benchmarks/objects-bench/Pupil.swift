// A finder that is taught pictures, and how well it then finds.

import Classifier
import Features
import Imaging
import Objects

/// Learns as the daemon does: features of the taught part, the generic pictures beside them.
struct Pupil {
    private let descriptor: Descriptor
    private let finder: ObjectFinder
    private var samples: [TrainingSample]
    private var sizes: [Int64: Findable.Size] = [:]
    private(set) var names: [String] = []

    init(bank: FilterBank, manner: Manner) throws {
        descriptor = try Descriptor(bank: bank)
        finder = ObjectFinder(bank: bank, manner: manner)
        samples = []
        samples = GenericNegatives.pictures().enumerated().map { index, picture in
            TrainingSample(id: -1 - Int64(index), label: .generic, features: features(picture, .whole))
        }
    }

    private func features(_ picture: Picture, _ region: Region) -> [Float] {
        Array(unsafeUninitializedCapacity: descriptor.featureCount) { buffer, count in
            descriptor.extract(picture, region.pixels(width: picture.width, height: picture.height), into: buffer)
            count = descriptor.featureCount
        }
    }

    /// Learns a part of a picture, or its middle; without a name as the empty stage.
    mutating func learn(_ picture: Picture, _ name: String?, _ region: Region? = nil) {
        var label = Label.background
        if let name {
            if !names.contains(name) { names.append(name) }
            label = .category(Int64(names.firstIndex(of: name) ?? 0) + 1)
        }
        let part = region ?? .centredSquare(width: picture.width, height: picture.height)
        if let region {
            let pixels = region.pixels(width: picture.width, height: picture.height)
            let shorter = Double(min(picture.width, picture.height))
            sizes[Int64(samples.count)] = Findable.Size([
                Double(pixels.width) / shorter, Double(pixels.height) / shorter,
            ])
        }
        samples.append(TrainingSample(id: Int64(samples.count), label: label, features: features(picture, part)))
    }

    /// What it finds in a scene, and in how many milliseconds.
    func find(_ scene: Scene) throws -> (found: [(name: String, box: Box)], milliseconds: Double) {
        let findable = Findable(
            samples: samples, sizes: sizes, weights: (1, 0.36), kind: .standard, threshold: 0.05, region: nil,
            revision: Int64(samples.count))
        let map = try finder.find(in: scene.picture, findable)
        let (width, height) = (Double(scene.picture.width), Double(scene.picture.height))
        let found = map.objects.map { object in
            (
                name: names[Int(object.category) - 1],
                box: Box(
                    x: object.region.x * width, y: object.region.y * height, width: object.region.width * width,
                    height: object.region.height * height)
            )
        }
        return (found, Double(map.time) / 1e6)
    }
}

/// Counts over scenes.
struct Score {
    private var scenes = 0
    private var things = 0
    private var found = (loosely: 0, closely: 0)
    private var whole = (loosely: 0, closely: 0)
    private var wrong = 0
    private var scenesWithWrong = 0
    private var times: [Double] = []

    init(_ pupil: Pupil, _ list: [Scene]) throws {
        for scene in list {
            let (boxes, milliseconds) = try pupil.find(scene)
            note(boxes, scene.truth.filter { pupil.names.contains($0.name) }, milliseconds)
        }
    }

    private mutating func note(_ boxes: [(name: String, box: Box)], _ truth: [Scene.Thing], _ milliseconds: Double) {
        scenes += 1
        times.append(milliseconds)
        var used: Set<Int> = []
        var (loosely, closely) = (0, 0)
        for thing in truth {
            let best = boxes.indices.filter { boxes[$0].name == thing.name && !used.contains($0) }
                .max { boxes[$0].box.overlap(with: thing.box) < boxes[$1].box.overlap(with: thing.box) }
            guard let best else { continue }
            let overlap = boxes[best].box.overlap(with: thing.box)
            if overlap >= 0.3 {
                loosely += 1
                used.insert(best)
            }
            if overlap >= 0.5 { closely += 1 }
        }
        things += truth.count
        found.loosely += loosely
        found.closely += closely
        if loosely == truth.count { whole.loosely += 1 }
        if closely == truth.count { whole.closely += 1 }
        wrong += boxes.count - used.count
        if boxes.count > used.count { scenesWithWrong += 1 }
    }

    /// A row of the table: scenes; shares of things found; of scenes found whole; false boxes a scene.
    func row(_ title: String) -> String {
        func percent(_ part: Int, of all: Int) -> String {
            all == 0 ? "     " : "\(Int((100 * Double(part) / Double(all)).rounded()))".leftPadded(to: 5)
        }
        let time = times.sorted()[max(times.count / 2, 0)]
        return title.padded(to: 34) + "\(scenes)".leftPadded(to: 5)
            + percent(found.loosely, of: things) + percent(found.closely, of: things)
            + (things > scenes ? percent(whole.loosely, of: scenes) + percent(whole.closely, of: scenes) : "          ")
            + "\((100 * Double(wrong) / Double(max(scenes, 1))).rounded() / 100)".leftPadded(to: 7)
            + percent(scenesWithWrong, of: scenes) + "\((10 * time).rounded() / 10)".leftPadded(to: 8)
    }

    static let head =
        "scenes".padded(to: 34) + "    n  ≥0.3 ≥0.5 all≥.3 ≥.5  false  in%  median ms"
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
