// What a daemon is told, from the command line and from the file that it names: the command line wins.

import ArgumentParser
import Daemon
import Foundation

/// The settings that count.
struct Settings {
    let serve: Serve
    /// How the file says what it decides, by name.
    let fromFile: [String: [String]]

    /// Reads the file again that the command line names, if it names one.
    ///
    /// - Parameter commandLine: what stands behind `serve`.
    /// - Throws: `SettingsError` for the file, a `ValidationError` for both together.
    static func read(_ path: String?, commandLine: [String]) throws -> Settings {
        guard let path else { return Settings(serve: try Serve.parse(commandLine), fromFile: [:]) }
        let file = try SettingsFile(path)
        var (arguments, fromFile) = ([String](), [String: [String]]())
        for entry in file.entries {
            do {
                // By itself, so that what is wrong with it has a line.
                _ = try Serve.parse(entry.arguments)
            } catch {
                throw SettingsFile.error(path, entry.line, Serve.message(for: error))
            }
            guard !isGiven(entry.name, in: commandLine) else { continue }
            arguments += entry.arguments
            fromFile[entry.name] = entry.arguments
        }
        return Settings(serve: try Serve.parse(arguments + commandLine), fromFile: fromFile)
    }

    /// The names of those that the file decides otherwise than other settings, without those that count at once.
    func namesForNextStart(since first: Settings) -> [String] {
        Set(fromFile.keys).union(first.fromFile.keys).subtracting(Rereading.live)
            .filter { fromFile[$0] != first.fromFile[$0] }.sorted()
    }

    /// What stood behind `serve` when the program was started.
    static var commandLine: [String] {
        Array(ProcessInfo.processInfo.arguments.drop { $0 != Serve.name }.dropFirst())
    }

    private static func isGiven(_ name: String, in commandLine: [String]) -> Bool {
        commandLine.contains { $0 == "--\(name)" || $0 == "--no-\(name)" || $0.hasPrefix("--\(name)=") }
    }
}
