// Where what is exported comes from.

import ArgumentParser
import Teaching

/// The options that all exports share.
struct ExportSource: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of what was taught (default: $XDG_DATA_HOME/showtell, else ~/.local/share/showtell).",
            valueName: "dir"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "A saved session instead of what is known now: its name, or a file that ends in .showtell. It can be exported "
                + "while a daemon runs.", valueName: "name|file"))
    var session: String?

    /// The data folder.
    var folder: String { data ?? Defaults.data }

    /// What is meant, for sentences.
    var text: String { session.map { "the session “\($0)”" } ?? folder }

    /// The session, when one is meant.
    func openSession() throws(SessionError) -> Journal? {
        guard let session else { return nil }
        return try SavedSession.open(session, data: folder)
    }

    /// All that was taught.
    ///
    /// - Throws: a sentence and an exit code, also when that is nothing.
    func table() throws -> TaughtTable {
        do {
            guard let journal = try openSession() ?? openFolder() else { throw nothing() }
            let table = try TaughtTable(of: journal)
            Ending.say(leftOut: table.broken)
            guard !table.rows.isEmpty else { throw nothing() }
            return table
        } catch let error as SessionError {
            throw Ending.of(error)
        } catch let error as JournalError {
            throw Ending.with(error.description, code: 74)
        }
    }

    private func openFolder() throws(JournalError) -> Journal? {
        try Journal.exists(in: folder) ? try Journal(folder: folder, features: nil) : nil
    }

    private func nothing() -> ExitCode { Ending.with("nothing is taught in \(text)", code: 65) }
}

extension Ending {
    /// Says which samples are not in what is written.
    static func say(leftOut broken: [Knowledge.Broken]?) {
        for sample in broken ?? [] { say("\(sample)") }
    }
}
