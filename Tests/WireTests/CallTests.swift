// Every method turns its parameters into the call that they stand for.

import Testing
import Wire

@Suite struct CallTests {
    @Test(
        "Methods without parameters are their calls",
        arguments: [
            ("ping", Call.ping), ("sync", .sync), ("help", .help), ("rpc.discover", .discover), ("state", .state),
            ("stats", .stats), ("category.list", .listCategories), ("coach", .coach),
        ])
    func plain(name: String, expected: Call) throws {
        #expect(try call(name) == expected)
        #expect(try Wire.Method.named(name)?.call(nil) == expected, "params may be left out")
    }

    @Test("subscribe takes topics and a rate") func subscribe() throws {
        #expect(
            try call("subscribe", #"{"topics":["prediction","log"],"max_hz":5}"#)
                == .subscribe(topics: [.prediction, .log], maximumRate: 5))
        #expect(try call("subscribe", #"{"topics":[]}"#) == .subscribe(topics: [], maximumRate: 1000))
        #expect(try call("unsubscribe", #"{"subscription":3}"#) == .unsubscribe(subscription: 3))
    }

    @Test("predict takes a picture and a region, or neither") func predict() throws {
        #expect(try call("predict") == .predict(image: nil, region: nil, objects: false))
        #expect(
            try call("predict", #"{"image":"QUJD","region":{"x":0,"y":0.5,"width":1,"height":0.5}}"#)
                == .predict(
                    image: ImageText(base64: "QUJD"), region: WireRegion(x: 0, y: 0.5, width: 1, height: 0.5),
                    objects: false))
        #expect(try call("predict", #"{"objects":true}"#) == .predict(image: nil, region: nil, objects: true))
        let failure = #expect(throws: Failure.self) { try call("predict", #"{"objects":1}"#) }
        #expect(failure?.message == "objects must be true or false, not 1")
    }

    @Test("teach takes one frame unless told otherwise") func teach() throws {
        guard case .teach(let short) = try call("teach", #"{"category":"cup"}"#),
            case .teach(let long) = try call(
                "teach",
                #"{"category":"a","count":1000,"region":{"x":0,"y":0,"width":1,"height":1},"image":"QUJD","if_revision":9,"#
                    + #""request_key":"k"}"#)
        else { throw Trouble(description: "teach is not a teach") }
        #expect(short.category == "cup" && short.count == 1)
        #expect(short.region == nil && short.image == nil)
        #expect(short.options.ifRevision == nil && short.options.requestKey == nil)
        #expect(long.category == "a" && long.count == 1000)
        #expect(long.region == WireRegion(x: 0, y: 0, width: 1, height: 1))
        #expect(long.image == ImageText(base64: "QUJD"))
        #expect(long.options.ifRevision == 9 && long.options.requestKey == "k")
    }

    @Test("Hold-to-teach is a lease with a standard length") func leases() throws {
        #expect(
            try call("teach.start", #"{"category":"cup"}"#) == .startTeaching(category: "cup", leaseMilliseconds: 1500))
        #expect(
            try call("teach.start", #"{"category":"cup","lease_ms":100}"#)
                == .startTeaching(category: "cup", leaseMilliseconds: 100))
        #expect(try call("teach.renew", #"{"lease":12}"#) == .renewLease(12))
        #expect(try call("teach.stop", #"{"lease":12}"#) == .stopTeaching(lease: 12))
    }

    @Test(
        "Changes carry their own parameters",
        arguments: [
            ("teach.background", "{}", Call.Change.background(seconds: 3)),
            ("teach.background", #"{"seconds":1}"#, .background(seconds: 1)),
            ("reject", "{}", .reject(category: nil)),
            ("reject", #"{"category":"cup"}"#, .reject(category: "cup")),
            ("category.rename", #"{"category":"cup","to":"mug"}"#, .rename(category: "cup", to: "mug")),
            ("category.remove", #"{"category":"cup"}"#, .remove(category: "cup")),
            ("category.merge", #"{"category":"cup","into":"mug"}"#, .merge(category: "cup", into: "mug")),
            ("undo", "{}", .undo(count: 1, mine: false)),
            ("undo", #"{"n":4,"scope":"mine"}"#, .undo(count: 4, mine: true)),
            ("redo", #"{"scope":"all"}"#, .redo(count: 1, mine: false)),
            ("reset", "{}", .reset),
        ])
    func changes(name: String, params: String, expected: Call.Change) throws {
        guard case .change(let change, let options) = try call(name, params) else {
            throw Trouble(description: "\(name) is not a change")
        }
        #expect(change == expected)
        #expect(options.ifRevision == nil && options.requestKey == nil)
    }

    @Test("history lists twenty acts unless told otherwise") func history() throws {
        #expect(try call("history") == .history(count: 20))
        #expect(try call("history", #"{"n":1}"#) == .history(count: 1))
    }

    @Test("A name keeps quotes, newlines, emoji and the zero character", arguments: ["a\"b", "a\nb", "☕️", "a\0b", ""])
    func names(name: String) throws {
        let params = try #require(try json(try Line.result(["category": name], id: .integer(1)))["result"])
        guard case .teach(let teach)? = try Wire.Method.named("teach")?.call(params) else {
            throw Trouble(description: "teach is not a teach")
        }
        #expect(teach.category == name)
    }

    @Test("Samples are a list of numbers") func samples() throws {
        #expect(try change("sample.remove", #"{"samples":[3,4]}"#) == .removeSamples([3, 4]))
        #expect(try change("sample.move", #"{"samples":[3],"category":"cup"}"#) == .moveSamples([3], to: "cup"))
        for bad in [#"{"samples":[]}"#, #"{"samples":[0]}"#, #"{"samples":["3"]}"#, #"{"samples":3}"#, "{}"] {
            #expect(throws: Failure.self) { try call("sample.remove", bad) }
        }
        #expect(try call("sample.list") == .listSamples(category: nil, limit: 100, before: nil))
        #expect(
            try call("sample.list", #"{"category":"cup","limit":5,"before":7}"#)
                == .listSamples(category: "cup", limit: 5, before: 7))
    }

    @Test("Sessions have names") func sessions() throws {
        #expect(try call("session.list") == .listSessions)
        #expect(try call("session.save", #"{"name":"monday"}"#) == .session(.save, name: "monday"))
        #expect(try call("session.export", #"{"name":"monday"}"#) == .session(.export, name: "monday"))
        #expect(try call("session.import", #"{"name":"monday"}"#) == .session(.import, name: "monday"))
        #expect(try change("session.load", #"{"name":"monday","if_revision":7}"#) == .loadSession("monday"))
    }

    private func change(_ name: String, _ params: String) throws -> Call.Change? {
        if case .change(let change, _) = try call(name, params) { change } else { nil }
    }
}
