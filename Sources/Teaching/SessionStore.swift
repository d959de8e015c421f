// Saved sessions: journals as single files in a folder, each under a name.

import Foundation
import GRDB

/// Why a saved session cannot be used, in a sentence and with a reason that the wire can name.
public struct SessionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason.
    public enum Kind: Sendable {
        /// Nobody may call a session so, or somebody has.
        case nameRefused
        /// There is no such session.
        case notFound
        /// The file is broken, or not for this program.
        case unusable
        /// The disk does not take it or give it.
        case disk
    }

    /// The reason.
    public let kind: Kind
    /// The sentence.
    public let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

/// The folder of saved sessions. What is done here blocks for as long as the disk needs: not for a task.
public struct SessionStore: Sendable {
    /// How a session's file ends.
    public static let ending = ".showtell"
    /// A file's name has at most 255 bytes.
    private static let longestBytes = 200

    /// Its path.
    public let folder: String

    /// The sessions of a data folder.
    public init(data: String) { folder = "\(data)/sessions" }

    /// The name as it is kept.
    ///
    /// - Throws: `nameRefused` when it is none that a category may have, or could mean another folder.
    public static func accept(_ text: String) throws(SessionError) -> String {
        let name: String
        do {
            name = try CategoryName.accept(text)
        } catch {
            throw SessionError(.nameRefused, error.description)
        }
        guard !name.contains(where: { $0 == "/" || $0 == "\\" }), !name.hasPrefix(".") else {
            throw SessionError(
                .nameRefused,
                "a session is called by a name, not by a path: “\(name)” has / or \\, or begins with a dot")
        }
        guard name.utf8.count <= longestBytes else {
            throw SessionError(
                .nameRefused, "a session's name has at most \(longestBytes) bytes, this one has \(name.utf8.count)")
        }
        return name
    }

    /// Where a session of that name is, or would be.
    public func path(of name: String) throws(SessionError) -> String {
        "\(folder)/\(try Self.accept(name))\(Self.ending)"
    }

    /// Where a session of that name is.
    ///
    /// - Throws: `notFound` when there is none, `nameRefused`.
    public func existing(_ name: String) throws(SessionError) -> String {
        let path = try path(of: name)
        guard FileManager.default.fileExists(atPath: path) else {
            throw SessionError(.notFound, "there is no session “\(try Self.accept(name))”")
        }
        return path
    }

    /// The names of all that is there, in the order of the alphabet.
    ///
    /// - Throws: `disk`.
    public func names() throws(SessionError) -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(Self.ending) && !$0.hasPrefix(".") }
                .map { String($0.dropLast(Self.ending.count)) }.sorted()
        } catch {
            throw SessionError(.disk, "the sessions in \(folder) cannot be listed: \(error.localizedDescription)")
        }
    }

    /// Brings sessions of an older version up to date; what cannot be is left as it is, and says so when it is used.
    public func bringUpToDate() {
        for name in (try? names()) ?? [] {
            if let path = try? path(of: name), (try? Journal.isOlderSession(path)) == true { try? adopt(name) }
        }
    }

    /// Removes what a daemon that was killed has left half-written.
    public func tidy() {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for file in files where file.wholeMatch(of: /\.[0-9A-F-]{36}\.(partial|upload).*/) != nil {
            unlink("\(folder)/\(file)")
        }
    }

    /// Keeps the whole journal as a session: all acts, samples and pictures.
    ///
    /// A file that is there is replaced when nothing is lost by that: when it was saved from this journal, or loaded into it.
    ///
    /// - Parameter cameras: what cameras are set to, as the daemon writes it; nil when there is nothing to keep.
    /// - Throws: `nameRefused` when another journal's session has the name; `disk`. What was there is then as it was.
    public func save(_ journal: Journal, as name: String, cameras: String? = nil) throws(SessionError) {
        let path = try path(of: name)
        if FileManager.default.fileExists(atPath: path) {
            let there = try? Journal(session: path)
            guard let there, try isContained(there, in: journal) else {
                throw SessionError(
                    .nameRefused,
                    "there is a session “\(try Self.accept(name))” already that is not of what is known now; "
                        + "choose another name")
            }
        }
        try place(path) { temporary in try journal.copy(to: temporary, cameras: cameras) }
    }

    /// Checks a file that was put into the folder, and brings one of an older version up to date.
    ///
    /// - Throws: `unusable` when it is no session or broken; it is then left as it is. `notFound`, `nameRefused`, `disk`.
    public func adopt(_ name: String) throws(SessionError) {
        let path = try existing(name)
        do {
            if try Journal.isSession(path) { return try Journal(session: path).close() }
        } catch {
            throw Self.unusable(name, error)
        }
        try place(path) { temporary in
            try FileManager.default.copyItem(atPath: path, toPath: temporary)
            try Self.update(temporary, name)
        }
    }

    /// Takes a file from elsewhere in as a session, when it is one.
    ///
    /// - Parameter fill: writes the file's bytes to a path.
    /// - Throws: `nameRefused` when there is a session of that name, `unusable` when it is no session or broken, `disk`.
    public func add(_ name: String, _ fill: (_ path: String) throws -> Void) throws(SessionError) {
        let path = try path(of: name)
        guard !FileManager.default.fileExists(atPath: path) else {
            throw SessionError(
                .nameRefused, "there is a session “\(try Self.accept(name))” already; choose another name")
        }
        try place(path) { temporary in
            try fill(temporary)
            try Self.update(temporary, name)
        }
    }

    private static func update(_ file: String, _ name: String) throws(SessionError) {
        do {
            try Journal.refuseNewer(file)
            try Journal.update(file)
        } catch {
            throw unusable(name, error)
        }
    }

    /// Opens a session to read.
    ///
    /// - Throws: `unusable` when it is no session or broken; `notFound`, `nameRefused`.
    public func open(_ name: String) throws(SessionError) -> Journal { try Self.open(path: existing(name)) }

    /// Opens a session's file to read.
    ///
    /// - Throws: `unusable` when it is no session or broken.
    public static func open(path: String) throws(SessionError) -> Journal {
        do {
            return try Journal(session: path)
        } catch {
            throw unusable(URL(fileURLWithPath: path).lastPathComponent, error)
        }
    }

    private func isContained(_ other: Journal, in journal: Journal) throws(SessionError) -> Bool {
        defer { try? other.close() }
        if other.session == journal.session { return true }
        do {
            return try journal.acts().contains { record in
                if case .load(_, let origin, _) = record.act { origin == other.session } else { false }
            }
        } catch {
            throw SessionError(.disk, error.description)
        }
    }

    /// Makes a file under another name and gives it its own when the disk has all of it.
    private func place(_ path: String, _ make: (_ temporary: String) throws -> Void) throws(SessionError) {
        let temporary = "\(folder)/.\(UUID().uuidString).partial"
        defer { for tail in ["", "-journal", "-wal", "-shm"] { unlink(temporary + tail) } }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try make(temporary)
            try Self.synchronise(temporary)
            guard rename(temporary, path) == 0 else { throw Self.failure() }
            try Self.synchronise(folder)
        } catch let error as SessionError {
            throw error
        } catch {
            throw SessionError(.disk, "the session cannot be written into \(folder): \(Journal.reason(error))")
        }
    }

    private static func synchronise(_ path: String) throws {
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { Foundation.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private static func failure() -> JournalError { JournalError(description: String(cString: strerror(errno))) }

    private static func unusable(_ name: String, _ error: any Error) -> SessionError {
        SessionError(.unusable, "“\(name)” is no session that can be used: \(Journal.reason(error))")
    }
}
