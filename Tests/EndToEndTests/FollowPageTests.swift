// Following a thing on the page: new views as they come, and one button that takes all back.

import Foundation
import Testing

@Suite("Following on the page", .serialized)
struct FollowPageTests {
    /// The frames of the clip in which the mug turns, forth and back without end.
    private func turningMug(in folder: URL) async throws {
        let clip = URL(filePath: #filePath).resolvingSymlinksInPath().appending(path: "../../../clip/tabletop.mp4")
            .standardized.path
        let player = try Program(
            "/bin/sh",
            [
                "-c",
                "exec gst-launch-1.0 -q filesrc location='\(clip)' ! decodebin ! videoconvert ! identity eos-after=90 "
                    + "! jpegenc quality=95 ! multifilesink location='\(folder.path)/%03d.jpg'",
            ], log: folder.appending(path: "log"))
        try #require(await eventually(within: .seconds(60)) { !player.isRunning })
        let files = FileManager.default
        for frame in 0..<48 { try files.removeItem(at: folder.appending(path: String(format: "%03d.jpg", frame))) }
        let frames = try files.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".jpg") }.sorted()
        try #require(frames.count > 30)
        for (index, frame) in frames.dropFirst().dropLast().reversed().enumerated() {
            try files.copyItem(
                at: folder.appending(path: frame), to: folder.appending(path: String(format: "%03d.jpg", 200 + index)))
        }
    }

    /// Teaches the mug by its name, and begins to follow it with the keyboard.
    private func follow(_ page: Page) async throws {
        try #require(await eventually(within: .seconds(10)) { try await page.text("#connection") == "Connected" })
        try #require(await eventually(within: .seconds(10)) { try await !page.pixels().isEmpty })
        try await page.drag(on: "#frame", from: (0.32, 0.3), to: (0.76, 0.82))
        #expect(
            try await eventually(within: .seconds(5)) { try await page.text("#toast").contains("Only this part") })
        try await page.type("mug", into: "#name")
        try await page.press("Enter")
        try #require(await eventually(within: .seconds(10)) { try await page.categories() == ["mug"] })
        _ = try await page.value(of: "document.querySelector('.card .more').focus(), true", as: Bool.self)
        try await page.press("Enter")
        #expect(try await page.text(".card .follow") == "Follow it and learn new views")
        _ = try await page.value(of: "document.querySelector('.card .follow').focus(), true", as: Bool.self)
        try await page.press("Enter")
        try #require(
            await eventually(within: .seconds(5)) {
                try await page.text("#follow [role=status]").hasPrefix("Following mug")
            })
    }

    private func views(_ page: Page) async throws -> Int {
        try await page.value(
            of: """
                [...document.querySelectorAll('#follow .strip img')].filter((img) => img.complete && img.naturalWidth > 0).length
                """, as: Int.self)
    }

    private func buttons(_ page: Page) async throws -> [String] {
        try await page.value(
            of: "[...document.querySelectorAll('#follow .teaching button')].map((e) => e.textContent)",
            as: [String].self)
    }

    @Test(
        "New views come as pictures; each can be removed, and one button takes all back", arguments: ["light", "dark"])
    func follows(scheme: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mug-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await turningMug(in: folder)
        try await withPage(source: "images:\(folder.path)?fps=15") { page, _ in
            try await page.show(width: 360, height: 740, scheme: scheme)
            try await follow(page)
            #expect(try await buttons(page).contains("Stop"))
            try #require(await eventually(within: .seconds(25)) { try await views(page) >= 2 })
            let file = FileManager.default.temporaryDirectory.appending(path: "showtell-follow-\(scheme).png")
            _ = try await page.value(
                of: "document.getElementById('follow').scrollIntoView({ block: 'center' }), true", as: Bool.self)
            try await page.screenshot().write(to: file)
            print("a picture of the page: \(file.path)")
            if try await buttons(page).contains("Stop") {
                _ = try await page.value(
                    of: "document.querySelector('#follow .teaching button').focus(), true", as: Bool.self)
                try await page.press("Enter")
            }
            try #require(await eventually(within: .seconds(5)) { try await buttons(page).contains("Keep") })
            #expect(try await page.text("#follow [role=status]").contains("It ended"))
            #expect(
                try await page.value(of: "document.activeElement !== document.body", as: Bool.self), "the focus stays")
            let (shown, samples) = (try await views(page), try await page.samples(onCard: 1))
            #expect(samples > shown, "what was taught before counts as well")
            if scheme == "dark" {
                // One of them by itself, then the rest.
                let label = try await page.value(
                    of: "document.querySelector('#follow .strip button').ariaLabel", as: String.self)
                #expect(label.hasPrefix("Remove new view") && label.hasSuffix("of mug"))
                _ = try await page.value(
                    of: "document.querySelector('#follow .strip button').focus(), true", as: Bool.self)
                try await page.press("Enter")
                #expect(try await eventually(within: .seconds(5)) { try await views(page) == shown - 1 })
                #expect(try await eventually(within: .seconds(5)) { try await page.samples(onCard: 1) == samples - 1 })
            }
            // With the keyboard: the page still moves with what the coach says of the change.
            #expect(try await buttons(page).first == "Take all back")
            _ = try await page.value(
                of: "document.querySelector('#follow .teaching button').focus(), true", as: Bool.self)
            try await page.press("Enter")
            #expect(
                try await eventually(within: .seconds(5)) { try await page.samples(onCard: 1) == samples - shown })
            #expect(try await page.text("#follow") == "")
            #expect(
                try await eventually(within: .seconds(5)) {
                    try await page.text("#toast").contains("Took back all new views of mug.")
                })
            try await page.click("#toast button")
            let back = samples - (scheme == "dark" ? 1 : 0)
            #expect(try await eventually(within: .seconds(5)) { try await page.samples(onCard: 1) == back })
            #expect(try page.complaints() == [])
        }
    }
}
