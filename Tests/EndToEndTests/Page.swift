// One open page: what a person could see on it and do to it, and what it asked the network for.

import Foundation

/// A page in a browser. Elements are named by CSS selectors.
struct Page: Sendable {
    private struct Ignored: Decodable {}

    private struct Answer<Value: Decodable>: Decodable {
        struct Object: Decodable { let value: Value? }
        struct Fault: Decodable { let text: String }
        let result: Object
        let exceptionDetails: Fault?
    }

    private let browser: Browser
    private let session: String

    /// Opens an empty page, with its errors and requests recorded from the start.
    init(in browser: Browser) async throws {
        struct Target: Decodable { let targetId: String }
        struct Session: Decodable { let sessionId: String }
        self.browser = browser
        let target = try await browser.send("Target.createTarget", ["url": "about:blank"], as: Target.self)
        session = try await browser.send(
            "Target.attachToTarget", ["targetId": .string(target.targetId), "flatten": true], as: Session.self
        ).sessionId
        for domain in ["Page", "Runtime", "Log", "Network"] { try await send("\(domain).enable") }
    }

    // MARK: What one sees

    /// The value of a JavaScript expression; a promise is waited for.
    func value<Result: Decodable>(of expression: String, as result: Result.Type) async throws -> Result {
        let answer = try await browser.send(
            "Runtime.evaluate",
            ["expression": .string(expression), "awaitPromise": true, "returnByValue": true],
            session: session, as: Answer<Result>.self)
        guard let value = answer.result.value else {
            throw Trouble("\(expression) has no value: \(answer.exceptionDetails?.text ?? "undefined")")
        }
        return value
    }

    /// The text of an element, or an empty string if it is not to be seen.
    func text(_ selector: String) async throws -> String {
        try await value(
            of: """
                (() => {
                    const element = document.querySelector('\(selector)');
                    return element?.checkVisibility() ? element.innerText.trim() : '';
                })()
                """, as: String.self)
    }

    /// The names on the cards, in their order.
    func categories() async throws -> [String] {
        try await value(
            of: "[...document.querySelectorAll('.card .name')].map((e) => e.textContent)", as: [String].self)
    }

    /// The number of samples on a card, counted from 1.
    func samples(onCard card: Int) async throws -> Int {
        let text = try await text(".card:nth-child(\(card)) .samples")
        return Int(text.prefix { $0.isNumber }) ?? 0
    }

    /// The picture's pixels, 64 × 48 × RGBA by rows, or nothing before there is a picture.
    func pixels() async throws -> [UInt8] {
        try await value(
            of: """
                (() => {
                    const view = document.querySelector('showtell-view');
                    if (!view?.pictureSize?.width) return [];
                    const pen = document.createElement('canvas').getContext('2d');
                    pen.drawImage(view.picture, 0, 0, 64, 48);
                    return Array.from(pen.getImageData(0, 0, 64, 48).data);
                })()
                """, as: [UInt8].self)
    }

    /// A picture of the page as a PNG file.
    func screenshot() async throws -> Data {
        struct Shot: Decodable { let data: Data }
        return try await browser.send("Page.captureScreenshot", session: session, as: Shot.self).data
    }

    // MARK: What one does

    func open(_ address: String) async throws { try await send("Page.navigate", ["url": .string(address)]) }

    /// Runs a script in every document of the page before its own, also in those that come later.
    func prepare(_ script: String) async throws {
        try await send("Page.addScriptToEvaluateOnNewDocument", ["source": .string(script)])
    }

    /// Lets the page ask servers that the policy of its own forbids, as a page of somebody else's may.
    func forgetPolicy() async throws { try await send("Page.setBypassCSP", ["enabled": true]) }

    /// Puts another tab in front.
    func cover() async throws {
        _ = try await browser.send("Target.createTarget", ["url": "about:blank"], as: Ignored.self)
    }

    /// Comes to the front again.
    func uncover() async throws { try await send("Page.bringToFront") }

    func reload() async throws { try await send("Page.reload") }

    /// Presses the mouse on the middle of an element, or lets it go there.
    func mouse(_ type: MouseEvent, on selector: String) async throws {
        let middle = try await value(
            of: """
                (() => {
                    const element = document.querySelector('\(selector)');
                    element.scrollIntoView({ block: 'center' });
                    const { x, y, width, height } = element.getBoundingClientRect();
                    return [x + width / 2, y + height / 2];
                })()
                """, as: [Double].self)
        try await send(
            "Input.dispatchMouseEvent",
            [
                "type": .string(type.rawValue), "x": .number(middle[0]), "y": .number(middle[1]), "button": "left",
                "clickCount": 1,
            ])
    }

    /// Drags with the mouse over an element, between two places in fractions of its width and height.
    func drag(on selector: String, from start: (x: Double, y: Double), to end: (x: Double, y: Double)) async throws {
        let box = try await value(
            of: """
                (() => {
                    const { x, y, width, height } = document.querySelector('\(selector)').getBoundingClientRect();
                    return [x, y, width, height];
                })()
                """, as: [Double].self)
        for (type, place) in [("mousePressed", start), ("mouseMoved", end), ("mouseReleased", end)] {
            try await send(
                "Input.dispatchMouseEvent",
                [
                    "type": .string(type), "x": .number(box[0] + place.x * box[2]),
                    "y": .number(box[1] + place.y * box[3]), "button": "left", "buttons": 1, "clickCount": 1,
                ])
        }
    }

    enum MouseEvent: String { case pressed = "mousePressed", released = "mouseReleased" }

    func click(_ selector: String) async throws {
        try await mouse(.pressed, on: selector)
        try await mouse(.released, on: selector)
    }

    /// Types into a field.
    func type(_ text: String, into selector: String) async throws {
        _ = try await value(of: "document.querySelector('\(selector)').focus(), true", as: Bool.self)
        try await send("Input.insertText", ["text": .string(text)])
    }

    /// Presses a key that has a name and lets it go: Enter, Escape.
    func press(_ key: String) async throws {
        let text: [String: Value] = key == "Enter" ? ["text": "\r"] : [:]
        let named: [String: Value] = [
            "key": .string(key), "code": .string(key), "windowsVirtualKeyCode": key == "Enter" ? 13 : 27,
        ]
        for type in ["keyDown", "keyUp"] {
            let event = named.merging(type == "keyDown" ? text : [:]) { $1 }
            try await send("Input.dispatchKeyEvent", event.merging(["type": .string(type)]) { $1 })
        }
    }

    /// Presses a key or lets it go: `key` is what it writes, `code` its place on the keyboard.
    func key(_ type: KeyEvent, _ key: String, code: String) async throws {
        try await send(
            "Input.dispatchKeyEvent",
            ["type": .string(type.rawValue), "key": .string(key), "code": .string(code)])
    }

    enum KeyEvent: String { case down = "rawKeyDown", up = "keyUp" }

    /// Makes the page that of a screen of this size in CSS pixels, and of day or night.
    func show(width: Int, height: Int, scheme: String) async throws {
        try await send(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .number(Double(width)), "height": .number(Double(height)), "deviceScaleFactor": 1,
                "mobile": .boolean(width < 600),
            ])
        try await send(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": .string(scheme)]]])
    }

    // MARK: What went on behind it

    /// The hosts that the page asked for anything.
    func hostsAsked() throws -> Set<String> {
        struct Request: Decodable {
            struct Details: Decodable { let url: String }
            let request: Details
        }
        struct Socket: Decodable { let url: String }
        let addresses =
            try browser.events("Network.requestWillBeSent", as: Request.self).map(\.request.url)
            + browser.events("Network.webSocketCreated", as: Socket.self).map(\.url)
        return Set(addresses.compactMap { URL(string: $0)?.host() })
    }

    /// What the page wrote to the console, and the errors that it did not catch.
    func complaints() throws -> [String] {
        struct Exception: Decodable {
            struct Details: Decodable {
                struct Object: Decodable { let description: String? }
                let text: String
                let exception: Object?
            }
            let exceptionDetails: Details
        }
        struct Call: Decodable {
            struct Argument: Decodable { let description: String? }
            let type: String
            let args: [Argument]
        }
        struct Entry: Decodable {
            struct Details: Decodable {
                let text: String
                let url: String?
            }
            let entry: Details
        }
        return try browser.events("Runtime.exceptionThrown", as: Exception.self).map(\.exceptionDetails).map {
            $0.exception?.description ?? $0.text
        }
            + browser.events("Runtime.consoleAPICalled", as: Call.self).map { "console.\($0.type) was called" }
            + browser.events("Log.entryAdded", as: Entry.self)
            // A daemon may have no list of deliveries; the browser notes every answer of 404 by itself.
            .filter { $0.entry.url?.hasSuffix("/config.json") != true }
            .map { "\($0.entry.text) \($0.entry.url ?? "")" }
    }

    private func send(_ method: String, _ params: [String: Value] = [:]) async throws {
        _ = try await browser.send(method, params, session: session, as: Ignored.self)
    }
}
