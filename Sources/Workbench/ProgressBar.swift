// How far a job has come, on a line that is written again and again.

import Foundation

/// A bar with rate and remaining time, on standard error where that is a terminal; elsewhere nothing.
package final class ProgressBar {
    /// Between two states: enough for the eye.
    private static let pause = Duration.milliseconds(100)
    private static let width = 20

    private let isShown: Bool
    private let begin = ContinuousClock.now
    private var last: ContinuousClock.Instant?
    /// What was done already when it was looked at first.
    private var first: Int?

    /// A bar; `isShown` says otherwise than the terminal, for tests.
    package init(isShown: Bool? = nil) {
        self.isShown = isShown ?? (isatty(FileHandle.standardError.fileDescriptor) == 1)
    }

    /// Shows that so many of all are done, and how it goes.
    package func show(_ done: Int, of all: Int, note: String? = nil) {
        let now = ContinuousClock.now
        if !isShown || (last.map { now - $0 < Self.pause } ?? false) { return }
        last = now
        let first = first ?? (done > all / 100 ? done : 0)
        self.first = first
        let line = Self.line(
            done, of: all, before: first, seconds: (now - begin) / .seconds(1), note: note, columns: Self.columns)
        say("\r" + line + "\u{1B}[K")
    }

    /// Takes the bar away.
    package func clear() {
        if isShown, last != nil { say("\r\u{1B}[K") }
    }

    /// Columns of the terminal.
    private static var columns: Int {
        var size = winsize()
        guard ioctl(FileHandle.standardError.fileDescriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return .max
        }
        return Int(size.ws_col)
    }

    /// `███████····· 12 of 48, 8.1 a second, 5 s left; a note`, or as much of it as `columns` hold: a line that is continued
    /// below cannot be written again.
    ///
    /// - Parameter before: what was done before the seconds began.
    package static func line(
        _ done: Int, of all: Int, before: Int = 0, seconds: Double, note: String? = nil, columns: Int = .max
    ) -> String {
        let share = all > 0 ? Double(done) / Double(all) : 0
        let full = Int(share * Double(width))
        let bar = String(repeating: "█", count: full) + String(repeating: "·", count: width - full)
        let count = "\(done.grouped) of \(all.grouped)"
        var (rate, rest) = ("", "")
        if done > before, seconds > 0 {
            let speed = Double(done - before) / seconds
            (rate, rest) = (", \(speed.rounded(places: 1)) a second", ", \((Double(all - done) / speed).duration) left")
        }
        // The last column stays free: some terminals go on below when it is filled.
        let noted = note.map { note in ["\(bar) \(count)\(rate)", count].map { "\($0)\(rest); \(note)" } } ?? []
        let lines = ["\(bar) \(count)\(rate)\(rest)", "\(count)\(rate)\(rest)", "\(count)\(rest)", count]
        return (noted + lines).first { $0.count < columns } ?? ""
    }

    private func say(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}

extension BinaryFloatingPoint where Self: CVarArg {
    /// With so many digits behind the point.
    func rounded(places: Int) -> String { String(format: "%.\(places)f", self) }
}

extension Double {
    /// Seconds as people say them: `4 s`, `2 min 5 s`, `1 h 20 min`.
    var duration: String {
        guard self < 1e9 else { return "ages" }
        let seconds = Int(rounded(.up))
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\((seconds / 3600).grouped) h \(seconds % 3600 / 60) min"
    }
}
