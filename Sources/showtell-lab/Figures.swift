// `showtell-lab figures`

import ArgumentParser
import Lab

struct Figures: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Repeats single figures and tables of the papers.",
        subcommands: [LearnedSearch.self, Predictor.self])
}

/// What all figures are asked.
struct FigureOptions: ParsableArguments {
    @Option(help: "Threads that compute; they change no number but times.")
    var threads = 1

    @OptionGroup var results: ResultOptions

    func validate() throws {
        guard (1...64).contains(threads) else { throw ValidationError("\(threads) threads are not from 1 to 64") }
    }

    /// Makes a figure with bars, and ends the program with a sentence where that cannot be.
    func conduct(_ body: (LabProgress) throws(LabError) -> any Report) throws {
        try LabOptions.saying { () throws(LabError) in
            let bars = Bars()
            defer { bars.clear() }
            let report = try body(bars.show)
            bars.clear()
            try results.put(report)
        }
    }
}
