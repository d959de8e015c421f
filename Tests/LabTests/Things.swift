// Things to teach live, drawn.

import Foundation
import Imaging
import Lab
import Stream

extension Scratch {
    /// Colours of the kinds of things: blue, green, red.
    private static let paints: [[Int]] = [
        [40, 60, 200], [180, 90, 30], [60, 170, 40], [150, 40, 150], [30, 170, 190],
    ]

    /// Writes a picture of a thing: its kind decides colour and pattern, the view where it lies and how bright it is.
    ///
    /// - Returns: its path.
    @discardableResult
    func thing(_ name: String, kind: Int, view: Int, width: Int = 44, height: Int = 36) throws -> String {
        let picture = Picture(width: width, height: height)
        let paint = Self.paints[kind % Self.paints.count]
        picture.withBytes { bytes in
            for y in 0..<height {
                for x in 0..<width {
                    let wave = (kind % 2 == 0 ? x : y) / (2 + kind % 3) % 2 == 0
                    let distance =
                        (x - width / 2 - view % 5) * (x - width / 2 - view % 5) + (y - height / 2) * (y - height / 2)
                    let isThing = distance < 150 + 10 * (view % 4)
                    for part in 0..<3 {
                        let value = isThing ? paint[part] + (wave ? 40 : 0) : 90
                        bytes[y * picture.stride + 4 * x + part] = UInt8(value + (view * 7) % 11)
                    }
                }
            }
        }
        let path = try file(name, Data())
        try PNGFile.bytes(of: picture).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Writes a folder of things, so many views of each.
    func things(_ folder: String, kinds: Int, views: Int) throws {
        for kind in 0..<kinds {
            for view in 0..<views { try thing("\(folder)/thing\(kind)/\(view).png", kind: kind, view: view) }
        }
    }

    /// Writes a session before a webcam: pictures of one kind after another, with boxes beside them.
    func session(_ folder: String, kinds: [Int], views: Int) throws {
        for (place, kind) in kinds.enumerated() {
            for view in 0..<views {
                let name = "\(folder)/frame\(place * views + view)"
                try thing("\(name).png", kind: kind, view: view)
                let sides = [("xmin", 8), ("ymin", 4), ("xmax", 38), ("ymax", 32)]
                let box = sides.map { "<\($0.0)>\($0.1)</\($0.0)>" }.joined()
                _ = try file(
                    "\(name).xml",
                    Data(
                        "<annotation><object><name>kind\(kind)</name><bndbox>\(box)</bndbox></object></annotation>".utf8
                    ))
            }
        }
    }

    /// Writes a film of a thing, and where it is in each frame.
    func film(_ folder: String, frames: Int) throws {
        for frame in 0..<frames {
            try thing("\(folder)/img/\(frame + 1).png", kind: 0, view: frame, width: 90, height: 60)
        }
        let rows = (0..<frames).map { "\(32 + $0 % 5),17,26,26" }
        _ = try file("\(folder)/groundtruth_rect.txt", Data(rows.joined(separator: "\n").utf8))
    }
}
