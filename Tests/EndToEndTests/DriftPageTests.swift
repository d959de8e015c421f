// A lamp goes out: the page says so, and helps.

import Foundation
import Testing

@Suite("Drift on the page", .serialized)
struct DriftPageTests {
    private static let rate = 2

    /// A stage that is bright for 150 seconds and then dim for 400, as pictures; they pass as fast as they can be judged.
    private func stage() async throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lamp-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, contrast) in [("bright", 1), ("dim", 0.6)] {
            let made = try Program(
                "/bin/sh",
                [
                    "-c",
                    "exec gst-launch-1.0 -q videotestsrc num-buffers=1 pattern=smpte ! video/x-raw,width=320,height=240 "
                        + "! videobalance contrast=\(contrast) saturation=0.3 ! videoconvert ! pngenc "
                        + "! filesink location='\(folder.path)/\(name)'",
                ], log: folder.appending(path: "log"))
            try #require(await eventually(within: .seconds(10)) { !made.isRunning }, "\(made.output)")
        }
        for number in 0..<550 * Self.rate {
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder.path)/\(number).png",
                withDestinationPath: "\(folder.path)/\(number < 150 * Self.rate ? "bright" : "dim")")
        }
        return folder
    }

    /// How bright the page's picture is, 0 to 255; nothing before there is one.
    private func brightness(_ page: Page) async throws -> Int? {
        let pixels = try await page.pixels()
        return pixels.isEmpty ? nil : pixels.reduce(0) { $0 + Int($1) } / pixels.count
    }

    @Test("A lamp that goes out is a plain notice with the button that helps, which makes it go")
    func lamp() async throws {
        let folder = try await stage()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withPage(source: "images:\(folder.path)?fps=\(Self.rate)", options: ["--every-frame"]) { page, _ in
            let isLive = "document.querySelector('showtell-view')?.state === 'live'"
            #expect(try await eventually(within: .seconds(30)) { try await page.value(of: isLive, as: Bool.self) })
            // The film goes round: bright is what is brighter than the other.
            var seen: Set<Int> = []
            #expect(
                try await eventually(within: .seconds(60)) {
                    if let now = try await brightness(page) { seen.insert(now) }
                    return (seen.max() ?? 0) - (seen.min() ?? 0) > 20
                })
            let middle = ((seen.max() ?? 0) + (seen.min() ?? 0)) / 2
            #expect(try await eventually(within: .seconds(60)) { try await brightness(page) ?? 0 > middle })
            try await page.click("#background")
            #expect(
                try await eventually(within: .seconds(60)) {
                    try await page.text("#drift").contains("The light has changed since you taught")
                })
            #expect(try await brightness(page) ?? 255 < middle, "it is dim")
            #expect(try await page.value(of: "document.activeElement.closest('#drift') === null", as: Bool.self))
            for scheme in ["light", "dark"] {
                try await page.show(width: 1280, height: 800, scheme: scheme)
                try await Task.sleep(for: .milliseconds(300))
                let file = FileManager.default.temporaryDirectory.appending(path: "showtell-drift-\(scheme).png")
                try await page.screenshot().write(to: file)
                print("a picture of the page: \(file.path)")
            }
            // In either light it is the empty stage now.
            try await page.click("#drift button")
            #expect(try await eventually(within: .seconds(30)) { try await page.text("#drift") == "" })
            #expect(try page.complaints() == [])
        }
    }
}
