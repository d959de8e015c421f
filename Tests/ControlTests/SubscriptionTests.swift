// Events: what a subscription carries, in which order, and how a slow reader is treated.

import Control
import Foundation
import Testing
import Wire

struct Count: Encodable, Sendable { let count: Int }
struct Padded: Encodable, Sendable {
    let count: Int
    let padding: String
}

extension Socket {
    /// Subscribes and gives the subscription's number.
    func subscribe(_ params: String) throws -> Int64 {
        try send(line: #"{"jsonrpc":"2.0","id":"s","method":"subscribe","params":\#(params)}"#)
        guard let number = try line()["result"]?["subscription"]?.integer else {
            throw Trouble(description: "no subscription")
        }
        return number
    }

    /// The parameters of the next line, which must be an event.
    func event() throws -> JSON {
        let line = try line()
        guard line["method"] == .string("event"), let params = line["params"] else {
            throw Trouble(description: "no event")
        }
        return params
    }
}

@Suite struct SubscriptionTests {
    @Test("The reply comes before the first event and carries the snapshot") func snapshotFirst() async throws {
        try await withHouse(.unix) { house in
            let hurry = Task {
                while !Task.isCancelled {
                    house.hub.publish(.state, Count(count: 1))
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
            defer { hurry.cancel() }
            for _ in 0..<20 {
                let client = try await house.client()
                try await client.send(
                    line: #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"topics":["state"]}}"#)
                let reply = try await client.line()
                #expect(reply["id"] == .integer(1))
                #expect(reply["result"]?["snapshot"]?["revision"] == .integer(7))
                #expect(reply["result"]?["subscription"] == .integer(1))
                #expect(try await client.event()["seq"] == .integer(1))
            }
        }
    }

    @Test("Who begins to listen to the log hears what was told before and still holds; others do not")
    func standing() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            _ = try await client.subscribe(#"{"topics":["state"]}"#)
            let number = try await client.subscribe(#"{"topics":["log"]}"#)
            let event = try await client.event()
            #expect(event["topic"] == .string("log") && event["subscription"] == .integer(number))
            #expect(event["level"] == .string("warning") && event["message"] == .string("sample 7 is rotten"))
            #expect(try await client.isSilent())
        }
    }

    @Test("Every event of the topics comes, and seq rises by one") func sequence() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            let number = try await client.subscribe(#"{"topics":["state","taught"]}"#)
            for count in 1...50 {
                house.hub.publish(count.isMultiple(of: 2) ? .state : .taught, Count(count: count))
                house.hub.publish(.job, Count(count: 0))
            }
            for count in 1...50 {
                let event = try await client.event()
                #expect(event["seq"] == .integer(Int64(count)) && event["count"] == .integer(Int64(count)))
                #expect(event["topic"] == .string(count.isMultiple(of: 2) ? "state" : "taught"))
                #expect(event["subscription"] == .integer(number) && event["dropped"] == nil)
            }
            #expect(try await client.isSilent())
        }
    }

    @Test("max_hz thins predictions and nothing else") func rate() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            _ = try await client.subscribe(#"{"topics":["prediction","state","objects","stats"],"max_hz":0.01}"#)
            for count in 1...30 {
                house.hub.publish(.prediction, Count(count: count))
                house.hub.publish(.state, Count(count: count))
            }
            house.hub.publish(.objects, Count(count: 31))
            house.hub.publish(.stats, Count(count: 32))
            var topics: [String] = []
            for _ in 0..<33 { topics.append(try await client.event()["topic"]?.text ?? "") }
            #expect(topics.filter { $0 == "prediction" }.count == 1)
            #expect(topics.filter { $0 == "state" }.count == 30)
            #expect(topics.suffix(2) == ["objects", "stats"], "a prediction holds up nothing else")
            #expect(try await client.isSilent())
        }
    }

    @Test("A subscription ends alone when it is told to") func unsubscribe() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            let first = try await client.subscribe(#"{"topics":["state"]}"#)
            let second = try await client.subscribe(#"{"topics":["state","job"]}"#)
            #expect(house.hub.isWanted(.job) && !house.hub.isWanted(.prediction))
            house.hub.publish(.state, Count(count: 1))
            #expect(try await client.event()["subscription"] == .integer(first))
            #expect(try await client.event()["subscription"] == .integer(second))
            let end = #"{"jsonrpc":"2.0","id":1,"method":"unsubscribe","params":{"subscription":\#(second)}}"#
            try await client.send(line: end)
            #expect(try await client.line()["result"] == .object([:]))
            #expect(!house.hub.isWanted(.job))
            house.hub.publish(.state, Count(count: 2))
            #expect(try await client.event()["subscription"] == .integer(first))
            try await client.send(line: end)
            #expect(try await client.line()["error"]?["data"]?["kind"] == .string("not_found"))
            #expect(try await client.isSilent())
        }
    }

    @Test("A change's events are written when sync answers") func sync() async throws {
        try await withHouse(.unix) { house in
            let client = try await house.client()
            _ = try await client.subscribe(#"{"topics":["state"]}"#)
            try await client.send(line: #"{"jsonrpc":"2.0","id":1,"method":"teach","params":{"category":"cup"}}"#)
            try await client.send(line: #"{"jsonrpc":"2.0","id":2,"method":"sync"}"#)
            let lines = [try await client.line(), try await client.line(), try await client.line()]
            #expect(lines.filter { $0["method"] == .string("event") }.count == 1)
            #expect(lines.last?["id"] == .integer(2))
        }
    }
}

@Suite struct SlowClientTests {
    @Test("A client that does not read delays nobody, misses predictions, and is told how many") func slow()
        async throws
    {
        try await withHouse(.unix) { house in
            let (slow, quick) = (try await house.client(), try await house.client())
            _ = try await slow.subscribe(#"{"topics":["prediction","state"]}"#)
            _ = try await quick.subscribe(#"{"topics":["state"]}"#)
            let padding = String(repeating: "x", count: 5000)
            for count in 1...2000 {
                house.hub.publish(.prediction, Padded(count: count, padding: padding))
                // A subscription takes a thousand predictions a second at the most.
                try await Task.sleep(for: .milliseconds(1))
                guard count.isMultiple(of: 100) else { continue }
                house.hub.publish(.state, Count(count: count))
                #expect(try await quick.event()["count"] == .integer(Int64(count)))
            }
            var (last, dropped, states, received): (Int64, Int64, [Int64], Int64) = (0, 0, [], 0)
            while states.last != 2000 {
                let event = try await slow.event()
                let missed = event["dropped"]?.integer ?? 0
                let sequence = try #require(event["seq"]?.integer)
                #expect(sequence > last)
                (last, dropped, received) = (sequence, dropped + missed, received + 1)
                if event["topic"] == .string("state") { states.append(event["count"]?.integer ?? 0) }
            }
            #expect(states == (1...20).map { $0 * 100 }, "no state may be missing")
            #expect(dropped > 0 && received + dropped == last, "every gap is accounted for")
        }
    }

    @Test("A client that misses what must not be missed is sent away, and nobody else") func overflow() async throws {
        try await withHouse(.unix) { house in
            let (stuck, quick) = (try await house.client(), try await house.client())
            _ = try await stuck.subscribe(#"{"topics":["state"]}"#)
            _ = try await quick.subscribe(#"{"topics":["job"]}"#)
            let padding = String(repeating: "x", count: 2000)
            for count in 1...20_000 {
                house.hub.publish(.state, Padded(count: count, padding: padding))
                guard count.isMultiple(of: 1000) else { continue }
                house.hub.publish(.job, Count(count: count))
                #expect(try await quick.event()["count"] == .integer(Int64(count)))
            }
            #expect(await eventually { house.desk.left.map(\.name) == ["unix-1"] })
            #expect(house.hub.count == 1)
            try await stuck.end()
            try await quick.send(line: #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
            #expect(try await quick.line()["id"] == .integer(1))
        }
    }
}
