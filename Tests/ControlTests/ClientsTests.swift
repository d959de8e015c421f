// Who is connected, as it is told to whoever wants to know.

import Control
import Foundation
import Testing
import Wire

extension JSON {
    /// The names in a `clients` event.
    fileprivate var names: [String] { self["clients"]?.items.compactMap { $0["name"]?.text } ?? [] }

    /// What is said of a client.
    fileprivate func client(_ name: String) -> JSON? { self["clients"]?.items.first { $0["name"]?.text == name } }
}

extension Socket {
    /// The next `clients` event that is as it should be; those before it are passed over.
    fileprivate func clients(_ isSo: @Sendable (JSON) -> Bool) throws -> JSON {
        while true {
            let event = try event()
            if event["topic"] == .string("clients"), isSo(event) { return event }
        }
    }
}

@Suite struct ClientsTests {
    private static let subscription = #"{"topics":["clients"]}"#

    @Test func `who subscribes is told at once who is there, and then who comes and goes`() async throws {
        try await withHouse(.unix) { house in
            let other = try await house.client()
            _ = try await other.subscribe(#"{"topics":["state","job"]}"#)
            let before = Date.now.timeIntervalSince1970
            let client = try await house.client()
            let number = try await client.subscribe(Self.subscription)
            let first = try await client.event()
            #expect(first["topic"] == .string("clients") && first["subscription"] == .integer(number))
            #expect(first.names == ["unix-1", "unix-2"])
            let (one, two) = (first.client("unix-1"), first.client("unix-2"))
            #expect(one?["topics"] == .array([.string("state"), .string("job")]))
            #expect(two?["topics"] == .array([.string("clients")]))
            #expect(two?["id"] == .integer(2) && two?["transport"] == .string("unix"))
            #expect(two?["role"] == .string("operator") && two?["dropped"] == .integer(0) && two?["address"] == nil)
            guard case .number(let since) = two?["since"] else { throw Trouble(description: "no time") }
            #expect(abs(since - before) < 10)
            // It is not told again what it has just heard.
            #expect(try await client.isSilent(for: .milliseconds(300)))
            let third = try await house.client()
            #expect(try await client.clients { $0.names.contains("unix-3") }.names == ["unix-1", "unix-2", "unix-3"])
            _ = try await third.subscribe(#"{"topics":["log"]}"#)
            #expect(
                try await client.clients { $0.client("unix-3")?["topics"] == .array([.string("log")]) }.names.count == 3
            )
            try await third.send(
                line: #"{"jsonrpc":"2.0","id":1,"method":"unsubscribe","params":{"subscription":1}}"#)
            _ = try await client.clients { $0.client("unix-3")?["topics"] == .array([]) }
            await third.close()
            #expect(try await client.clients { !$0.names.contains("unix-3") }.names == ["unix-1", "unix-2"])
        }
    }

    @Test func `a client that is killed is gone for all`() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            _ = try await client.subscribe(Self.subscription)
            let victim = Process()
            victim.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            victim.arguments = [
                "python3", "-c",
                "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\nwhile True: s.recv(1)",
                house.path,
            ]
            try victim.run()
            _ = try await client.clients { $0.names.count == 2 }
            kill(victim.processIdentifier, SIGKILL)
            _ = try await client.clients { $0.names == ["unix-1"] }
            victim.waitUntilExit()
        }
    }

    @Test func `what a slow client misses is counted for all to see`() async throws {
        try await withHouse(.unix) { house in
            let (slow, client) = (try await house.client(), try await house.client())
            _ = try await slow.subscribe(#"{"topics":["prediction"]}"#)
            _ = try await client.subscribe(Self.subscription)
            let padding = String(repeating: "x", count: 5000)
            for count in 1...400 {
                house.hub.publish(.prediction, Padded(count: count, padding: padding))
                try await Task.sleep(for: .milliseconds(1))
            }
            // The daemon asks once a second.
            house.hub.tellClients()
            let event = try await client.clients { ($0.client("unix-1")?["dropped"]?.integer ?? 0) > 0 }
            #expect(event.client("unix-2")?["dropped"] == .integer(0))
        }
    }

    @Test func `a flood of connections is told in few words, and the last word is true`() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            _ = try await client.subscribe(Self.subscription)
            var flood: [Socket] = []
            for _ in 0..<200 { flood.append(try Socket(path: house.path)) }
            #expect(await eventually { house.hub.count == 201 })
            let began = ContinuousClock.now
            var told = 0
            while try await client.event().names.count < 201 { told += 1 }
            // Ten a second at the most, however many come.
            #expect(Double(told) < 20 + (ContinuousClock.now - began) / .milliseconds(100), "\(told) events")
            for socket in flood { await socket.close() }
            _ = try await client.clients { $0.names == ["unix-1"] }
        }
    }

    @Test func `a client of the WebSocket is told the same`() async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            #expect(try await client.upgrade() == 101)
            _ = try await client.message()
            try await client.send(
                message: #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"topics":["clients"]}}"#)
            #expect(try await client.message()["result"]?["subscription"] == .integer(1))
            let first = try await client.message()["params"]
            #expect(first?.names == ["web-1"] && first?.client("web-1")?["transport"] == .string("websocket"))
            let second = try Socket(port: house.port)
            #expect(try await second.upgrade() == 101)
            #expect(try await client.message()["params"]?.names == ["web-1", "web-2"])
            await second.close()
            #expect(try await client.message()["params"]?.names == ["web-1"])
        }
    }

    @Test func `addresses are for operators`() throws {
        let client = ClientInfo(
            id: 1, name: "web-1", role: "viewer", transport: "websocket", address: "192.0.2.7", since: 1, topics: [],
            dropped: 0)
        let clients = ClientsInfo([client])
        #expect(clients.seen(by: .operator).clients.first?.address == "192.0.2.7")
        for role in [Role.viewer, .teacher] { #expect(clients.seen(by: role).clients.first?.address == nil) }
        #expect(clients.seen(by: .viewer).clients.first?.name == "web-1")
    }
}
