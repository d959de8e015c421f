// Wrong parameters are refused with a sentence that names them.

import Testing
import Wire

private let invalidParams = -32602

@Suite struct ArgumentTests {
    /// What cannot stand where a type is asked for.
    private static let wrongValues: [String: [JSON]] = [
        "string": [.integer(5), .bool(true), .array([]), .object([:])],
        "integer": [
            .number(1.5), .string("1"), .bool(true), .array([.integer(1)]), .integer(-1), .number(1e300), .object([:]),
        ],
        "number": [.string("1"), .bool(false), .integer(-1), .number(-0.5), .number(1e300), .object([:])],
        "boolean": [.string("true"), .integer(1), .number(0.5), .array([]), .object([:])],
        "array": [.string("prediction"), .object([:]), .array([.integer(1)]), .array([.string("nonsense")])],
        "object": [
            .string("left"), .array([.integer(0), .integer(0), .integer(1), .integer(1)]), .object([:]),
            .object(["x": .integer(0), "y": .integer(0), "width": .integer(2), "height": .integer(1)]),
            .object(["x": .integer(0), "y": .integer(0), "width": .integer(1), "height": .integer(0)]),
            .object(["x": .string("0"), "y": .integer(0), "width": .integer(1), "height": .integer(1)]),
            .object([
                "x": .integer(0), "y": .integer(0), "width": .integer(1), "height": .integer(1), "z": .integer(0),
            ]),
        ],
        // An object, but of values by any name.
        "controls": [
            .string("gain"), .integer(3), .array([]), .object([:]), .object(["gain": .number(1.5)]),
            .object(["gain": .null]), .object(["gain": .array([.integer(1)])]),
        ],
        // A list, but of numbers.
        "samples": [
            .string("1"), .integer(1), .array([]), .array([.integer(0)]), .array([.number(1.5)]),
            .array([.string("1")]),
            .array([.integer(1), .null]), .object([:]),
        ],
    ]

    @Test("All its parameters together are accepted", arguments: Wire.Method.all.map(\.name))
    func complete(name: String) throws {
        let method = try #require(Wire.Method.named(name))
        #expect(refusal(of: .object(try goodParams(of: method)), by: method) == nil)
    }

    @Test("A parameter that is missing or null is refused when it is required", arguments: Wire.Method.all.map(\.name))
    func missing(name: String) throws {
        let method = try #require(Wire.Method.named(name))
        for parameter in method.parameters {
            var params = try goodParams(of: method)
            for absent in [nil, JSON.null] {
                params[parameter.name] = absent
                let failure = refusal(of: .object(params), by: method)
                #expect((failure != nil) == parameter.isRequired, "\(parameter.name) is \(absent ?? .string("absent"))")
                guard let failure else { continue }
                #expect(failure.code == invalidParams)
                #expect(failure.message.hasPrefix("\(parameter.name) is missing"))
            }
        }
    }

    @Test("A value of the wrong type or range is refused by name", arguments: Wire.Method.all.map(\.name))
    func wrong(name: String) throws {
        let method = try #require(Wire.Method.named(name))
        for parameter in method.parameters {
            for value in try #require(Self.wrongValues[parameter.name] ?? Self.wrongValues[parameter.type]) {
                var params = try goodParams(of: method)
                params[parameter.name] = value
                let failure = try #require(refusal(of: .object(params), by: method), "\(parameter.name) = \(value)")
                #expect(failure.code == invalidParams && failure.kind == nil)
                #expect(failure.message.hasPrefix("\(parameter.name) m"))
            }
        }
    }

    @Test("A name that nobody knows is refused by name", arguments: Wire.Method.all.map(\.name))
    func unknown(name: String) throws {
        let method = try #require(Wire.Method.named(name))
        var params = try goodParams(of: method)
        params["catgeory"] = .string("cup")
        let failure = try #require(refusal(of: .object(params), by: method))
        #expect(failure.code == invalidParams)
        #expect(failure.message.contains("\"catgeory\""))
        for parameter in method.parameters { #expect(failure.message.contains(parameter.name)) }
    }

    @Test("Parameters by place are refused", arguments: ["[]", #"["cup"]"#, "3", #""cup""#, "true"])
    func byPlace(params: String) throws {
        for method in Wire.Method.all {
            let failure = try #require(refusal(of: try json(params), by: method))
            #expect(failure.code == invalidParams)
            #expect(failure.message.contains("params must be an object"))
        }
    }

    @Test(
        "A whole number may be written in any way that JSON has",
        arguments: [("3", 3), ("3.0", 3), ("1e2", 100), ("30e-1", 3)])
    func wholeNumbers(text: String, count: Int) throws {
        guard case .teach(let teach) = try call("teach", #"{"category":"cup","count":\#(text)}"#) else {
            throw Trouble(description: "teach is not a teach")
        }
        #expect(teach.count == count)
    }

    @Test(
        "What is no whole number from 1 to 1000 is no count",
        arguments: [
            "1.5", "0", "1001", "-1", "true", "\"1\"", "1e300", "9223372036854775807", "9223372036854775808",
            "18446744073709551615", "1e-3",
        ])
    func counts(text: String) {
        let failure = #expect(throws: Failure.self) { try call("teach", #"{"category":"cup","count":\#(text)}"#) }
        #expect(failure?.code == invalidParams)
        #expect(failure?.message.hasPrefix("count must be a whole number from 1 to 1000") == true)
    }

    @Test(
        "A region lies inside the frame", arguments: ["-0.1,0,1,1", "0,0,1.1,1", "0.6,0,0.5,1", "0,0,0,1", "0,0,1,-1"])
    func regions(numbers: String) throws {
        let parts = numbers.split(separator: ",")
        let region = #"{"x":\#(parts[0]),"y":\#(parts[1]),"width":\#(parts[2]),"height":\#(parts[3])}"#
        let failure = #expect(throws: Failure.self) { try call("predict", #"{"region":\#(region)}"#) }
        #expect(failure?.message.hasPrefix("region must be") == true)
    }

    @Test("A refusal does not repeat a long text") func longTexts() throws {
        let long = String(repeating: "x", count: 100_000)
        let params = [
            ("undo", #"{"scope":"\#(long)"}"#), ("ping", #"{"\#(long)":1}"#),
            ("teach", #"{"category":1,"\#(long)":1}"#),
            ("subscribe", #"{"topics":["\#(long)"]}"#),
        ]
        for (name, params) in params {
            let failure = #expect(throws: Failure.self) { try call(name, params) }
            #expect((failure?.message.count ?? 0) < 300)
        }
    }
}
