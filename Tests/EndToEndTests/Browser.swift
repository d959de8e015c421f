// Drives Debian's headless Chromium through the DevTools protocol: JSON messages, each ended by a zero byte, over two
// named pipes that the browser has as its file descriptors 3 and 4.

import Foundation
import Synchronization

/// A browser of its own, with a profile in a temporary folder.
final class Browser: Sendable {
    private struct State {
        var lastID = 0
        var waiting: [Int: CheckedContinuation<Data, any Error>] = [:]
        var unread = Data()
        var events: [(method: String, message: Data)] = []
    }

    private struct Header: Decodable {
        let id: Int?
        let method: String?
    }

    private struct Reply<Result: Decodable>: Decodable {
        struct Problem: Decodable { let message: String }
        let result: Result?
        let error: Problem?
    }

    private struct Message<Event: Decodable>: Decodable {
        let params: Event
    }

    private struct Command: Encodable {
        let id: Int
        let method: String
        let params: [String: Value]
        let sessionId: String?
    }

    /// Events worth keeping; the others, one for each piece of the picture among them, are dropped.
    private static let kept: Set = [
        "Network.requestWillBeSent", "Network.webSocketCreated", "Runtime.exceptionThrown", "Runtime.consoleAPICalled",
        "Log.entryAdded",
    ]

    private let state = Mutex(State())
    private let program: Program
    private let toBrowser: FileHandle
    private let fromBrowser: FileHandle

    /// Starts the browser; `folder` takes its profile, pipes and log.
    init(folder: URL) throws {
        let chromium = try Self.find("chromium")
        let pipes = try ["in", "out"].map { name in
            let path = folder.appending(path: "browser.\(name)").path
            // Both ends are opened here, so that opening waits for nobody.
            guard mkfifo(path, 0o600) == 0, let handle = FileHandle(forUpdatingAtPath: path) else {
                throw Trouble("Cannot make the pipe \(path).")
            }
            return (path: path, handle: handle)
        }
        (toBrowser, fromBrowser) = (pipes[0].handle, pipes[1].handle)
        let flags = """
            --headless=new --no-sandbox --disable-gpu --remote-debugging-pipe --window-size=1280,800 \
            --no-first-run --disable-background-networking --user-data-dir='\(folder.path)/profile'
            """
        program = try Program(
            "/bin/sh", ["-c", "exec '\(chromium)' \(flags) about:blank 3<'\(pipes[0].path)' 4>'\(pipes[1].path)'"],
            log: folder.appending(path: "browser.log"))
        fromBrowser.readabilityHandler = { [weak self] handle in self?.receive(handle.availableData) }
    }

    /// Ends the browser and every command that still waits.
    func stop() async {
        fromBrowser.readabilityHandler = nil
        await program.stop()
        for id in state.withLock({ Array($0.waiting.keys) }) {
            finish(id, .failure(Trouble("The browser was stopped.")))
        }
    }

    /// Sends a command, to a page's session or to the browser itself, and decodes its result.
    func send<Result: Decodable>(
        _ method: String, _ params: [String: Value] = [:], session: String? = nil, as result: Result.Type
    ) async throws -> Result {
        let message = try await withCheckedThrowingContinuation { continuation in
            let id = state.withLock { state in
                state.lastID += 1
                state.waiting[state.lastID] = continuation
                return state.lastID
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + 20) {
                self.finish(id, .failure(Trouble("The browser has not answered \(method) for 20 seconds.")))
            }
            do {
                let command = Command(id: id, method: method, params: params, sessionId: session)
                try toBrowser.write(contentsOf: JSONEncoder().encode(command) + [0])
            } catch {
                finish(id, .failure(error))
            }
        }
        let reply = try JSONDecoder().decode(Reply<Result>.self, from: message)
        guard let result = reply.result else {
            throw Trouble("\(method): \(reply.error?.message ?? "the answer has no result")")
        }
        return result
    }

    /// The events of one kind so far, decoded.
    func events<Event: Decodable>(_ method: String, as event: Event.Type) throws -> [Event] {
        try state.withLock { $0.events }.filter { $0.method == method }.map {
            try JSONDecoder().decode(Message<Event>.self, from: $0.message).params
        }
    }

    private func receive(_ bytes: Data) {
        let messages = state.withLock { state in
            state.unread += bytes
            var messages = state.unread.split(separator: 0, omittingEmptySubsequences: false).map { Data($0) }
            state.unread = messages.removeLast()
            return messages
        }
        for message in messages {
            guard let header = try? JSONDecoder().decode(Header.self, from: message) else { continue }
            if let id = header.id {
                finish(id, .success(message))
            } else if let method = header.method, Self.kept.contains(method) {
                state.withLock { $0.events.append((method, message)) }
            }
        }
    }

    private func finish(_ id: Int, _ result: Swift.Result<Data, any Error>) {
        state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(with: result)
    }

    private static func find(_ name: String) throws -> String {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        guard let folder = folders.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") })
        else {
            throw Trouble("These tests need a browser, and \(name) is not here: apt-get install \(name).")
        }
        return "\(folder)/\(name)"
    }
}
