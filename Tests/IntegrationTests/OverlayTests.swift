// What is drawn on a frame belongs to that frame.

import Foundation
import Imaging
import Stream
import Testing
import Wire

@Suite("The verdict in the picture")
struct OverlayTests {
    /// Two pictures that differ: squares and rings.
    private func folder() throws -> String {
        let path = try scratchFolder()
        for (name, pattern) in [("a.png", "checkers-8"), ("b.png", "circular")] {
            let shell = try Process.run(
                URL(fileURLWithPath: "/bin/sh"),
                arguments: [
                    "-c",
                    "gst-launch-1.0 -q videotestsrc num-buffers=1 pattern=\(pattern) ! "
                        + "video/x-raw,width=320,height=240 ! videoconvert ! pngenc ! filesink location='\(path)/\(name)'",
                ])
            shell.waitUntilExit()
            try #require(shell.terminationStatus == 0)
        }
        return path
    }

    @Test
    func `every picture wears the colour of its own verdict, not of the one before`() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Slower than a picture a second: what is averaged over time starts afresh with each.
        try await withDaemon(source: "images:\(folder)?fps=0.8") { daemon in
            for name in ["a", "b"] {
                let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).png"))
                try await daemon.call(
                    "teach", ["category": .string(name), "image": .string(bytes.base64EncodedString())])
            }
            try await daemon.live()
            var seen: [String] = []
            for _ in 0..<5 {
                let picture = try await decode(try await daemon.fetch("snapshot.jpg"))
                let worn = isBlue(picture) ? "b" : "a"
                seen.append(worn)
                #expect(worn == content(picture), "\(seen)")
            }
            #expect(Set(seen).count == 2, "both were shown: \(seen)")
        }
    }

    private func decode(_ jpeg: Data) async throws -> Picture {
        try await blocking { try StillDecoder.decode(jpeg, into: PicturePool()) }
    }

    /// The colour of the outline at its left edge: the first category is orange, the second blue.
    private func isBlue(_ picture: Picture) -> Bool {
        let (blue, red) = picture.withBytes { bytes in
            (60..<180).reduce(into: (0, 0)) { sum, row in
                let offset = row * picture.stride + 4 * 42
                sum.0 += Int(bytes[offset])
                sum.1 += Int(bytes[offset + 2])
            }
        }
        return blue > red
    }

    /// What the picture itself shows: squares of eight pixels have rows without a change of grey, rings do not.
    private func content(_ picture: Picture) -> String {
        let levels = picture.withBytes { bytes in
            (100..<220).map { column in Int(bytes[100 * picture.stride + 4 * column]) }
        }
        let middle = levels.filter { (60...200).contains($0) }.count
        return middle < levels.count / 3 ? "a" : "b"
    }
}
