// What the program says to a terminal, and how it ends when something is in the way.

import ArgumentParser
import Foundation

/// Lines on standard output, each written at once, also into a pipe.
enum Output {
    static func line(_ text: String) { try? FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8)) }
}

/// Ends the program with a sentence on standard error and an exit code.
enum Ending {
    /// Says a sentence; standard output stays free for what is written there.
    static func say(_ sentence: String) { _ = with(sentence, code: 0) }

    /// Says the sentence; what it returns is to be thrown.
    static func with(_ sentence: String, code: Int32) -> ExitCode {
        try? FileHandle.standardError.write(contentsOf: Data("showtell: \(sentence)\n".utf8))
        return ExitCode(code)
    }

    /// Ends the program at once, for one that used GStreamer: its threads may still be at work, and the ordinary end would
    /// take away under them what libraries clean up.
    static func leave(_ code: ExitCode) -> Never { _exit(code.rawValue) }
}
