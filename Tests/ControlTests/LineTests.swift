// Bytes become lines, however they arrive.

import Foundation
import Testing
import Wire

private func ping(_ id: Int) -> String { #"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"# }

@Suite struct LineTests {
    @Test("Line ends of both kinds and blank lines are fine") func lineEnds() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            try await client.send("\n\r\n  \n\t\r\n" + ping(1) + "\r\n\n" + ping(2) + "\n")
            #expect(try await client.line()["id"] == .integer(1))
            #expect(try await client.line()["id"] == .integer(2))
            #expect(try await client.isSilent())
        }
    }

    @Test("Requests may come together or byte by byte") func pieces() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            try await client.send(ping(1) + "\n" + ping(2) + "\n" + ping(3).prefix(10))
            try await client.send(ping(3).dropFirst(10) + "\n")
            for id in 1...3 { #expect(try await client.line()["id"] == .integer(Int64(id))) }
            try await client.send(Array((ping(4) + "\n").utf8), pieces: 1)
            #expect(try await client.line()["id"] == .integer(4))
        }
    }

    @Test("A client that has ended its side still gets its replies, the last line without an end included")
    func halfClosed() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            try await client.send(#"{"jsonrpc":"2.0","id":1,"method":"history","params":{"n":200}}"# + "\n" + ping(2))
            await client.endSending()
            let replies = try await client.linesToTheEnd()
            #expect(replies.map { $0["id"] } == [.integer(1), .integer(2)])
            #expect(replies.first?["result"]?["n"] == .integer(200))
        }
    }

    @Test("Large replies reach a client that has ended its side and reads late") func largeReplies() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            for id in 1...5 { try await client.send(line: #"{"jsonrpc":"2.0","id":\#(id),"method":"help"}"#) }
            await client.endSending()
            #expect(await eventually { house.desk.calls.count == 5 })
            try await Task.sleep(for: .milliseconds(300))
            let replies = try await client.linesToTheEnd()
            #expect(replies.count == 5)
            #expect(replies.allSatisfy { $0["result"]?["text"]?.text == Desk.largeText })
        }
    }

    @Test("Twenty thousand requests at once get twenty thousand replies in order") func manyAtOnce() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            let count = 20_000
            try await client.sendWhileReading(Array((1...count).map { ping($0) + "\n" }.joined().utf8))
            await client.endSending()
            let replies = try await client.linesToTheEnd()
            #expect(replies.map { $0["id"]?.integer } == (1...count).map { Int64($0) })
        }
    }

    @Test("A line of a mebibyte is read, and a longer one ends the connection with a reason") func limit() async throws
    {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            try await client.send(line: paddedPing(1, to: 1 << 20))
            #expect(try await client.line()["id"] == .integer(1))
            try await client.send(line: paddedPing(2, to: 1 << 20 + 1))
            try await expectTooLong(client)
            #expect(house.desk.calls == [.ping])
        }
    }

    @Test("A message with a picture may hold four mebibytes") func pictureLimit() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            let head = #"{"jsonrpc":"2.0","id":1,"method":"teach","params":{"category":"cup","image":""#
            let image = String(repeating: "A", count: 4 << 20 - head.utf8.count - 3)
            try await client.send(line: head + image + #""}}"#)
            #expect(try await client.line()["result"]?["revision"] == .integer(8))
            guard case .teach(let teach)? = house.desk.calls.first else { throw Trouble(description: "no teach") }
            #expect(teach.image?.base64.count == image.count)
            try await client.send(line: head + image + #"A"}}"#)
            try await expectTooLong(client)
            #expect(house.desk.calls.count == 1)
        }
    }

    @Test("A line without an end is not kept for ever") func endless() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            try? await client.send([UInt8](repeating: UInt8(ascii: "x"), count: 5 << 20))
            try await expectTooLong(client)
        }
    }

    private func paddedPing(_ id: Int, to length: Int) -> String {
        ping(id) + String(repeating: " ", count: length - ping(id).utf8.count)
    }

    private func expectTooLong(_ client: Socket) async throws {
        let refusal = try await client.line()
        #expect(refusal["error"]?["code"] == .integer(-32600))
        #expect(refusal["error"]?["message"]?.text?.contains("1 MiB, or 4 MiB") == true)
        try await client.end()
    }
}
