// What stands behind the doors in these tests: it answers by rules that a test can foretell.

import Control
import Foundation
import Synchronization
import Wire

/// A handler that notes who asked what.
///
/// `history` takes `n` milliseconds and answers `{n}`; `teach` publishes a state and answers; `predict` waits until its
/// task is cancelled; `category.list` fails; `help` answers a large text; `state` answers `{revision}` after a while.
final class Desk: ControlHandler {
    private struct State {
        var calls: [Call] = []
        var left: [Client] = []
        var files: [String] = []
    }

    struct Snapshot: Encodable, Sendable { let revision: Int }
    struct Number: Encodable, Sendable { let n: Int }
    struct Text: Encodable, Sendable { let text: String }

    static let largeText = String(repeating: "long ", count: 60_000)
    private let hub: Hub
    private let state = Mutex(State())

    init(hub: Hub) { self.hub = hub }

    /// What was asked, in order.
    var calls: [Call] { state.withLock { $0.calls } }

    /// Who has left.
    var left: [Client] { state.withLock { $0.left } }

    func greeting(for client: Client) -> Hello {
        Hello(version: "1.2.3", session: "test", role: client.role, capabilities: [])
    }

    func answer(_ call: Call, from client: Client) async throws(Failure) -> any Encodable & Sendable {
        state.withLock { $0.calls.append(call) }
        switch call {
        case .state:
            try? await Task.sleep(for: .milliseconds(5))
            return Snapshot(revision: 7)
        case .history(let count):
            try? await Task.sleep(for: .milliseconds(count))
            return Number(n: count)
        case .teach:
            hub.publish(.state, Snapshot(revision: 8))
            return Snapshot(revision: 8)
        case .predict:
            try? await Task.sleep(for: .seconds(3600))
            throw Failure(.noFrame, "there was no frame")
        case .listCategories: throw Failure(.noCamera, "there is no camera", retry: true)
        case .help: return Text(text: Self.largeText)
        default: return Nothing()
        }
    }

    func standingTroubles() async -> [LogLine] { [LogLine(level: "warning", message: "sample 7 is rotten")] }

    /// Sample 7 has a thumbnail, no other.
    func thumbnail(of sample: Int64) async -> Data? { sample == 7 ? Data([0xFF, 0xD8, 7]) : nil }

    /// The session “here” is this very file, no other.
    func sessionFile(_ name: String) -> String? { name == "here" ? #filePath : nil }

    func uploadPath() -> String? {
        FileManager.default.temporaryDirectory.appendingPathComponent("upload-\(UUID())").path
    }

    /// Takes any file but one that says “bad”, and lets it lie.
    func addSession(_ name: String, from file: String) async throws(Failure) {
        let text = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
        state.withLock { $0.files.append("\(name): \(text ?? "nothing")") }
        if text == "bad" { throw Failure(.badSession, "it is bad") }
        if name == "here" { throw Failure(.nameRefused, "it is here") }
    }

    /// What was sent as sessions.
    var files: [String] { state.withLock { $0.files } }

    func left(_ client: Client) async { state.withLock { $0.left.append(client) } }
}
