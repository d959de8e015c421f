// A saved session as the command line names it.

import ArgumentParser
import Exchange
import Features
import Foundation
import Teaching

enum SavedSession {
    /// Opens a session by its name, or by the path of its file, which has a slash or the ending of sessions.
    static func open(_ text: String, data: String) throws(SessionError) -> Journal {
        if text.contains("/") || text.hasSuffix(SessionStore.ending) { return try SessionStore.open(path: text) }
        return try SessionStore(data: data).open(text)
    }

    /// The bank of a name, else the one that a session was taught with.
    static func bank(_ name: String?, of journal: Journal) throws(BankError) -> FilterBank {
        if let name { return try Banks.library.bank(name) }
        let taught = Journal.fingerprint(of: journal.features)
        // When it is not to be found, whoever uses the session says what it was.
        if let taught, let bank = Banks.library.bank(fingerprint: taught) { return bank }
        return try Banks.library.bank(Banks.usual)
    }
}

extension Ending {
    /// Ends the program because of a session.
    static func of(_ error: SessionError) -> ExitCode {
        switch error.kind {
        case .notFound, .nameRefused: with(error.description, code: 64)
        case .unusable: with(error.description, code: 65)
        case .disk: with(error.description, code: 74)
        }
    }
}
