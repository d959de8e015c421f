// Pictures of what was taught, and saved sessions, on the page.

import Foundation
import Testing

@Suite("What is stored, on the page", .serialized)
struct StorePageTests {
    /// Holds the button for a name until there are two samples: the film may stand still for a while.
    ///
    /// - Returns: the number of samples.
    private func teach(_ name: String, on page: Page) async throws -> Int {
        try #require(await eventually(within: .seconds(10)) { try await page.text("#connection") == "Connected" })
        try #require(await eventually(within: .seconds(10)) { try await !page.pixels().isEmpty })
        try await page.type(name, into: "#name")
        var button = "#add-hold"
        var count = 0
        for _ in 0..<30 where count < 2 {
            try await page.mouse(.pressed, on: button)
            _ = try await eventually(within: .seconds(3)) { try await page.samples(onCard: 1) > max(count, 1) }
            try await page.mouse(.released, on: button)
            try #require(await eventually(within: .seconds(5)) { try await page.text("#lesson") == "" })
            try await Task.sleep(for: .milliseconds(500))
            count = try await page.samples(onCard: 1)
            if count > 0 { button = ".card .hold" }
        }
        try #require(count >= 2)
        return count
    }

    private func pictures(_ page: Page) async throws -> Int {
        try await page.value(
            of: """
                [...document.querySelectorAll('.card .strip img')].filter((img) => img.complete && img.naturalWidth > 0).length
                """, as: Int.self)
    }

    @Test("A card shows its newest pictures; a press removes one, and the toast brings it back")
    func strip() async throws {
        try await withPage { page, _ in
            let name = "<i>cup</i> & &amp;"
            let count = try await teach(name, on: page)
            #expect(try await page.text(".card .name") == name, "a name is text, never markup")
            let shown = min(count, 8)
            #expect(try await eventually(within: .seconds(5)) { try await pictures(page) == shown })
            let label = try await page.value(
                of: "document.querySelector('.strip button').ariaLabel", as: String.self)
            #expect(label.hasSuffix(" from \(name)"))
            // With the keyboard alone, and the focus goes on to the next picture.
            _ = try await page.value(of: "document.querySelector('.strip button').focus(), true", as: Bool.self)
            try await page.press("Enter")
            #expect(try await eventually(within: .seconds(5)) { try await page.samples(onCard: 1) == count - 1 })
            let next = try await page.value(of: "document.activeElement.ariaLabel ?? ''", as: String.self)
            #expect(next.hasPrefix("Remove picture") && next != label)
            #expect(try await page.text("#toast").contains("Removed a picture from \(name)."))
            try await page.click("#toast button")
            #expect(try await eventually(within: .seconds(5)) { try await page.samples(onCard: 1) == count })
            #expect(try await eventually(within: .seconds(5)) { try await pictures(page) == shown })
            #expect(try page.complaints() == [])
        }
    }

    @Test("A session is saved, listed and loaded with the keyboard, by day and by night", arguments: ["light", "dark"])
    func sessions(scheme: String) async throws {
        try await withPage { page, _ in
            let count = try await teach("cup", on: page)
            try await page.show(width: 360, height: 740, scheme: scheme)
            _ = try await page.value(of: "document.getElementById('open-sessions').focus(), true", as: Bool.self)
            try await page.press("Enter")
            #expect(try await eventually(within: .seconds(5)) { try await page.text("#no-sessions") != "" })
            let focus = try await page.value(of: "document.activeElement.id", as: String.self)
            #expect(focus == "session-name", "one can type at once")
            try await page.type("понедельник", into: "#session-name")
            try await page.press("Enter")
            #expect(
                try await eventually(within: .seconds(5)) {
                    try await page.text("#session-list .name") == "понедельник"
                })
            #expect(try await page.text("#sessions-said") == "Saved as понедельник.")
            #expect(try await page.text("#session-list .about").contains("\(count) samples · cup"))
            // A digit is a digit in the drawer, not a lesson.
            _ = try await page.value(of: "document.querySelector('#session-list button').focus(), true", as: Bool.self)
            try await page.key(.down, "1", code: "Digit1")
            try await page.key(.up, "1", code: "Digit1")
            let name = try await page.value(of: "document.activeElement.ariaLabel", as: String.self)
            #expect(name == "Load понедельник")
            let small = try await page.value(
                of: """
                    [...document.querySelectorAll('dialog button, dialog input, dialog a')].filter((element) => {
                        const { width, height } = element.getBoundingClientRect();
                        return width > 0 && Math.min(width, height) < 44;
                    }).map((element) => element.id || element.className)
                    """, as: [String].self)
            #expect(small == [], "These are too small for a finger.")
            #expect(try await page.value(of: "document.documentElement.scrollWidth", as: Int.self) <= 360)
            let paper = try await page.value(
                of: "getComputedStyle(document.getElementById('sessions')).backgroundColor.match(/\\d+/g).map(Number)",
                as: [Int].self)
            #expect(scheme == "dark" ? paper.allSatisfy { $0 < 64 } : paper.allSatisfy { $0 > 192 })
            let file = FileManager.default.temporaryDirectory.appending(path: "showtell-pages/sessions-\(scheme).png")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try await page.screenshot().write(to: file)
            print("a picture of the page: \(file.path)")

            // What was taught is gone; the session has it.
            try await page.press("Escape")
            #expect(try await eventually(within: .seconds(5)) { try await page.text("#sessions") == "" })
            #expect(try await page.value(of: "document.activeElement.id", as: String.self) == "open-sessions")
            try await page.click(".card .more")
            try await page.click(".card .remove")
            #expect(try await eventually(within: .seconds(5)) { try await page.categories() == [] })
            try await page.click("#open-sessions")
            #expect(try await eventually(within: .seconds(5)) { try await page.text("#session-list button") == "Load" })
            _ = try await page.value(of: "document.querySelector('#session-list button').focus(), true", as: Bool.self)
            try await page.press("Enter")
            #expect(try await eventually(within: .seconds(5)) { try await page.samples(onCard: 1) == count })
            #expect(try await page.text("#sessions") == "")
            #expect(try await page.text("#toast").contains("Loaded понедельник."))
            try await page.click("#toast button")
            #expect(try await eventually(within: .seconds(5)) { try await page.categories() == [] })
            #expect(try page.complaints() == [])
        }
    }

    @Test("A session's file goes out and comes in again, and half a file is refused in a sentence")
    func files() async throws {
        try await withPage { page, _ in
            let count = try await teach("cup", on: page)
            try await page.click("#open-sessions")
            try await page.type("a", into: "#session-name")
            try await page.press("Enter")
            try #require(await eventually(within: .seconds(5)) { try await page.text("#session-list .name") == "a" })
            // What a person does by saving the file and choosing it again.
            let send = { (name: String, part: String) in
                """
                (async () => {
                    const link = document.querySelector('#session-list a');
                    const bytes = await (await fetch(link.href)).arrayBuffer();
                    const files = new DataTransfer();
                    files.items.add(new File([bytes\(part)], '\(name).showtell'));
                    const field = document.getElementById('session-file');
                    field.files = files.files;
                    field.dispatchEvent(new Event('change'));
                    return true;
                })()
                """
            }
            _ = try await page.value(of: send("from afar", ""), as: Bool.self)
            #expect(
                try await eventually(within: .seconds(5)) {
                    try await page.text("#sessions-said") == "Added from afar."
                })
            #expect(
                try await eventually(within: .seconds(5)) {
                    try await page.text("#session-list li:nth-child(2) .about").contains("\(count) samples")
                })
            _ = try await page.value(of: send("half", ".slice(0, 9000)"), as: Bool.self)
            #expect(
                try await eventually(within: .seconds(5)) {
                    try await page.text("#sessions-said").contains("“half” is no session that can be used")
                })
            #expect(try await page.value(of: "document.querySelectorAll('#session-list li').length", as: Int.self) == 2)
        }
    }
}
