// Where reports are put down: numbers for programs, pictures for people.

import Foundation

/// What came of an experiment or a figure.
package protocol Report: Encodable {
    /// The report as text, a line for each thing.
    var lines: [String] { get }

    /// Writes its numbers and pictures into a folder, which is made if there is none.
    ///
    /// - Throws: `LabError.notWritten`
    func write(into folder: String) throws(LabError)
}

/// A folder for what comes of an experiment or a figure, made if there is none.
package struct ReportFolder {
    private let path: String

    /// A folder.
    ///
    /// - Throws: `LabError.notWritten` when it cannot be made.
    package init(_ path: String) throws(LabError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .notWritten(reason: "The folder “\(path)” cannot be made.")
        }
        self.path = path
    }

    /// Writes numbers as JSON.
    ///
    /// - Throws: `LabError.notWritten`
    package func write(_ report: some Encodable, as name: String) throws(LabError) {
        try Self.write(report, to: "\(path)/\(name)")
    }

    /// Writes numbers as JSON into a file.
    ///
    /// - Throws: `LabError.notWritten`
    package static func write(_ report: some Encodable, to path: String) throws(LabError) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            try encoder.encode(report).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .notWritten(reason: "“\(path)” cannot be written.")
        }
    }

    /// Writes text.
    ///
    /// - Throws: `LabError.notWritten`
    package func write(_ text: String, as name: String) throws(LabError) {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"), options: .atomic)
        } catch {
            throw .notWritten(reason: "“\(path)/\(name)” cannot be written.")
        }
    }

    /// Writes a picture.
    ///
    /// - Throws: `LabError.notWritten`
    package func write(_ picture: CurveChart, as name: String) throws(LabError) {
        try picture.write(to: "\(path)/\(name)")
    }
}

/// Tables as people read them, and paste them.
enum FigureTable {
    /// A line of a table.
    static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

    /// The line beneath a table's head.
    static func rule(_ columns: Int) -> String { "|" + String(repeating: "---|", count: columns) }
}

extension Double {
    /// With so many digits behind the point.
    func fixed(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
