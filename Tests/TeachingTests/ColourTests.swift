// Colour as the learner uses it: beside the shapes, among counter-examples that have colours too.

import Classifier
import Foundation
import Imaging
import Teaching
import Testing

/// A grey picture in a colour: the factors of its red, green and blue.
private func tinted(_ thing: Thing, view: Int, _ red: Double, _ green: Double, _ blue: Double) -> Picture {
    let picture = thing.picture(view: view)
    picture.withBytes { bytes in
        for (index, byte) in bytes.enumerated() {
            let factor = [blue, green, red, 1][index % 4]
            bytes[index] = UInt8(min(Double(byte) * factor, 255))
        }
    }
    return picture
}

@Suite("Colour")
struct ColourTests {
    /// Two factors of red, green and blue whose luminance is the same.
    private let tints = [("red", (1.5, 0.8, 0.71)), ("blue", (0.6, 1.035, 1.87))]

    @Test
    func `things of one shape are told apart by their colours`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let learner = room.learner
        for view in [0, 3] {
            for (name, tint) in tints {
                let picture = tinted(.disc, view: view, tint.0, tint.1, tint.2)
                _ = try await learner.teach(name, picture: picture, region: nil, author: "me", ifRevision: nil)
            }
        }
        for view in [1, 2, 4, 5, 6] {
            for (name, tint) in tints {
                let picture = tinted(.disc, view: view, tint.0, tint.1, tint.2)
                #expect(await learner.judge(picture, region: nil).scores.first?.category.name == name)
            }
        }
    }

    @Test
    func `a thing under another light is still known`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let things: [Thing] = [.stripes, .disc, .cross, .checks]
        for thing in things { _ = try await room.teach("\(thing)", thing, views: [0, 3]) }
        for thing in things {
            for (red, blue) in [(1.06, 0.94), (0.94, 1.06)] {
                let judged = await room.learner.judge(tinted(thing, view: 0, red, 1, blue), region: nil)
                #expect(judged.category?.name == "\(thing)")
            }
        }
    }

    @Test
    func `the times of all parts of the features are told`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        let prediction = await room.show(.disc).prediction
        #expect(prediction.featureTimes.count == 5 && prediction.featureTimes.allSatisfy { $0 > 0 })
    }

    @Test
    func `the formula of the scores names its categories in its own order`() async throws {
        let room = try await Classroom()
        defer { room.clean() }
        #expect(await room.learner.scoreFormula.categories.isEmpty)
        for thing in [Thing.stripes, .disc, .cross] { _ = try await room.teach("\(thing)", thing) }
        _ = try await room.learner.rename("stripes", to: "zebra", author: "me", ifRevision: nil)
        let (formula, categories) = await room.learner.scoreFormula
        #expect(categories.map(\.name) == ["zebra", "disc", "cross"])
        #expect(formula.categories == categories.map(\.id))
        #expect(formula.blocks.map(\.range) == [0..<4096, 4096..<4368])
        #expect(formula.groups.count == 3)
    }
}
