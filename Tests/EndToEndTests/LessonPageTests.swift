// What the page says while somebody teaches, and where the focus goes.

import Foundation
import Testing

@Suite("Teaching on the page", .serialized)
struct LessonPageTests {
    private func ready(_ page: Page) async throws {
        try #require(await eventually(within: .seconds(10)) { try await page.text("#connection") == "Connected" })
        try #require(await eventually(within: .seconds(10)) { try await !page.pixels().isEmpty })
    }

    private func focused(_ page: Page) async throws -> String {
        try await page.value(of: "document.activeElement.id", as: String.self)
    }

    @Test("The count on the picture is the number of samples that the hold has brought")
    func count() async throws {
        try await withPage { page, _ in
            try await ready(page)
            // Something moves from the third second on.
            try await page.type("thing", into: "#name")
            try await page.mouse(.pressed, on: "#add-hold")
            // The name is new: all of its samples are this hold's.
            let both = """
                [document.getElementById('lesson').textContent, document.querySelector('.card .samples')?.textContent ?? '']
                    .map((text) => Number(/\\d+/.exec(text)?.[0] ?? 0))
                """
            var numbers: [Int] = []
            #expect(
                try await eventually(within: .seconds(20)) {
                    numbers = try await page.value(of: both, as: [Int].self)
                    return numbers[0] > 3
                })
            #expect(numbers[0] == numbers[1])
            try await page.mouse(.released, on: "#add-hold")
            #expect(try page.complaints() == [])
        }
    }

    @Test("A view that is known is said to be, while the button is held and when a name is entered")
    func sameView() async throws {
        let folder = try await stillPicture()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withPage(source: "images:\(folder.path)?fps=15") { page, _ in
            try await ready(page)
            try await page.type("rings", into: "#name")
            try await page.press("Enter")
            #expect(
                try await eventually(within: .seconds(5)) {
                    try await page.text("#toast").contains("Learnt rings: 1 sample more.")
                })
            try await page.type("rings", into: "#name")
            try await page.press("Enter")
            #expect(
                try await eventually(within: .seconds(5)) {
                    try await page.text("#toast").contains("It knows this view of rings already")
                })
            try await page.mouse(.pressed, on: ".card .hold")
            #expect(
                try await eventually(within: .seconds(5)) {
                    try await page.text("#lesson") == "Learning rings +0, same view: turn it a little"
                })
            try await page.mouse(.released, on: ".card .hold")
            #expect(try await eventually(within: .seconds(5)) { try await page.text("#lesson") == "" })
            #expect(try await page.samples(onCard: 1) == 1)
            #expect(try page.complaints() == [])
        }
    }

    @Test("A button that goes when it is pressed leaves the focus where the keyboard can go on")
    func focus() async throws {
        let folder = try await stillPicture()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withPage(source: "images:\(folder.path)?fps=15") { page, _ in
            try await ready(page)
            try await page.type("rings", into: "#name")
            try await page.press("Enter")
            #expect(
                try await eventually(within: .seconds(5)) { try await page.text("#toast").contains("Learnt rings") })
            _ = try await page.value(of: "document.querySelector('#toast button').focus() ?? true", as: Bool.self)
            try await page.press("Enter")
            #expect(try await eventually(within: .seconds(5)) { try await page.categories() == [] })
            #expect(try await focused(page) == "taught-title")
            #expect(try page.complaints() == [])
        }
    }
}
