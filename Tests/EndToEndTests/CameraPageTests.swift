// The camera's drawer on the page, before a fake camera.

import Foundation
import Testing

@Suite("The camera on the page", .serialized)
struct CameraPageTests {
    /// A folder that stands for /dev, with the library that makes it so.
    private struct FakeCamera {
        let folder: URL
        let environment: [String: String]

        init() throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "camera-\(UUID().uuidString)")
            let library = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
                .appending(path: "libFakeCamera.so")
            environment = ["LD_PRELOAD": library.path, "SHOWTELL_FAKE_CAMERA": folder.path]
            for part in ["dev/v4l/by-id", "controls"] {
                try FileManager.default.createDirectory(
                    at: folder.appending(path: part), withIntermediateDirectories: true)
            }
        }

        func plug(_ number: Int, _ name: String) throws {
            try Data("card=\(name)\n".utf8).write(to: folder.appending(path: "dev/video\(number)"), options: .atomic)
        }

        func controls(_ number: Int) -> String {
            let bytes = FileManager.default.contents(atPath: folder.appending(path: "controls/video\(number)").path)
            return String(decoding: bytes ?? Data(), as: UTF8.self)
        }
    }

    private func set(_ selector: String, _ change: String, on page: Page) async throws {
        _ = try await page.value(
            of: """
                (() => {
                    const element = document.querySelector('\(selector)');
                    element.\(change);
                    for (const type of ['input', 'change']) element.dispatchEvent(new Event(type));
                    return true;
                })()
                """, as: Bool.self)
    }

    private func value(_ expression: String, on page: Page) async throws -> String {
        try await page.value(of: "String(\(expression))", as: String.self)
    }

    private func open(_ page: Page) async throws {
        try #require(await eventually(within: .seconds(10)) { try await page.text("#connection") == "Connected" })
        try await page.click("#camera summary")
    }

    @Test("Its controls are set and locked with labelled fields, and a look does not disturb the focus")
    func controls() async throws {
        let camera = try FakeCamera()
        defer { try? FileManager.default.removeItem(at: camera.folder) }
        try camera.plug(0, "Desk Camera")
        try await withPage(source: "v4l2:/dev/video0", environment: camera.environment) { page, _ in
            try await open(page)
            try #require(
                await eventually(within: .seconds(10)) { try await page.text("#camera").contains("White Balance") })
            #expect(try await page.text("#source-choice").contains("Desk Camera"))
            // Each field has a label that belongs to it.
            let unnamed = try await value(
                "[...document.querySelectorAll('#camera input, #camera select')].filter((one) => !one.labels.length).length",
                on: page)
            #expect(unnamed == "0")
            #expect(
                try await value("document.getElementById('camera-exposure_time_absolute').disabled", on: page) == "true"
            )
            try await set("#camera-brightness", "value = -20", on: page)
            #expect(await eventually(within: .seconds(5)) { camera.controls(0).contains("brightness=-20\n") })
            try await set("#camera-auto_exposure", "value = '1'", on: page)
            #expect(
                try await eventually(within: .seconds(5)) {
                    try await value("document.getElementById('camera-exposure_time_absolute').disabled", on: page)
                        == "false"
                })
            try await set("#camera-exposure_time_absolute", "value = 120", on: page)
            #expect(
                await eventually(within: .seconds(5)) { camera.controls(0).contains("exposure_time_absolute=120\n") })
            _ = try await value("document.getElementById('camera-gain').focus()", on: page)
            try await page.click("#camera-lock")
            #expect(
                try await eventually(within: .seconds(10)) {
                    try await page.text("#camera-lock") == "Unlock the camera"
                })
            #expect(camera.controls(0).contains("white_balance_automatic=0\n"))
            #expect(camera.controls(0).contains("exposure_time_absolute=120\n"), "what was set by hand stays")
            _ = try await value("document.getElementById('camera-gain').focus()", on: page)
            try await Task.sleep(for: .seconds(3))
            #expect(try await value("document.activeElement.id", on: page) == "camera-gain")
            #expect(try page.complaints() == [])
        }
    }

    @Test(
        "Another source is chosen in the list, a camera that is plugged in appears in it, and without one there are no controls"
    )
    func sources() async throws {
        let camera = try FakeCamera()
        defer { try? FileManager.default.removeItem(at: camera.folder) }
        try await withPage(source: "test:ball", environment: camera.environment) { page, _ in
            try await open(page)
            try #require(
                await eventually(within: .seconds(10)) {
                    try await page.text("#source-choice").contains("built-in clip")
                })
            #expect(try await value("document.getElementById('camera-box').hidden", on: page) == "true")
            try camera.plug(0, "New Camera")
            try #require(
                await eventually(within: .seconds(10)) { try await page.text("#source-choice").contains("New Camera") })
            try await set("#source-choice", "value = 'v4l2:/dev/video0'", on: page)
            try await page.click("#source-form button")
            #expect(
                try await eventually(within: .seconds(10)) {
                    try await page.text("#camera-controls").contains("Brightness")
                })
            #expect(try await page.text("#toast").contains("New Camera"))
            try await set("#source-choice", "value = 'test:snow'", on: page)
            try await page.click("#source-form button")
            #expect(
                try await eventually(within: .seconds(10)) {
                    try await value("document.getElementById('camera-box').hidden", on: page) == "true"
                })
            #expect(try page.complaints() == [])
        }
    }
}
