// What is taught live: layouts, parts of pictures, and what cannot be used.

import Features
import Foundation
import Imaging
import Lab
import Linear
import Testing

@Suite("Live teaching: data")
struct LiveDataTests {
    @Test func `Things in folders become one scene, their views in the order of their numbers`() throws {
        let scratch = try Scratch()
        try scratch.things("in", kinds: 3, views: 12)
        let data = try LiveData("\(scratch.path)/in")
        #expect(data.layout == .objects && data.classes == ["thing0", "thing1", "thing2"] && data.stranger == nil)
        #expect(data.views.count == 36 && data.scenes.count == 1 && data.broken.isEmpty)
        let names = data.scenes[0].views[1].map { URL(fileURLWithPath: data.views[$0].path).lastPathComponent }
        #expect(names == (0..<12).map { "\($0).png" }, "9 comes before 10")
        #expect(data.scenes[0].views[1].allSatisfy { data.labels[$0] == 1 && data.views[$0].part == .square })
    }

    @Test func `Sessions with boxes beside their frames become a scene each, and what has no box is named`() throws {
        let scratch = try Scratch()
        try scratch.session("in/session_a", kinds: [2, 0], views: 4)
        try scratch.session("in/session_b", kinds: [0, 1, 0], views: 3)
        let lone = try scratch.thing("in/session_b/frame90.png", kind: 1, view: 0)
        let empty = try scratch.file("in/session_a/frame0.xml", Data("<annotation></annotation>".utf8))
        let data = try LiveData("\(scratch.path)/in")
        #expect(data.layout == .sessions && data.classes == ["kind0", "kind1", "kind2"])
        #expect(data.scenes.map(\.name) == ["session_a", "session_b"])
        #expect(data.scenes.map { $0.views.map(\.count) } == [[4, 0, 3], [6, 3, 0]])
        #expect(data.views[0].part == .box(x: 8, y: 4, width: 30, height: 28))
        #expect(data.broken.count == 2)
        #expect(data.broken.contains { $0.contains(lone) } && data.broken.contains { $0.contains(empty) })
    }

    @Test func `A film becomes the thing and its surroundings, which never overlap`() throws {
        let scratch = try Scratch()
        try scratch.film("in", frames: 6)
        let list = "\(scratch.path)/in/groundtruth_rect.txt"
        let text = try String(contentsOfFile: list, encoding: .utf8)
        try text.replacing("33,17,26,26", with: "33,17,nan,26").write(toFile: list, atomically: true, encoding: .utf8)
        let data = try LiveData("\(scratch.path)/in")
        #expect(data.layout == .film && data.classes == ["surroundings", "thing"] && data.stranger == 0)
        #expect(data.scenes[0].views.map(\.count) == [5, 5] && data.broken.count == 1)
        #expect(data.broken[0].contains("2.png") && data.broken[0].contains("33,17,nan,26"))
        for (beside, thing) in zip(data.scenes[0].views[0], data.scenes[0].views[1]) {
            let (one, other) = (
                try data.views[beside].rectangle(width: 90, height: 60),
                try data.views[thing].rectangle(width: 90, height: 60)
            )
            #expect(one.width == other.width && one.height == other.height)
            #expect(abs(one.x - other.x) >= one.width || abs(one.y - other.y) >= one.height)
            #expect(one.x + one.width <= 90 && one.y + one.height <= 60)
            #expect(try data.views[beside].rectangle(width: 90, height: 60) == one)
        }
    }

    @Test func `A box is cut off at the picture's edge, and one outside of it is refused`() throws {
        let cut = LiveView("a", .box(x: -4, y: 30, width: 10, height: 20))
        #expect(try cut.rectangle(width: 40, height: 40) == PixelRectangle(x: 0, y: 30, width: 6, height: 10))
        #expect(try LiveView("a").rectangle(width: 40, height: 30) == PixelRectangle(x: 5, y: 0, width: 30, height: 30))
        #expect(throws: LabError.self) { try cut.rectangle(width: 40, height: 30) }
        let tight = LiveView("a", .beside(x: 2, y: 2, width: 30, height: 30, seed: 1))
        #expect(throws: LabError.self) { try tight.rectangle(width: 40, height: 40) }
    }

    @Test func `A view has the features of its part of the picture, as the daemon describes it`() throws {
        let scratch = try Scratch()
        let path = try scratch.thing("a.png", kind: 1, view: 3)
        let box = LiveView(path, .box(x: 5, y: 3, width: 21, height: 17))
        let list = PictureList(files: [path])
        guard case .colours(let picture) = try list.read(0) else { throw LabError.badInput(reason: "grey") }
        let bank = try SmallNet.bank()
        let descriptor = try Descriptor(bank: bank)
        for view in [LiveView(path), box] {
            let views = PictureList(views: [view])
            let net = try FeatureTable(of: views, bank: bank, threads: 1)
            let colours = FeatureTable(coloursOf: views, threads: 1)
            var wanted = [Float](repeating: 0, count: descriptor.featureCount)
            let part = try view.rectangle(width: picture.width, height: picture.height)
            wanted.withUnsafeMutableBufferPointer { descriptor.extract(picture, part, into: $0) }
            #expect(Array(net.features.row(0) + colours.features.row(0)) == wanted)
        }
        #expect(PictureList(views: [box]).identity != PictureList(views: [LiveView(path)]).identity)
    }

    @Test func `What cannot be taught is refused with a sentence that names it`() throws {
        let scratch = try Scratch()
        func reason(_ folder: String) -> String {
            do {
                _ = try LiveData("\(scratch.path)/\(folder)")
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(reason("missing").contains("missing"))
        _ = try scratch.file("empty/notes.txt", Data())
        #expect(reason("empty").contains("empty") && reason("empty").contains("DIR/<object>/<view>.png"))
        try scratch.things("one", kinds: 1, views: 3)
        #expect(reason("one").contains("thing0"))
        _ = try scratch.file("sessions/session_1/a.png", Data())
        #expect(reason("sessions").contains("sessions"))
        _ = try scratch.file("film/groundtruth_rect.txt", Data("1,2,3".utf8))
        #expect(reason("film").contains("film/img"))
        try scratch.thing("film/img/1.png", kind: 0, view: 0)
        #expect(reason("film").contains("groundtruth_rect.txt"))
    }
}
