// The socket itself: who may open it, what stands in its way, and what is left behind.

import Control
import Foundation
import Logging
import ServiceLifecycle
import Testing
import Wire

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// What a door at this path says instead of opening.
private func refusal(at path: String) async -> String? {
    let hub = Hub()
    let door = UnixDoor(path: path, handler: Desk(hub: hub), hub: hub, logger: quiet) {}
    do {
        try await within(.seconds(5), "no refusal") { try await door.run() }
        return nil
    } catch {
        return (error as? DoorError)?.description
    }
}

@Suite struct UnixDoorTests {
    @Test("The server speaks first") func hello() async throws {
        try await withHouse(.unix) { house in
            let client = try Socket(path: house.path)
            let hello = try await client.line()
            #expect(hello["method"] == .string("hello") && hello["id"] == nil)
            #expect(hello["params"]?["server"] == .string("showtell"))
            #expect(hello["params"]?["protocol"] == .integer(1))
            #expect(hello["params"]?["version"] == .string("1.2.3"))
            #expect(hello["params"]?["role"] == .string("operator"))
        }
    }

    @Test("The socket is for its owner and the group") func mode() async throws {
        try await withHouse(.unix) { house in
            let attributes = try FileManager.default.attributesOfItem(atPath: house.path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o660)
            #expect(attributes[.type] as? FileAttributeType == .typeSocket)
        }
    }

    @Test("A socket that a killed daemon left behind is replaced") func stale() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "st-\(UUID().uuidString.prefix(8))").path
        defer { unlink(path) }
        try leaveSocket(at: path)
        #expect(FileManager.default.fileExists(atPath: path))
        let hub = Hub()
        let (opened, opening) = AsyncStream.makeStream(of: Void.self)
        let door = UnixDoor(path: path, handler: Desk(hub: hub), hub: hub, logger: quiet) { opening.yield() }
        let services = ServiceGroup(services: [door], logger: quiet)
        let serving = Task { try await services.run() }
        try await within(.seconds(5), "the door does not open") { _ = await opened.first { true } }
        let client = try Socket(path: path)
        #expect(try await client.line()["method"] == .string("hello"))
        await services.triggerGracefulShutdown()
        try await within(.seconds(3), "the door does not close") { try await serving.value }
    }

    @Test("The socket of a running daemon is left alone") func live() async throws {
        try await withHouse(.unix) { house in
            let refusal = try #require(await refusal(at: house.path))
            #expect(refusal.contains(house.path) && refusal.contains("in use by a running daemon"))
            let client = try await house.client()
            try await client.send(line: #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
            #expect(try await client.line()["id"] == .integer(1))
        }
    }

    @Test("A file that is no socket is left alone") func notASocket() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "st-\(UUID().uuidString.prefix(8))")
        try Data("precious".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let refusal = try #require(await refusal(at: file.path))
        #expect(refusal.contains(file.path) && refusal.contains("not a socket"))
        #expect(try String(contentsOf: file, encoding: .utf8) == "precious")
    }

    @Test("A path that no socket can have is refused with its length") func tooLong() async throws {
        let path = "/tmp/" + String(repeating: "x", count: 103)
        let refusal = try #require(await refusal(at: path))
        #expect(refusal.contains(path) && refusal.contains("107"))
    }

    @Test("A folder that is not there is named") func noFolder() async throws {
        let refusal = try #require(await refusal(at: "/nowhere/at/all.sock"))
        #expect(refusal.contains("/nowhere/at/all.sock"))
    }

    @Test("A daemon that stops sends its clients away and takes its socket along") func stop() async throws {
        try await withHouse(.unix) { house in
            let clients = [try await house.client(), try await house.client()]
            // One is waiting for a reply that would never come.
            try await clients[0].send(line: #"{"jsonrpc":"2.0","id":1,"method":"predict"}"#)
            #expect(await eventually { house.desk.calls.count == 1 })
            await house.stop()
            for client in clients { try await client.end() }
            #expect(await eventually { !FileManager.default.fileExists(atPath: house.path) })
            #expect(await eventually { house.desk.left.count == 2 && house.hub.count == 0 })
        }
    }

    @Test("A client that goes is noticed, also while it waits for a reply") func left() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            #expect(house.hub.count == 1)
            await client.close()
            #expect(await eventually { house.desk.left.map(\.name) == ["unix-1"] && house.hub.count == 0 })
            let waiting = try await house.client()
            try await waiting.send(line: #"{"jsonrpc":"2.0","id":1,"method":"predict"}"#)
            #expect(await eventually { house.desk.calls.count == 1 })
            await waiting.close()
            #expect(await eventually { house.desk.left.map(\.name) == ["unix-1", "unix-2"] && house.hub.count == 0 })
        }
    }

    /// A socket in the file system that nobody listens on any more.
    private func leaveSocket(at path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard result == 0, listen(descriptor, 1) == 0 else { throw Trouble(description: "no socket to leave") }
    }
}
