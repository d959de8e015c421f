// The protocol's description of itself is what the decoder really does.

import Testing
import Wire

@Suite struct DiscoveryTests {
    private let methods = Wire.Method.openRPC(version: "1.2.3")["methods"]?.items ?? []

    @Test("No name of protocol 1 has gone") func names() {
        let names = Set(methods.compactMap { $0["name"]?.text })
        #expect(
            names.isSuperset(of: [
                "ping", "sync", "help", "rpc.discover", "state", "stats", "subscribe", "unsubscribe", "predict",
                "teach", "teach.start", "teach.renew", "teach.stop", "teach.background", "reject", "category.list",
                "category.rename", "category.remove", "category.merge", "undo", "redo", "history", "reset",
                "sample.list", "sample.move", "sample.remove", "session.list", "session.save", "session.load",
                "session.export", "session.import",
                "classifier.set", "region.set", "region.clear", "objects.set", "source.list", "source.select",
                "camera.controls", "camera.set", "camera.lock",
            ]))
        #expect(names == Set(Wire.Method.all.map(\.name)))
        #expect(methods.count == names.count)
    }

    @Test("The document is OpenRPC with its version") func header() {
        let document = Wire.Method.openRPC(version: "1.2.3")
        #expect(document["openrpc"] == .string("1.3.2"))
        #expect(document["info"]?["version"] == .string("1.2.3"))
    }

    @Test(
        "What a method lists is what it takes, and what it marks is what it wants",
        arguments: Wire.Method.all.map(\.name))
    func parameters(name: String) throws {
        let method = try #require(Wire.Method.named(name))
        let document = try #require(methods.first { $0["name"]?.text == name })
        let listed = document["params"]?.items ?? []
        let required = listed.filter { $0["required"] == .bool(true) }.compactMap { $0["name"]?.text }
        var fields: [String: JSON] = [:]
        for name in required { fields[name] = try goodValue(of: name) }
        #expect(refusal(of: .object(fields), by: method) == nil, "the required ones are enough")
        for parameter in listed {
            let name = try #require(parameter["name"]?.text)
            #expect(parameter["schema"]?["type"] != nil && parameter["description"] != nil)
            var more = fields
            more[name] = try goodValue(of: name)
            #expect(refusal(of: .object(more), by: method) == nil, "\(name) is listed and refused")
            guard required.contains(name) else { continue }
            more[name] = nil
            #expect(refusal(of: .object(more), by: method) != nil, "\(name) is not really required")
        }
        for other in goodValues.keys where !listed.contains(where: { $0["name"]?.text == other }) {
            var more = fields
            more[other] = goodValues[other]
            #expect(refusal(of: .object(more), by: method) != nil, "\(other) is taken and not listed")
        }
    }

    @Test("Standard values are told") func standards() throws {
        let teach = try #require(methods.first { $0["name"]?.text == "teach" })
        let count = try #require(teach["params"]?.items.first { $0["name"]?.text == "count" })
        #expect(count["schema"] == .object(["type": .string("integer"), "default": .integer(1)]))
        #expect(count["required"] == .bool(false))
    }

    @Test("The document keeps its keys on the wire") func onTheWire() throws {
        let line = try Line.result(Wire.Method.openRPC(version: "1"), id: .integer(1))
        let first = try #require(try json(line)["result"]?["methods"]?.items.first)
        #expect(first.keys == ["name", "summary", "paramStructure", "params", "result", "x-role"])
    }

    @Test("help has a line for every method and every parameter") func help() {
        let lines = Wire.Method.help.split(separator: "\n")
        for method in Wire.Method.all {
            #expect(lines.contains { $0.hasPrefix("\(method.name)  ") })
            for parameter in method.parameters {
                #expect(lines.contains { $0.hasPrefix("    \(parameter.name) (\(parameter.type)") })
            }
        }
    }

    @Test("Only reading is open to a viewer, and a teacher cannot reset") func roles() {
        let viewers = Set(Wire.Method.all.filter { $0.role == .viewer }.map(\.name))
        #expect(
            viewers == [
                "ping", "sync", "help", "rpc.discover", "state", "stats", "subscribe", "unsubscribe", "predict",
                "category.list", "coach", "history", "sample.list", "session.list", "camera.controls",
            ])
        let operators = Wire.Method.all.filter { $0.role == .operator }.map(\.name)
        #expect(
            operators == [
                "reset", "session.save", "session.load", "session.export", "session.import", "classifier.set",
                "region.set", "region.clear", "objects.set", "source.list", "source.select", "camera.set",
                "camera.lock",
            ])
        #expect(Role.viewer < .teacher && Role.teacher < .operator)
    }
}
