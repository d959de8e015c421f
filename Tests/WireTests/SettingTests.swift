// What the operator sets, from words to calls.

import Testing
import Wire

@Suite struct SettingTests {
    @Test(
        "Settings carry what is to be set, and nothing else changes",
        arguments: [
            ("classifier.set", "{}", Call.Setting.classifier(kind: nil, threshold: nil)),
            ("classifier.set", #"{"kind":"dual-ridge"}"#, .classifier(kind: "dual-ridge", threshold: nil)),
            ("classifier.set", #"{"threshold":0.5}"#, .classifier(kind: nil, threshold: 0.5)),
            ("classifier.set", #"{"threshold":0}"#, .classifier(kind: nil, threshold: 0)),
            (
                "region.set", #"{"x":0.25,"y":0,"width":0.5,"height":1}"#,
                .region(WireRegion(x: 0.25, y: 0, width: 0.5, height: 1))
            ),
            ("region.clear", "{}", .region(nil)),
            ("objects.set", #"{"enabled":true}"#, .objects(isOn: true)),
            ("objects.set", #"{"enabled":false}"#, .objects(isOn: false)),
        ])
    func settings(name: String, params: String, expected: Call.Setting) throws {
        #expect(try call(name, params) == .setting(expected))
    }

    @Test("At most half of the true objects may be missed", arguments: ["-0.01", "0.51", "1", "\"a\"", "true"])
    func thresholds(value: String) {
        let failure = #expect(throws: Failure.self) { try call("classifier.set", #"{"threshold":\#(value)}"#) }
        #expect(failure?.code == -32602)
        #expect(failure?.message.hasPrefix("threshold must be a number from 0.0 to 0.5, not") == true)
    }

    @Test("A switch is true or false, and must be given", arguments: ["{}", #"{"enabled":1}"#, #"{"enabled":"on"}"#])
    func switches(params: String) {
        let failure = #expect(throws: Failure.self) { try call("objects.set", params) }
        #expect(failure?.code == -32602 && failure?.message.hasPrefix("enabled ") == true)
    }

    @Test(
        "A region that is set lies inside the frame and has a size",
        arguments: [
            ("0.6", "0", "0.5", "1", "x + width is 1.1"), ("0", "0.75", "1", "0.5", "y + height is 1.25"),
            ("0", "0", "0", "1", "width must be more than 0"), ("0", "0", "1", "0", "height must be more than 0"),
            ("1.5", "0", "0.5", "1", "x must be a number from 0.0 to 1.0, not 1.5"),
        ])
    func regions(x: String, y: String, width: String, height: String, words: String) {
        let params = #"{"x":\#(x),"y":\#(y),"width":\#(width),"height":\#(height)}"#
        let failure = #expect(throws: Failure.self) { try call("region.set", params) }
        #expect(failure?.code == -32602)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test("A notice says that it is over only when it is") func notices() throws {
        func keys(over: Bool) throws -> Set<String> {
            let notice = DriftInfo(kind: "light", since: 1, distance: 2, threshold: 1, message: "m", over: over)
            return try #require(try json(try Line.result(notice, id: .integer(1)))["result"]).keys
        }
        #expect(try keys(over: false) == ["kind", "since", "distance", "threshold", "message"])
        #expect(try keys(over: true) == ["kind", "since", "distance", "threshold", "message", "over"])
    }
}
