// The tracker on things that were put where they are.

import Foundation
import Imaging
import Testing

@Suite("Tracker")
struct TrackerTests {
    /// A picture of blobs with a thing of others on it.
    private struct Scene {
        var (x, y, size) = (100.0, 80.0, 60.0)
        var isThere = true
        var light = 1.0

        /// Grey and colour, the same for the same place: sums of waves of many directions.
        private func texture(_ x: Double, _ y: Double, _ seed: Double) -> (Double, Double, Double) {
            var value = 0.0
            for wave in 0..<7 {
                let angle = seed + Double(wave) * 0.9
                let rate = 0.08 + 0.035 * Double(wave)
                value += sin(rate * (x * cos(angle) + y * sin(angle)) + seed * Double(wave))
            }
            return (0.5 + 0.12 * value, 0.5 + 0.08 * value, 0.5 - 0.1 * value * sin(seed))
        }

        func picture() -> Picture {
            let picture = Picture(width: 320, height: 240)
            picture.withBytes { bytes in
                for row in 0..<240 {
                    for column in 0..<320 {
                        let (across, down) = ((Double(column) - x) / size, (Double(row) - y) / size)
                        let isThing = isThere && (0..<1).contains(across) && (0..<1).contains(down)
                        let (b, g, r) =
                            isThing
                            ? texture(across * 60, down * 60, 2.5) : texture(Double(column), Double(row), 0.7)
                        for (channel, value) in [b, g, r].enumerated() {
                            bytes[4 * (row * 320 + column) + channel] = UInt8(min(max(255 * light * value, 0), 255))
                        }
                    }
                }
            }
            return picture
        }

        var region: Region {
            get throws {
                try #require(Region(x: x / 320, y: y / 240, width: size / 320, height: size / 240))
            }
        }
    }

    @Test
    func `a thing that moves, grows and darkens is followed to a few pixels`() throws {
        var scene = Scene()
        let tracker = Tracker(scene.picture(), try scene.region)
        for step in 1...60 {
            let turn = Double(step) / 10
            (scene.x, scene.y, scene.size) = (100 + 60 * sin(turn), 80 + 30 * sin(2 * turn), 60 + 20 * sin(turn / 2))
            scene.light = 1 - 0.2 * sin(turn / 3)
            let sight = tracker.follow(scene.picture())
            let region = try #require(sight.region)
            #expect(sight.isSure, "step \(step): \(sight.certainty)")
            let (x, y) = ((region.x + region.width / 2) * 320, (region.y + region.height / 2) * 240)
            let middle = (scene.x + scene.size / 2, scene.y + scene.size / 2)
            #expect(hypot(x - middle.0, y - middle.1) < 5, "step \(step): (\(x), \(y)) for \(middle)")
            #expect(abs(region.width * 320 - scene.size) < 0.2 * scene.size, "step \(step)")
        }
    }

    @Test
    func `a thing that is gone is lost at once, and not found anywhere else`() throws {
        var scene = Scene()
        let tracker = Tracker(scene.picture(), try scene.region)
        for _ in 0..<5 { #expect(tracker.follow(scene.picture()).isSure) }
        scene.isThere = false
        for _ in 0..<20 { #expect(!tracker.follow(scene.picture()).isSure) }
    }

    @Test
    func `a thing that leaves the picture is followed to the edge, and no further`() throws {
        var scene = Scene()
        let tracker = Tracker(scene.picture(), try scene.region)
        var last = tracker.follow(scene.picture())
        while scene.x > -60 {
            scene.x -= 4
            last = tracker.follow(scene.picture())
            if scene.x > 0 { #expect(last.isSure, "\(scene.x)") }
            if let region = last.region { #expect(region.x >= 0 && region.x + region.width <= 1 + 1e-9) }
        }
        #expect(!last.isSure)
    }

    @Test(arguments: [(1, 1), (7, 5), (64, 2), (320, 240)])
    func `a thing of any size in a picture of any size is looked for without a fault`(width: Int, height: Int) throws {
        let picture = Picture(width: width, height: height)
        let tracker = Tracker(picture, .whole)
        for _ in 0..<3 {
            let sight = tracker.follow(picture)
            #expect(sight.certainty.isFinite)
            #expect(!sight.isSure, "a black picture shows nothing that could be followed")
        }
    }
}
