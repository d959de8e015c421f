// Where results go.

import ArgumentParser
import Lab

/// What all experiments and figures are asked of their results.
struct ResultOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write the numbers as JSON into this file.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Write the numbers as JSON, and pictures, into this folder.", valueName: "folder"))
    var out: String?

    /// Writes a report wherever it was asked for, and says it.
    ///
    /// - Parameter more: writes what else goes into the folder.
    func put(
        _ report: some Report, more: (_ folder: String) throws(LabError) -> Void = { _ throws(LabError) in }
    ) throws(LabError) {
        if let json { try ReportFolder.write(report, to: json) }
        if let out {
            try report.write(into: out)
            try more(out)
        }
        print(report.lines.joined(separator: "\n"))
    }
}
