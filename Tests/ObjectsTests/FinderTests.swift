// Things that were taught one by one in the middle, found where they stand.

import Classifier
import Features
import Imaging
import Objects
import Testing

@Suite("The finder")
struct FinderTests {
    private let bank: FilterBank
    private let descriptor: Descriptor

    init() throws {
        bank = try .random(shape: .caltech101, seed: 1)
        descriptor = try Descriptor(bank: bank)
    }

    private func features(_ picture: Picture, _ region: Region? = nil) -> [Float] {
        let part = region ?? .centredSquare(width: picture.width, height: picture.height)
        return Array(unsafeUninitializedCapacity: descriptor.featureCount) { buffer, count in
            descriptor.extract(picture, part.pixels(width: picture.width, height: picture.height), into: buffer)
            count = descriptor.featureCount
        }
    }

    private func findable(_ taught: [TrainingSample], sizes: [Int64: Findable.Size] = [:]) -> Findable {
        let generic = GenericNegatives.pictures().prefix(16).enumerated().map { index, picture in
            TrainingSample(id: -1 - Int64(index), label: .generic, features: features(picture, .whole))
        }
        return Findable(
            samples: generic + taught, sizes: sizes, weights: (1, 0.36), kind: .standard, threshold: 0.05,
            region: nil, revision: Int64(taught.count))
    }

    /// The empty stage, and two views of each thing in the middle.
    private var lessons: [TrainingSample] {
        let empty = TrainingSample(id: 1, label: .background, features: features(Stage.picture([], grain: 9)))
        return [empty]
            + Stage.Thing.allCases.flatMap { thing in
                [300.0, 340].map { x in
                    TrainingSample(
                        id: thing.rawValue * 10 + Int64(x), label: .category(thing.rawValue),
                        features: features(Stage.picture([(thing, Stage.box(x, 240))])))
                }
            }
    }

    private func box(_ region: Region) -> Box {
        Box(x: 640 * region.x, y: 480 * region.y, width: 640 * region.width, height: 480 * region.height)
    }

    @Test("Two things that stand together are found, each with its name and its box")
    func two() throws {
        let finder = ObjectFinder(bank: bank)
        let truth: [(thing: Stage.Thing, box: Box)] = [
            (.stripes, Stage.box(150, 230)), (.rings, Stage.box(480, 250)),
        ]
        let map = try finder.find(in: Stage.picture(truth, grain: 5), findable(lessons))
        #expect(map.objects.count == 2)
        for (thing, place) in truth {
            let found = try #require(map.objects.first { $0.category == thing.rawValue })
            #expect(box(found.region).overlap(with: place) > 0.6, "\(thing) at \(box(found.region))")
            #expect(found.verdict == .known && found.confidence > 0.5 && found.confidence < 0.99)
        }
        let grid = map.grid
        #expect(grid.cells.count == grid.rows * grid.columns && grid.categories == [1, 2])
        #expect(grid.cells.contains(.category(0)) && grid.cells.contains(.category(1)) && grid.cells.contains(.empty))
    }

    @Test("On the empty stage nothing is found, and nothing anywhere before anything was taught")
    func nothing() throws {
        let finder = ObjectFinder(bank: bank)
        #expect(try finder.find(in: Stage.picture([], grain: 3), findable(lessons)).objects.isEmpty)
        let map = try finder.find(in: Stage.picture([(.rings, Stage.box(320, 240))]), findable([]))
        #expect(map.objects.isEmpty && map.grid.cells.allSatisfy { $0 == .unknown })
    }

    @Test("What is taught between two maps is known to the second, and unknown again when it is taken back")
    func learning() throws {
        let finder = ObjectFinder(bank: bank)
        let picture = Stage.picture([(.rings, Stage.box(400, 240))], grain: 4)
        let stripes = lessons.filter { $0.label != .category(Stage.Thing.rings.rawValue) }
        #expect(try !finder.find(in: picture, findable(stripes)).objects.contains { $0.category == 2 })
        #expect(try finder.find(in: picture, findable(lessons)).objects.map(\.category) == [2])
        #expect(try !finder.find(in: picture, findable(stripes)).objects.contains { $0.category == 2 })
    }

    @Test("A thing that was drawn around when it was taught has a box of that shape")
    func drawn() throws {
        let finder = ObjectFinder(bank: bank)
        let place = Box(x: 250, y: 150, width: 190, height: 190)
        let picture = Stage.picture([(.rings, place)])
        let region = try #require(place.region(inFrameOf: 640, 480))
        let sample = TrainingSample(id: 1, label: .category(2), features: features(picture, region))
        let size = try #require(Findable.Size([190.0 / 480, 190.0 / 480]))
        let elsewhere = Box(x: 400, y: 200, width: 190, height: 190)
        let map = try finder.find(
            in: Stage.picture([(.rings, elsewhere)], grain: 6), findable([sample], sizes: [1: size]))
        let found = try #require(map.objects.first)
        #expect(box(found.region).overlap(with: elsewhere) > 0.5, "\(box(found.region))")
        #expect(Findable.Size([1, 0]) == nil && Findable.Size([1]) == nil && Findable.Size([.nan, 1]) == nil)
    }

    @Test("Pictures of other sizes follow one another; one with far too many windows is refused in a sentence")
    func sizes() throws {
        let finder = ObjectFinder(bank: bank)
        let all = findable(lessons)
        for (width, height) in [(640, 480), (320, 240), (97, 61), (640, 480)] {
            let map = try finder.find(in: Stage.picture([], width: width, height: height), all)
            #expect(map.grid.rows > 0 && map.grid.columns > 0)
        }
        let error = #expect(throws: FeaturesError.self) {
            try finder.find(in: Stage.picture([], width: 4000, height: 3), all)
        }
        #expect(error?.description.hasSuffix(".") == true)
    }

    @Test("An outline is found by colour, and none where all is alike")
    func outline() throws {
        var silhouette = Silhouette()
        let place = Stage.box(320, 240)
        let picture = Stage.picture([(.stripes, place)])
        let outline = silhouette.box(in: picture, x: 330, y: 235, window: 384)
        let box = try #require(outline)
        #expect(box.overlap(with: place) > 0.7, "\(box)")
        let edge = Box(x: -60, y: 200, width: 190, height: 190)
        let atEdge = silhouette.box(in: Stage.picture([(.rings, edge)]), x: 40, y: 295, window: 384)
        let cut = try #require(atEdge)
        #expect(cut.overlap(with: Box(x: 0, y: 200, width: 130, height: 190)) > 0.5, "\(cut)")
    }
}
