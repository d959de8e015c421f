// `showtell ctl`: one request from the shell, or a stream of events.

import ArgumentParser
import Client
import Foundation
import Wire

struct Ctl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ctl",
        abstract: "Sends a request to the running daemon and prints the result as a line of JSON.",
        discussion: """
            Values are written as key=value; lists and objects as JSON. An image is read from a file with image=@PATH.

              showtell ctl state
              showtell ctl teach category=cup count=10
              showtell ctl predict image=@cup.jpg
              showtell ctl undo
              showtell ctl help                         all methods and their parameters
              showtell ctl --monitor prediction max_hz=5

            Exit codes: 0 done; 1 the daemon refused (its sentence is on standard error); 64 wrong usage; 69 no daemon.
            """)

    @Flag(help: "Print events of the named topics, a line each, until interrupted.")
    var monitor = false

    @Option(help: ArgumentHelp("The daemon's Unix socket.", valueName: "path"))
    var socket: String?

    @Argument(help: "A method, or with --monitor topics; then key=value pairs.")
    var words: [String]

    func run() throws {
        do {
            let client = try ControlClient(socket: socket ?? Defaults.socket)
            if monitor { try watch(client) } else { try ask(client) }
        } catch let error as ClientError {
            throw Ending.with(error.description, code: 69)
        } catch let refusal as Refusal {
            throw Ending.with(refusal.description, code: 1)
        }
    }

    private func ask(_ client: ControlClient) throws {
        guard let method = words.first, !method.contains("=") else {
            throw ValidationError("name a method first, for example: showtell ctl state")
        }
        let params = try Self.params(words.dropFirst(), of: method)
        let result = try client.call(method, params)
        if method == "help", let text = result["text"]?.text { return Output.line(text) }
        guard let job = result["job"] else { return try show(result) }
        // Work that goes on: its end is the answer, and whoever asked is told of it.
        while true {
            let event = try client.nextEvent()
            guard event["topic"] == .string("job"), event["job"] == job else { continue }
            if let error = event["error"] { throw Refusal(error: error) }
            return try show(event)
        }
    }

    private func watch(_ client: ControlClient) throws {
        let topics = words.prefix { !$0.contains("=") }
        var params = try Self.params(words.dropFirst(topics.count), of: "subscribe")
        params["topics"] = .array(topics.map(JSON.string))
        let subscribed = try client.call("subscribe", params)
        try show(.object(["topic": .string("snapshot"), "state": subscribed["snapshot"] ?? .null]))
        while true { try show(try client.nextEvent()) }
    }

    private func show(_ json: JSON) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        Output.line(String(decoding: try encoder.encode(json), as: UTF8.self))
    }

    /// Reads key=value pairs; the method's own description tells text from numbers.
    private static func params(_ words: ArraySlice<String>, of method: String) throws -> [String: JSON] {
        let types = Dictionary(
            (Method.named(method)?.parameters ?? []).map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first }
        )
        var params: [String: JSON] = [:]
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
                throw ValidationError("“\(word)” is no key=value pair")
            }
            let (key, text) = (String(word[..<equals]), String(word[word.index(after: equals)...]))
            if key == "image", text.hasPrefix("@") {
                params[key] = .string(try file(String(text.dropFirst())))
            } else if types[key] == "string" {
                params[key] = .string(text)
            } else {
                let value = (try? JSON(parsing: Data(text.utf8))) ?? .string(text)
                // One thing alone is a short list.
                params[key] = types[key] == "array" && value.isSingle ? .array([value]) : value
            }
        }
        return params
    }

    private static func file(_ path: String) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ValidationError("\(path) cannot be read")
        }
        return bytes.base64EncodedString()
    }
}

extension JSON {
    fileprivate var isSingle: Bool { if case .array = self { false } else { true } }
}
