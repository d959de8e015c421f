// The file of `serve --config`: names and values of the command line, as YAML.

import Foundation
import Yams

/// What is wrong with settings, in a sentence.
struct SettingsError: Error, CustomStringConvertible {
    let description: String
}

/// A file of settings, read.
struct SettingsFile {
    /// What can stand at a name.
    enum Form { case text, list, flag }

    /// The settings, by the names that the command line has for them.
    static let forms: [String: Form] = [
        "source": .text, "listen": .text, "socket": .text, "data": .text, "keep": .text, "web": .text,
        "allow-origin": .list, "allow-host": .list, "base-path": .text, "trust-proxy": .list, "bank": .text,
        "webrtc-viewers": .text, "threads": .text, "max-viewers": .text, "max-viewers-per-address": .text,
        "max-mbit": .text, "publish": .list, "media": .list, "hls": .flag, "every-frame": .flag, "libv4l": .flag,
        "log-level": .text,
    ]

    /// A setting, where it stands, and how the command line would say it.
    struct Entry {
        let name: String
        let line: Int
        let arguments: [String]
    }

    let path: String
    let entries: [Entry]

    private static let mostBytes = 1 << 20

    /// Reads a file.
    ///
    /// - Throws: a sentence with the file, the line where there is one, and what to do.
    init(_ path: String) throws(SettingsError) {
        self.path = path
        let text = try Self.text(of: path)
        let root: Node?
        do {
            root = try compose(yaml: text)
        } catch {
            throw Self.sentence(for: error, in: text, path)
        }
        // Nothing but comments is a file, too.
        guard let root else {
            entries = []
            return
        }
        guard let mapping = root.mapping else {
            throw Self.error(path, root.mark?.line, "there is no NAME: VALUE; write for example “listen: 0.0.0.0:8080”")
        }
        var entries: [Entry] = []
        for (key, value) in mapping { entries.append(try Self.entry(key, value, path)) }
        self.entries = entries
    }

    static func error(_ path: String, _ line: Int?, _ sentence: String) -> SettingsError {
        SettingsError(description: "\(path)\(line.map { ", line \($0)" } ?? ""): \(sentence)")
    }

    private static func text(of path: String) throws(SettingsError) -> String {
        func refusal(_ reason: String) -> SettingsError {
            SettingsError(description: "\(path) cannot be read: \(reason); name another file with --config")
        }
        guard let file = fopen(path, "r") else { throw refusal(String(cString: strerror(errno))) }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: mostBytes + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        if ferror(file) != 0 { throw refusal(String(cString: strerror(errno))) }
        guard count <= mostBytes else { throw refusal("it is longer than a mebibyte") }
        guard let text = String(validating: bytes.prefix(count), as: UTF8.self) else {
            throw refusal("it is no text in UTF-8")
        }
        return text
    }

    private static func entry(_ key: Node, _ value: Node, _ path: String) throws(SettingsError) -> Entry {
        let line = key.mark?.line ?? 1
        guard let name = key.string, let form = forms[name] else {
            throw error(
                path, line,
                "there is no setting “\(key.string ?? "?")”; showtell serve --help lists them, here without the two hyphens"
            )
        }
        let values: [String?] =
            switch (value, form) {
            case (.sequence(let items), .list): items.map(\.scalar?.string)
            default: [value.scalar?.string]
            }
        // What was forgotten is an empty word in YAML.
        guard !values.contains(where: { $0?.isEmpty ?? true }) else {
            let wanted = form == .list ? "a value, or a list of values in lines that begin with “- ”" : "one value"
            throw error(path, value.mark?.line ?? line, "“\(name)” needs \(wanted)")
        }
        guard form == .flag else {
            return Entry(name: name, line: line, arguments: values.map { "--\(name)=\($0 ?? "")" })
        }
        guard let isOn = ["true": true, "false": false][values.first.flatMap { $0 } ?? ""] else {
            throw error(path, line, "“\(name)” is either true or false")
        }
        return Entry(name: name, line: line, arguments: [isOn ? "--\(name)" : "--no-\(name)"])
    }

    private static func sentence(for error: any Error, in text: String, _ path: String) -> SettingsError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return Self.error(path, mark.line, "this is no YAML: \(problem); write NAME: VALUE, one a line")
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            return Self.error(path, line, "this is no YAML: \(problem); write NAME: VALUE, one a line")
        case .duplicatedKeysInMapping(let names, _):
            let name = names.first ?? "a name"
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let line = lines.lastIndex { $0.hasPrefix(name) }.map { $0 + 1 }
            return Self.error(path, line, "“\(name)” stands there twice; leave one of them, or make one list of both")
        default: return Self.error(path, nil, "this is no YAML: \(error); write NAME: VALUE, one a line")
        }
    }
}
