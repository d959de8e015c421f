// What the operator sets on the page, and what the page says unasked.

import Foundation
import Testing

@Suite("Settings and notices on the page", .serialized)
struct SettingsPageTests {
    private func ready(_ page: Page) async throws {
        try #require(await eventually(within: .seconds(10)) { try await page.text("#connection") == "Connected" })
        try #require(await eventually(within: .seconds(10)) { try await !page.pixels().isEmpty })
        try #require(await eventually(within: .seconds(10)) { try await region(page).width < 1 })
    }

    private struct Box: Decodable {
        let x: Double
        let y: Double
        let width: Double
        let height: Double

        func isAbout(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Bool {
            abs(self.x - x) < 0.01 && abs(self.y - y) < 0.01 && abs(self.width - width) < 0.01
                && abs(self.height - height) < 0.01
        }
    }

    /// Where the mark of the region lies on the picture.
    private func region(_ page: Page) async throws -> Box {
        try await page.value(
            of: """
                (() => {
                    const [box, frame] = ['region', 'frame'].map((id) => document.getElementById(id).getBoundingClientRect());
                    return {
                        x: (box.x - frame.x) / frame.width, y: (box.y - frame.y) / frame.height,
                        width: box.width / frame.width, height: box.height / frame.height,
                    };
                })()
                """, as: Box.self)
    }

    /// What the daemon itself says, asked through a connection of its own.
    private func ask(_ method: String, _ params: String = "{}", for field: String, on page: Page) async throws -> String
    {
        try await page.value(
            of: """
                new Promise((resolve) => {
                    const socket = new WebSocket(new URL('control', location.href.replace('http', 'ws')));
                    socket.onmessage = ({ data }) => {
                        const { id, result, error } = JSON.parse(data);
                        if (id !== 1) {
                            socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: '\(method)', params: \(params) }));
                            return;
                        }
                        socket.close();
                        resolve(JSON.stringify(error ?? result\(field)));
                    };
                })
                """, as: String.self)
    }

    private func set(_ selector: String, to value: String, on page: Page) async throws {
        _ = try await page.value(
            of: """
                (() => {
                    const element = document.querySelector('\(selector)');
                    element.value = '\(value)';
                    element.dispatchEvent(new Event('input'));
                    element.dispatchEvent(new Event('change'));
                    return true;
                })()
                """, as: Bool.self)
    }

    @Test("How much may be missed and who decides are set in the drawer, and are there after a reload")
    func classifier() async throws {
        try await withPage { page, _ in
            try await ready(page)
            #expect(try await page.text("#kind") == "", "the drawer is closed")
            try await page.click("#settings summary")
            #expect(
                try await eventually(within: .seconds(5)) {
                    try await page.text("#kind").contains("Linear discriminants")
                })
            try await set("#threshold", to: "0.2", on: page)
            try await set("#kind", to: "dual-ridge", on: page)
            #expect(try await page.text("#threshold-words").contains("20 may be taken for unknown"))
            #expect(
                try await eventually(within: .seconds(5)) {
                    try await ask("state", for: ".classifier.kind", on: page) == "\"dual-ridge\""
                })
            #expect(try await ask("state", for: ".classifier.threshold", on: page) == "0.2")
            try await page.reload()
            try await ready(page)
            let values = try await page.value(
                of: "[document.getElementById('kind').value, document.getElementById('threshold').value]",
                as: [String].self)
            #expect(values == ["dual-ridge", "0.2"])
            #expect(try page.complaints() == [])
        }
    }

    @Test("A drag on the picture chooses where to look; Escape, the keyboard and the button do the rest")
    func region() async throws {
        try await withPage { page, _ in
            try await ready(page)
            #expect(try await region(page).isAbout(0.125, 0, 0.75, 1))
            try await page.drag(on: "#frame", from: (0.2, 0.25), to: (0.6, 0.75))
            #expect(try await eventually(within: .seconds(5)) { try await region(page).isAbout(0.2, 0.25, 0.4, 0.5) })
            #expect(
                try await eventually(within: .seconds(5)) { try await page.text("#toast").contains("Only this part") })
            let told = try await ask("state", for: ".region.width", on: page)
            #expect(abs((Double(told) ?? 0) - 0.4) < 0.01)

            _ = try await page.value(of: "document.getElementById('region').focus() ?? true", as: Bool.self)
            try await page.key(.down, "ArrowRight", code: "ArrowRight")
            try await page.key(.down, "ArrowDown", code: "ArrowDown")
            #expect(try await eventually(within: .seconds(5)) { try await region(page).isAbout(0.22, 0.27, 0.4, 0.5) })
            #expect(
                try await eventually(within: .seconds(5)) {
                    abs((Double(try await ask("state", for: ".region.y", on: page)) ?? 0) - 0.27) < 0.01
                })

            try await page.key(.down, "Escape", code: "Escape")
            #expect(try await eventually(within: .seconds(5)) { try await region(page).isAbout(0.125, 0, 0.75, 1) })

            // A press is no drag, and so is what is smaller than the daemon takes.
            try await page.click("#frame")
            try await page.drag(on: "#frame", from: (0.5, 0.5), to: (0.505, 0.9))
            #expect(try await ask("state", for: ".region.width", on: page) == "0.75")
            try await page.drag(on: "#frame", from: (0.9, 0.9), to: (0.5, 0.5))
            #expect(try await eventually(within: .seconds(5)) { try await region(page).isAbout(0.5, 0.5, 0.4, 0.4) })
            try await page.click("#settings summary")
            try await page.click("#region-clear")
            #expect(try await eventually(within: .seconds(5)) { try await region(page).isAbout(0.125, 0, 0.75, 1) })
            #expect(try page.complaints() == [])
        }
    }

    @Test(
        "Something unknown that stands still: “What is this?”; one tap teaches, another goes to the field for a name",
        arguments: [true, false])
    func asks(isGuessRight: Bool) async throws {
        let folder = try await stillPicture()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withPage(source: "images:\(folder.path)?fps=15") { page, _ in
            try await ready(page)
            // Something else is taught from a picture of its own.
            let image = try await page.value(
                of: """
                    (() => {
                        const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 120 });
                        const pen = canvas.getContext('2d');
                        for (let i = 0; i < 160; i += 20) { pen.fillStyle = i % 40 ? '#c33' : '#ee9'; pen.fillRect(i, 0, 20, 120); }
                        return canvas.toDataURL('image/png').split(',')[1];
                    })()
                    """, as: String.self)
            _ = try await ask("teach", "{ category: 'flag', image: '\(image)' }", for: ".total", on: page)
            #expect(
                try await eventually(within: .seconds(10)) { try await page.text("#ask").contains("What is this?") })
            #expect(try await page.value(of: "document.activeElement.tagName", as: String.self) == "BODY")
            #expect(try await page.text("#ask").contains("It is flag"))
            let width = try await page.value(
                of: """
                    (async () => {
                        const picture = document.querySelector('#ask img');
                        await picture.decode();
                        return picture.naturalWidth;
                    })()
                    """, as: Int.self)
            #expect(width == 112, "it shows what it means")
            if isGuessRight {
                try await page.click("#ask button:nth-of-type(2)")
                #expect(try await eventually(within: .seconds(5)) { try await page.samples(onCard: 1) > 1 })
            } else {
                try await page.click("#ask button")
                #expect(try await page.value(of: "document.activeElement.id", as: String.self) == "name")
                try await page.type("rings", into: "#name")
                try await page.mouse(.pressed, on: "#add-hold")
                #expect(try await eventually(within: .seconds(5)) { try await page.categories() == ["flag", "rings"] })
                try await page.mouse(.released, on: "#add-hold")
            }
            #expect(try await page.text("#ask") == "")
            #expect(try page.complaints() == [])
        }
    }
}
