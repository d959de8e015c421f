// Real pictures with boxes around what they show.

import Foundation
import Imaging
import Objects
import Stream

enum Streams {
    /// A can in a hand (OTB, “coke”): a box for each of the frames.
    static func can(_ folder: String) throws -> [Scene] {
        let lines = try String(contentsOfFile: "\(folder)/groundtruth_rect.txt", encoding: .utf8).split(separator: "\n")
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/img").sorted()
        let pool = PicturePool()
        return try zip(files, lines).map { file, line in
            let numbers = line.split(separator: ",").compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/img/\(file)"))
            return Scene(
                picture: try StillDecoder.decode(bytes, into: pool),
                truth: [
                    .init(name: "can", box: Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3]))
                ])
        }
    }

    /// Hands before a webcam, by how many fingers are open: every `step`-th picture of a session.
    static func hands(_ folder: String, step: Int) throws -> [Scene] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".xml") }.sorted()
        let pool = PicturePool()
        return try files.enumerated().filter { $0.offset % step == 0 }.map { _, file in
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            let bytes = try Data(
                contentsOf: URL(fileURLWithPath: "\(folder)/\(file.replacingOccurrences(of: ".xml", with: ".jpg"))"))
            let things = text.split(separator: "<object>").dropFirst().map { part in
                func value(_ tag: String) -> String {
                    guard let start = part.range(of: "<\(tag)>"), let end = part.range(of: "</\(tag)>") else {
                        return ""
                    }
                    return String(part[start.upperBound..<end.lowerBound])
                }
                func number(_ tag: String) -> Double { Double(value(tag)) ?? 0 }
                return Scene.Thing(
                    name: value("name"),
                    box: Box(
                        x: number("xmin"), y: number("ymin"), width: number("xmax") - number("xmin"),
                        height: number("ymax") - number("ymin")))
            }
            return Scene(picture: try StillDecoder.decode(bytes, into: pool), truth: things)
        }
    }
}

extension Scene {
    /// The box of its first thing, so many times as large, inside the frame.
    func part(times factor: Double) -> Region? {
        guard let box = truth.first?.box else { return nil }
        return Box(
            x: box.x - (factor - 1) / 2 * box.width, y: box.y - (factor - 1) / 2 * box.height,
            width: factor * box.width, height: factor * box.height
        ).region(inFrameOf: picture.width, picture.height)
    }
}
