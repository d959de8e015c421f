// A line is a request, or it is refused with the right code and the id that could be read.

import Foundation
import Testing
import Wire

/// Reads a line and gives what refuses it, or nil.
private func refused(_ line: String) -> Message.Refused? {
    do {
        _ = try Message(line: Data(line.utf8))
        return nil
    } catch {
        return error
    }
}

@Suite struct MessageTests {
    @Test("A request has an id, a method and parameters") func whole() throws {
        let line = #"{"jsonrpc":"2.0","id":7,"method":"teach","params":{"category":"cup","image":"QUJD"},"extra":[1]}"#
        let message = try Message(line: Data(line.utf8))
        #expect(message.id == .integer(7))
        #expect(message.method == "teach")
        #expect(message.params == .object(["category": .string("cup"), "image": .string("QUJD")]))
        #expect(message.carriesImage)
    }

    @Test("An id and parameters may be left out") func least() throws {
        let message = try Message(line: Data(#"{"jsonrpc":"2.0","method":"ping"}"#.utf8))
        #expect(message.id == nil && message.params == nil && !message.carriesImage)
    }

    @Test(
        "An id is echoed as it was sent",
        arguments: ["1", "0", "-5", "9223372036854775807", #""a""#, #""""#, #""1""#, #""q\"\\\n☕️""#])
    func ids(id: String) throws {
        let message = try Message(line: Data(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#.utf8))
        let reply = try json(try Line.result(Nothing(), id: try #require(message.id)))
        #expect(reply["id"] == (try json(id)))
        let failure = Line.failure(.invalidParams("no"), id: message.id)
        #expect(try json(failure)["id"] == (try json(id)))
    }

    @Test(
        "What is not JSON is a parse error",
        arguments: ["nonsense", "{", "{}}", #"{"jsonrpc""#, "'a'", "{\"a\":\"\u{1}\"}", "\u{0}", "[1,,2]", "", "{a:1}"])
    func notJSON(line: String) throws {
        let refusal = try #require(refused(line))
        #expect(refusal.failure.code == -32700)
        #expect(refusal.failure.message.hasPrefix("this line is not JSON: "))
        #expect(refusal.id == nil)
    }

    @Test(
        "What is not one object is no request",
        arguments: ["[]", #"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, "3", "null", #""ping""#, "true"])
    func notAnObject(line: String) throws {
        let refusal = try #require(refused(line))
        #expect(refusal.failure.code == -32600)
        #expect(refusal.id == nil)
    }

    @Test("An id of another type is refused", arguments: ["null", "1.5", "true", "[1]", "{}", "1e300"])
    func wrongIds(id: String) throws {
        let refusal = try #require(refused(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#))
        #expect(refusal.failure.code == -32600)
        #expect(refusal.failure.message.contains("id must be a string or a whole number"))
        #expect(refusal.id == nil)
    }

    @Test(
        "A request without the version or the method is refused to its sender",
        arguments: [
            #"{"id":5,"method":"ping"}"#, #"{"jsonrpc":"1.0","id":5,"method":"ping"}"#,
            #"{"jsonrpc":2.0,"id":5,"method":"ping"}"#, #"{"jsonrpc":"2.0","id":5}"#,
            #"{"jsonrpc":"2.0","id":5,"method":3}"#, #"{"jsonrpc":"2.0","id":5,"method":null}"#,
        ])
    func incomplete(line: String) throws {
        let refusal = try #require(refused(line))
        #expect(refusal.failure.code == -32600)
        #expect(refusal.id == .integer(5))
    }

    @Test("A number that no machine holds is refused", arguments: ["1e400", "-1e999", "123e456"])
    func hugeNumbers(number: String) throws {
        let refusal = try #require(refused(#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"n":\#(number)}}"#))
        #expect(refusal.failure.code == -32700)
    }

    @Test("A text that is not UTF-8 is a parse error") func notUTF8() {
        var line = Data(#"{"jsonrpc":"2.0","id":1,"method":"a"#.utf8)
        line.append(contentsOf: [0xC3, 0x28, 0xFF])
        line.append(Data(#""}"#.utf8))
        #expect(throws: Message.Refused.self) { try Message(line: line) }
    }
}
