// Things in the picture wear a box of their category's colour, and their name.

import Imaging
import Stream
import Testing

@Suite("Boxes in the picture")
struct BoxTests {
    @Test("A box is outlined in its colour where the thing stands, its name above it; without boxes nothing is drawn")
    func boxes() throws {
        let region = try #require(Region(x: 0.25, y: 0.25, width: 0.5, height: 0.5))
        let green = Colour(red: 0, green: 1, blue: 0)
        func drawn(_ boxes: [Annotation.Box]) -> [UInt32] {
            let picture = Picture(width: 320, height: 240)
            Overlay.draw(
                Annotation(
                    region: .whole, title: "", detail: "", colour: .init(red: 1, green: 0, blue: 0), footer: "",
                    boxes: boxes),
                on: picture)
            return picture.withBytes { bytes in
                (0..<320 * 240).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) & 0xFF_FFFF }
            }
        }
        let (plain, boxed) = (drawn([]), drawn([.init(region: region, name: "duck", colour: green)]))
        // The left edge of the box, at half its height.
        #expect(boxed[120 * 320 + 81] == 0x00FF00 && plain[120 * 320 + 81] == 0)
        let above = (45..<60).flatMap { row in (82..<120).map { row * 320 + $0 } }
        #expect(above.contains { boxed[$0] == 0xFFFFFF } && !above.contains { plain[$0] != 0 }, "the name")
        #expect(boxed[120 * 320 + 160] == 0, "what stands there stays to be seen")
    }
}
