// A disk that takes no more, under the built program.

import Client
import Foundation
import Testing
import Wire

@Suite("A full disk", .serialized)
struct FullDiskTests {
    @Test
    func `what the disk refuses is said and does not count, what it took stays, and no session is half a file`()
        async throws
    {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = [
            "serve", "--source", "test:ball", "--listen", "127.0.0.1:0", "--socket", "\(folder)/s", "--data", folder,
        ]
        try await blocking {
            let program = try BuiltProgram(arguments, largestFile: 700)
            _ = try program.wait(for: "control channel", "pictures from")
            let client = try ControlClient(socket: "\(folder)/s")
            var acknowledged = 0
            var refusal: Refusal?
            while refusal == nil, acknowledged < 100 {
                do {
                    _ = try client.call("teach", ["category": .string("thing \(acknowledged)")])
                    acknowledged += 1
                } catch let error as Refusal { refusal = error }
            }
            #expect(acknowledged > 3 && refusal?.error["code"] == .integer(-32603), "\(String(describing: refusal))")
            #expect(refusal?.description.contains("does not count") == true)
            func known(_ client: ControlClient) throws -> Int? {
                try client.call("category.list")["categories"]?.items.count
            }
            #expect(try known(client) == acknowledged)
            #expect(try client.call("predict")["verdict"]?.text != nil)
            for name in ["a", "b"] {
                _ = try client.call("session.save", ["name": .string(name)])
                #expect(try client.nextEvent()["topic"] == .string("job"))
            }
            let sessions = try client.call("session.list")["sessions"]?.items ?? []
            #expect(sessions.allSatisfy { $0["problem"] == .null })
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/sessions")
            #expect(files.count == sessions.count, "\(files)")
            program.kill()

            let again = try BuiltProgram(arguments)
            _ = try again.wait(for: "control channel", "pictures from")
            let later = try ControlClient(socket: "\(folder)/s")
            #expect(try known(later) == acknowledged)
            _ = try later.call("teach", ["category": .string("room again")])
        }
    }

    @Test
    func `a session that does not fit fails as a job, and leaves nothing`() async throws {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = [
            "serve", "--source", "test:ball", "--listen", "127.0.0.1:0", "--socket", "\(folder)/s", "--data", folder,
        ]
        try await blocking {
            let first = try BuiltProgram(arguments)
            _ = try first.wait(for: "control channel", "pictures from")
            let client = try ControlClient(socket: "\(folder)/s")
            for number in 0..<12 { _ = try client.call("teach", ["category": .string("thing \(number)")]) }
            kill(first.process.processIdentifier, SIGTERM)
            #expect(first.end().code == 0)

            let second = try BuiltProgram(arguments, largestFile: 200)
            _ = try second.wait(for: "control channel", "pictures from")
            let later = try ControlClient(socket: "\(folder)/s")
            _ = try later.call("session.save", ["name": .string("monday")])
            let end = try later.nextEvent()
            #expect(end["state"] == .string("failed") && end["error"]?["code"] == .integer(-32603), "\(end)")
            #expect(end["error"]?["message"]?.text?.contains("cannot be written") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/sessions").isEmpty)
            #expect(try later.call("category.list")["categories"]?.items.count == 12)
        }
    }
}
