// The real page in a real browser before the real daemon: what a visitor sees and an operator does.

import Foundation
import Testing

@Suite("The page", .serialized)
struct PageTests {
    @Test("The picture appears by itself and moves")
    func pictureMoves() async throws {
        try await withPage { page, _ in
            let clock = ContinuousClock()
            let started = clock.now
            try #require(await eventually(within: .seconds(10)) { try await !page.pixels().isEmpty })
            print("first picture after \(clock.now - started)")
            let first = try await page.pixels()
            #expect(Set(first).count > 16, "The picture is of one colour.")
            #expect(
                try await eventually(within: .seconds(10)) {
                    let now = try await page.pixels()
                    return zip(first, now).count { abs(Int($0) - Int($1)) > 16 } > 50
                }, "The picture stands still.")
            #expect(try await eventually(within: .seconds(10)) { try await page.text("#speed").contains("fps") })
            #expect(try await page.text("#connection") == "Connected")
            #expect(try page.complaints() == [])
        }
    }

    @Test("A name is taught by holding the button, recognised, and taken back")
    func teachRecogniseUndo() async throws {
        try await withPage { page, _ in
            let count = try await teach("thing", for: .seconds(1.5), on: page)
            #expect(try await page.text("#name") == "")
            #expect(try await eventually(within: .seconds(70)) { try await page.text("#words") == "thing" })

            try await page.mouse(.pressed, on: ".card .hold")
            #expect(try await eventually(within: .seconds(10)) { try await page.samples(onCard: 1) > count })
            #expect(try await page.text("#lesson").hasPrefix("Learning thing"))
            try await page.mouse(.released, on: ".card .hold")
            _ = try await settledCount(on: page)

            try await page.click("#undo")
            #expect(try await eventually(within: .seconds(5)) { try await page.samples(onCard: 1) == count })
            try await page.click("#undo")
            #expect(try await eventually(within: .seconds(5)) { try await page.categories() == [] })
            try await page.click("#redo")
            #expect(try await eventually(within: .seconds(5)) { try await page.samples(onCard: 1) == count })
            #expect(try page.complaints() == [])
        }
    }

    @Test("A digit held on the keyboard teaches, and U takes it back")
    func keyboard() async throws {
        try await withPage { page, _ in
            let count = try await teach("чашка", for: .seconds(1), on: page)
            _ = try await page.value(of: "document.activeElement.blur() ?? true", as: Bool.self)
            try await page.key(.down, "1", code: "Digit1")
            #expect(try await eventually(within: .seconds(10)) { try await page.samples(onCard: 1) > count })
            try await page.key(.up, "1", code: "Digit1")
            _ = try await settledCount(on: page)
            try await page.key(.down, "u", code: "KeyU")
            #expect(try await eventually(within: .seconds(5)) { try await page.samples(onCard: 1) == count })
        }
    }

    @Test("A reload keeps what was taught, and so does a new start of the daemon, to which the page returns")
    func keepsWhatWasTaught() async throws {
        try await withPage { page, daemon in
            let count = try await teach("كوب", for: .seconds(1), on: page)
            try await page.reload()
            #expect(try await eventually(within: .seconds(10)) { try await page.samples(onCard: 1) == count })
            #expect(try await page.categories() == ["كوب"])
            #expect(try page.complaints() == [])

            await daemon.stop()
            #expect(try await eventually(within: .seconds(5)) { try await page.text("#connection").contains("lost") })
            try await daemon.start()
            #expect(try await eventually(within: .seconds(20)) { try await page.text("#connection") == "Connected" })
            #expect(try await page.samples(onCard: 1) == count)
            let before = try await page.pixels()
            #expect(try await eventually(within: .seconds(20)) { try await page.pixels() != before })
        }
    }

    @Test("The page fits a desk and a phone, by day and by night", arguments: ["light", "dark"])
    func fits(scheme: String) async throws {
        try await withPage { page, _ in
            _ = try await teach("red mug", for: .seconds(1), on: page)
            let folder = FileManager.default.temporaryDirectory.appending(path: "showtell-pages")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (name, width, height) in [("desk", 1280, 800), ("phone", 360, 740)] {
                try await page.show(width: width, height: height, scheme: scheme)
                try await Task.sleep(for: .milliseconds(500))
                let file = folder.appending(path: "\(name)-\(scheme).png")
                try await page.screenshot().write(to: file)
                print("a picture of the page: \(file.path)")
                #expect(try await page.value(of: "document.documentElement.scrollWidth", as: Int.self) <= width)
                let small = try await page.value(
                    of: """
                        [...document.querySelectorAll('button, input')].filter((element) => {
                            const { width, height } = element.getBoundingClientRect();
                            return width > 0 && Math.min(width, height) < 44;
                        }).map((element) => element.id || element.className)
                        """, as: [String].self)
                #expect(small == [], "These are too small for a finger.")
            }
            let paper = try await page.value(
                of: "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)", as: [Int].self)
            #expect(scheme == "dark" ? paper.allSatisfy { $0 < 64 } : paper.allSatisfy { $0 > 192 })
        }
    }

    /// Types a name and holds the button beside it, with the mouse, until samples are counted and the time is over.
    ///
    /// - Returns: the number of samples on the new card.
    private func teach(_ name: String, for time: Duration, on page: Page) async throws -> Int {
        try #require(await eventually(within: .seconds(10)) { try await page.text("#connection") == "Connected" })
        try #require(await eventually(within: .seconds(10)) { try await !page.pixels().isEmpty })
        try await page.type(name, into: "#name")
        try await page.mouse(.pressed, on: "#add-hold")
        try await Task.sleep(for: time)
        #expect(try await eventually(within: .seconds(10)) { try await page.samples(onCard: 1) > 0 })
        try await page.mouse(.released, on: "#add-hold")
        let count = try await settledCount(on: page)
        #expect(count > 0)
        #expect(try await page.categories() == [name])
        return count
    }

    /// The first card's count once it stands: a last frame may still be learnt while the end of a hold is on its way.
    private func settledCount(on page: Page) async throws -> Int {
        try #require(await eventually(within: .seconds(5)) { try await page.text("#lesson") == "" })
        var count = -1
        try #require(
            await eventually(within: .seconds(10)) {
                let before = count
                count = try await page.samples(onCard: 1)
                if count != before { try await Task.sleep(for: .seconds(1)) }
                return count == before
            })
        return count
    }
}
