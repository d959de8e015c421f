// What goes out: one line each, keys in snake_case, nothing lost and nothing hidden.

import Foundation
import Testing
import Wire

private func prediction(of category: String?) -> PredictionInfo {
    PredictionInfo(
        frame: category == nil ? nil : 12, capturedNs: category == nil ? nil : .max, position: nil, lap: nil,
        verdict: category == nil ? "unknown" : "known", category: category, confidence: 0.75,
        raw: RawInfo(verdict: "unsure", category: category, confidence: 0.5), familiarity: 0.5,
        scores: [ScoreInfo(category: "cup", score: 0.75)],
        neighbours: [NeighbourInfo(sample: 3, category: nil, distance: 0.125)],
        region: WireRegion(x: 0, y: 0, width: 1, height: 1),
        latencyMs: LatencyInfo(features: 1, classify: 2, total: 4), revision: 8)
}

@Suite struct LineTests {
    @Test("A prediction has the protocol's names, and null where there is nothing") func predictions() throws {
        let nothing = try #require(try json(try Line.result(prediction(of: nil), id: .integer(1)))["result"])
        #expect(
            nothing.keys == [
                "frame", "captured_ns", "verdict", "category", "confidence", "raw", "familiarity", "scores",
                "neighbours", "region", "latency_ms", "revision",
            ])
        #expect(nothing["category"] == .null && nothing["frame"] == .null && nothing["captured_ns"] == .null)
        #expect(nothing["raw"] == (try json(#"{"verdict":"unsure","category":null,"confidence":0.5}"#)))
        #expect(nothing["neighbours"]?.items.first?["category"] == .null)
        #expect(nothing["latency_ms"] == (try json(#"{"features":1,"classify":2,"total":4}"#)))
        let cup = try Line.result(prediction(of: "cup"), id: .integer(1))
        #expect(try json(cup)["result"]?["category"] == .string("cup"))
        #expect(String(bytes: cup, encoding: .utf8)?.contains(#""captured_ns":18446744073709551615"#) == true)
    }

    @Test("What was taught has the protocol's names, and null for the background") func taught() throws {
        let info = TaughtInfo(category: nil, samples: [1, 2], skippedDuplicates: 3, total: 4, revision: 5, frame: nil)
        #expect(
            try json(try Line.result(info, id: .integer(1)))["result"]
                == (try json(
                    #"{"category":null,"samples":[1,2],"skipped_duplicates":3,"total":4,"revision":5,"frame":null}"#)))
    }

    @Test("The names of stages and categories are left as they are") func dictionaries() throws {
        let stats = StatsInfo(
            uptime: 1, frames: .init(shown: 1, dropped: 2, late: 3, damaged: 0, fps: 15), stagesMs: ["stageOne": 1.5],
            latencyMs: 1, ageMs: 2, viewers: 3, skippedPictures: 4,
            deliveries: ["mjpeg": .init(viewers: 3, skipped: 4)], degraded: nil, clients: 5, memoryMib: 6)
        let result = try #require(try json(try Line.result(stats, id: .integer(1)))["result"])
        #expect(result["stages_ms"] == .object(["stageOne": .number(1.5)]))
        #expect(result.keys.isSuperset(of: ["age_ms", "latency_ms", "memory_mib", "skipped_pictures"]))
    }

    @Test("An event has its header and its fields side by side") func events() throws {
        let event = Event(
            subscription: 2, topic: .prediction, sequence: 9, dropped: 0, fields: prediction(of: "cup"))
        let line = try json(try Line.event(event))
        #expect(line["method"] == .string("event") && line["jsonrpc"] == .string("2.0") && line["id"] == nil)
        let params = try #require(line["params"])
        #expect(params["topic"] == .string("prediction") && params["seq"] == .integer(9))
        #expect(params["subscription"] == .integer(2) && params["dropped"] == nil)
        #expect(params["category"] == .string("cup") && params["captured_ns"] != nil)
    }

    @Test("An event tells what was left out before it, and a log line needs no subscription") func dropped() throws {
        let event = Event(
            subscription: nil, topic: .log, sequence: 1, dropped: 7, fields: LogLine(level: "error", message: "no"))
        #expect(
            try json(try Line.event(event))["params"]
                == (try json(#"{"topic":"log","seq":1,"dropped":7,"level":"error","message":"no"}"#)))
    }

    @Test("The server's first words have the protocol's names") func hello() throws {
        let hello = Hello(version: "1.0", session: "s", role: .viewer, capabilities: ["x-a"])
        #expect(
            try json(try Line.hello(hello))
                == (try json(
                    #"{"jsonrpc":"2.0","method":"hello","params":{"server":"showtell","version":"1.0","protocol":1,"#
                        + #""auth":"none","role":"viewer","session":"s","capabilities":["x-a"]}}"#)))
    }

    @Test("Showtell's own refusals have a stable kind", arguments: Failure.Kind.allCases) func kinds(
        kind: Failure.Kind
    ) throws {
        let error = try #require(
            try json(Line.failure(Failure(kind, "because", retry: true), id: .integer(3)))["error"])
        #expect(error["code"] == .integer(-32000) && error["message"] == .string("because"))
        #expect(error["data"] == .object(["kind": .string(kind.rawValue), "retry": .bool(true)]))
    }

    @Test("The kinds that scripts rely on have not gone") func allKinds() {
        #expect(
            Set(Failure.Kind.allCases.map(\.rawValue)).isSuperset(of: [
                "unknown_category", "name_refused", "no_frame", "no_camera", "busy", "stale_revision", "lease_expired",
                "not_allowed", "too_large", "bad_image", "not_found",
            ]))
    }

    @Test("A protocol error has no kind, and an unreadable request a null id") func protocolErrors() throws {
        #expect(
            try json(Line.failure(.parseError("no"), id: nil))
                == (try json(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no"}}"#)))
        #expect(Failure.methodNotFound("").code == -32601 && Failure.internalError("").code == -32603)
    }

    @Test("Only predictions and stats may be left out for a slow client") func droppable() {
        #expect(Topic.allCases.filter(\.isDroppable) == [.prediction, .objects, .note, .stats, .clients])
    }

    @Test(
        "Every text survives and stays on one line",
        arguments: ["a\"b\\c", "two\nlines\r\n", "☕️👩‍🔬", "\0\u{1}\u{2028}", "/"])
    func texts(text: String) throws {
        let category = CategoryInfo(id: 1, name: text, color: "#000000", samples: 0, newest: [])
        let line = try Line.result(category, id: .string(text))
        #expect(!line.contains(UInt8(ascii: "\n")))
        #expect(try json(line)["result"]?["name"] == .string(text))
        #expect(try json(line)["id"] == .string(text))
    }
}
