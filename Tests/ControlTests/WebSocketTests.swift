// The control channel on a WebSocket: one text frame is one message.

import Control
import Foundation
import Testing
import Wire

private func ping(_ id: Int) -> String { #"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"# }

extension House {
    /// A client at the web door that has been greeted.
    func webClient() async throws -> Socket {
        let client = try Socket(port: port)
        guard try await client.upgrade() == 101 else { throw Trouble(description: "no upgrade") }
        _ = try await client.message()
        return client
    }
}

@Suite struct WebSocketTests {
    @Test("The server speaks first, and answers frame by frame") func messages() async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            #expect(try await client.upgrade() == 101)
            let hello = try await client.message()
            #expect(hello["method"] == .string("hello") && hello["params"]?["role"] == .string("operator"))
            try await client.send(message: ping(1))
            try await client.send(message: "nonsense")
            try await client.send(message: ping(2) + "\n")
            #expect(try await client.message()["id"] == .integer(1))
            #expect(try await client.message()["error"]?["code"] == .integer(-32700))
            #expect(try await client.message()["id"] == .integer(2))
        }
    }

    @Test("A message may come in fragments, with a ping between them") func fragments() async throws {
        try await withHouse(.web()) { house in
            let client = try await house.webClient()
            let bytes = Array(ping(1).utf8)
            try await client.send(opcode: 1, isFinal: false, Array(bytes[..<5]))
            try await client.send(opcode: 9, Array("still there?".utf8))
            try await client.send(opcode: 0, isFinal: false, Array(bytes[5..<9]))
            try await client.send(opcode: 0, isFinal: false, [])
            try await client.send(opcode: 0, Array(bytes[9...]))
            let pong = try await client.frame()
            #expect(pong.opcode == 10 && pong.payload == Array("still there?".utf8))
            #expect(try await client.message()["id"] == .integer(1))
        }
    }

    @Test("A large message with a picture arrives whole") func picture() async throws {
        try await withHouse(.web()) { house in
            let client = try await house.webClient()
            let image = String(repeating: "A", count: 3 << 20)
            try await client.send(
                message:
                    #"{"jsonrpc":"2.0","id":1,"method":"teach","params":{"category":"cup","image":"\#(image)"}}"#)
            // The teach's own event is for subscribers; here is the reply alone.
            #expect(try await client.message()["result"]?["revision"] == .integer(8))
            guard case .teach(let teach)? = house.desk.calls.first else { throw Trouble(description: "no teach") }
            #expect(teach.image?.base64.utf8.count == 3 << 20)
        }
    }

    @Test("A message that is too long ends the connection with a reason") func tooLong() async throws {
        try await withHouse(.web()) { house in
            let client = try await house.webClient()
            try await client.send(message: ping(1) + String(repeating: " ", count: 1 << 20))
            #expect(try await client.message()["error"]?["code"] == .integer(-32600))
            try? await client.end()
            let other = try await house.webClient()
            try? await other.send(message: String(repeating: "x", count: 5 << 20))
            try? await other.end()
            #expect(await eventually { house.desk.left.count == 2 })
            #expect(house.desk.calls.isEmpty)
        }
    }

    @Test("A close is answered, and the client has left") func close() async throws {
        try await withHouse(.web()) { house in
            let client = try await house.webClient()
            try await client.send(opcode: 8, [0x03, 0xE8])
            let close = try await client.frame()
            #expect(close.opcode == 8 && close.payload == [0x03, 0xE8])
            try await client.end()
            #expect(await eventually { house.desk.left.map(\.name) == ["web-1"] && house.hub.count == 0 })
        }
    }

    @Test("A client that falls silent without a close has left") func gone() async throws {
        try await withHouse(.web()) { house in
            let client = try await house.webClient()
            try await client.send(message: #"{"jsonrpc":"2.0","id":1,"method":"predict"}"#)
            #expect(await eventually { house.desk.calls.count == 1 })
            await client.close()
            #expect(await eventually { house.desk.left.map(\.name) == ["web-1"] })
        }
    }

    @Test("Events come as frames") func events() async throws {
        try await withHouse(.web()) { house in
            let client = try await house.webClient()
            try await client.send(
                message: #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"topics":["prediction"]}}"#)
            #expect(try await client.message()["result"]?["snapshot"]?["revision"] == .integer(7))
            house.hub.publish(.prediction, Count(count: 5))
            #expect(try await client.message()["params"]?["count"] == .integer(5))
        }
    }

    @Test(
        "Another page's script is refused",
        arguments: ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1.evil.example", "file://"])
    func foreignOrigin(origin: String) async throws {
        try await withHouse(.web()) { house in
            let host = "127.0.0.1:\(house.port)"
            let client = try Socket(port: house.port)
            #expect((try? await client.upgrade("/control", ["Host": host, "Origin": origin])) != 101)
            #expect(house.hub.count == 0)
        }
    }

    @Test("The server's own page is welcome") func ownOrigin() async throws {
        try await withHouse(.web()) { house in
            let host = "127.0.0.1:\(house.port)"
            let client = try Socket(port: house.port)
            #expect(try await client.upgrade("/control", ["Host": host, "Origin": "http://\(host)"]) == 101)
        }
    }

    @Test("Who comes to an open server under a name that is not this machine's looks on") func viewers() async throws {
        try await withHouse(.web(WebAddress(host: "0.0.0.0", port: 0))) { house in
            let client = try Socket(port: house.port)
            let host = "show.example:\(house.port)"
            #expect(try await client.upgrade("/control", ["Host": host, "Origin": "http://\(host)"]) == 101)
            #expect(try await client.message()["params"]?["role"] == .string("viewer"))
            try await client.send(
                message: #"{"jsonrpc":"2.0","id":1,"method":"teach","params":{"category":"cup"}}"#)
            let refusal = try await client.message()
            #expect(refusal["error"]?["data"]?["kind"] == .string("not_allowed"))
            #expect(refusal["error"]?["message"]?.text == "teach is for a teacher; you are a viewer")
            try await client.send(message: ping(2))
            #expect(try await client.message()["result"] == .object([:]))
            #expect(house.desk.calls == [.ping], "nothing was taught")
            let local = try Socket(port: house.port)
            #expect(try await local.upgrade("/control", ["Host": "localhost:\(house.port)"]) == 101)
            #expect(try await local.message()["params"]?["role"] == .string("operator"))
        }
    }
}
