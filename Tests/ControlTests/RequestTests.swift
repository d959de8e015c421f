// Requests and their replies on one connection.

import Testing
import Wire

@Suite struct RequestTests {
    @Test("Replies come in the order of the requests, and every id once") func order() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            let waits = [60, 1, 30, 2]
            for wait in waits {
                try await client.send(
                    line: #"{"jsonrpc":"2.0","id":"\#(wait)","method":"history","params":{"n":\#(wait)}}"#)
            }
            try await client.send(line: "nonsense")
            try await client.send(line: #"{"jsonrpc":"2.0","id":5,"method":"ping"}"#)
            for wait in waits {
                let reply = try await client.line()
                #expect(reply["id"] == .string("\(wait)") && reply["result"]?["n"] == .integer(Int64(wait)))
            }
            let refusal = try await client.line()
            #expect(refusal["id"] == .null && refusal["error"]?["code"] == .integer(-32700))
            #expect(try await client.line()["id"] == .integer(5))
            #expect(try await client.isSilent())
        }
    }

    @Test("A request without an id is done and not answered, unless it fails: then people are told")
    func withoutId() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            try await client.send(line: #"{"jsonrpc":"2.0","method":"ping"}"#)
            try await client.send(line: #"{"jsonrpc":"2.0","method":"category.list"}"#)
            try await client.send(line: #"{"jsonrpc":"2.0","method":"teach","params":{"catgeory":"cup"}}"#)
            try await client.send(line: #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
            let first = try await client.line()
            #expect(first["method"] == .string("event") && first["params"]?["topic"] == .string("log"))
            #expect(first["params"]?["level"] == .string("error") && first["params"]?["seq"] == .integer(1))
            #expect(first["params"]?["message"]?.text == "category.list: there is no camera")
            let second = try await client.line()
            #expect(second["params"]?["message"]?.text?.hasPrefix("teach: category is missing") == true)
            #expect(try await client.line()["id"] == .integer(1))
            #expect(house.desk.calls == [.ping, .listCategories, .ping], "nothing happened but what was right")
        }
    }

    @Test("Refusals say why") func refusals() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            try await client.send(line: #"{"jsonrpc":"2.0","id":1,"method":"category.list"}"#)
            let failure = try await client.line()
            #expect(failure["error"]?["code"] == .integer(-32000))
            #expect(failure["error"]?["data"] == .object(["kind": .string("no_camera"), "retry": .bool(true)]))
            try await client.send(line: #"{"jsonrpc":"2.0","id":2,"method":"tecah"}"#)
            let unknown = try await client.line()
            #expect(unknown["error"]?["code"] == .integer(-32601))
            #expect(unknown["error"]?["message"]?.text?.contains("\"tecah\"") == true)
            try await client.send(line: #"{"jsonrpc":"2.0","id":3,"method":"reset","params":{"sure":true}}"#)
            #expect(try await client.line()["error"]?["code"] == .integer(-32602))
            try await client.send(line: #"[{"jsonrpc":"2.0","id":4,"method":"ping"}]"#)
            #expect(try await client.line()["error"]?["code"] == .integer(-32600))
            try await client.send(line: #"{"id":5,"method":"ping"}"#)
            let versionless = try await client.line()
            #expect(versionless["id"] == .integer(5) && versionless["error"]?["code"] == .integer(-32600))
            #expect(house.desk.calls == [.listCategories])
        }
    }

    @Test("A long name does not come back as a long sentence") func longName() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            let name = String(repeating: "x", count: 100_000)
            try await client.send(line: #"{"jsonrpc":"2.0","id":1,"method":"\#(name)"}"#)
            let message = try await client.line()["error"]?["message"]?.text
            #expect((message?.count ?? .max) < 300)
        }
    }

    @Test("Twenty clients at once get their own replies") func manyClients() async throws {
        try await withHouse(.unix) { house in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...20 {
                    group.addTask {
                        let client = try await house.client()
                        for id in 0..<50 {
                            try await client.send(
                                line: #"{"jsonrpc":"2.0","id":"\#(number)-\#(id)","method":"teach","#
                                    + #""params":{"category":"c\#(number)"}}"#)
                        }
                        for id in 0..<50 {
                            #expect(try await client.line()["id"] == .string("\(number)-\(id)"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(house.desk.calls.count == 1000)
            #expect(await eventually { house.desk.left.count == 20 })
        }
    }
}
