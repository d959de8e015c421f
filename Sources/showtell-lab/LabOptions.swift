// What all experiments are asked.

import ArgumentParser
import Exchange
import Features
import Foundation
import Lab
import Workbench

extension LabProtocol: ExpressibleByArgument {}
extension LabModules: ExpressibleByArgument {}
extension LabClassifier: ExpressibleByArgument {}

struct LabOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of the data.", valueName: "dir"))
    var data: String

    @Option(
        name: .customLong("protocol"),
        help:
            """
            Random (R) or learnt (U) filters, one letter a stage, or a stage of Gabor's (G); refined with R+, R+R+, U+, U+U+.
            """
    )
    var net: LabProtocol

    @Option(
        help: ArgumentHelp(
            "The filter bank (default: random filters for the paper's net, or the learnt ones that come with the program).",
            valueName: "name|file"))
    var bank: String?

    @Option(help: "Who learns from the features.")
    var classifier = LabClassifier.logistic

    @Option(help: ArgumentHelp("Take out a part of all stages, or exchange it.", valueName: "part"))
    var ablate = LabModules.whole

    @Option(help: "How often to split at random.")
    var splits = 1

    @Option(help: "What the first split is drawn by.")
    var seed: UInt64 = 1

    @Option(help: "Pictures that are described at a time.")
    var threads = 1

    @Flag(help: "Stop at the number on pictures held out of those to learn from; those to ask stay unseen.")
    var validation = false

    @Option(help: ArgumentHelp("Where features are kept (default: the user's cache).", valueName: "folder"))
    var cache: String?

    @OptionGroup var results: ResultOptions

    func validate() throws {
        guard (1...64).contains(threads) else { throw ValidationError("\(threads) threads are not from 1 to 64") }
        guard (1...1000).contains(splits) else { throw ValidationError("\(splits) splits are not from 1 to 1000") }
        guard seed <= 1 << 62 else { throw ValidationError("the seed \(seed) is larger than 2⁶²") }
        if net.isRefined, classifier != .logistic {
            throw ValidationError("refined nets end with logistic regression")
        }
    }

    /// The settings that were asked for, with the bank that was asked for; or `random`, or `learnt` for protocols of learnt
    /// filters.
    func settings(random: String, learnt: String?) throws -> LabSettings {
        var settings = LabSettings(net: net, bank: try findBank(random: random, learnt: learnt))
        (settings.modules, settings.classifier, settings.splits) = (ablate, classifier, splits)
        (settings.seed, settings.threads, settings.isValidation) = (seed, threads, validation)
        return settings
    }

    private func findBank(random: String, learnt: String?) throws -> FilterBank {
        guard let name = bank ?? (net.isLearnt ? learnt : random) else {
            throw ValidationError("protocol \(net.rawValue) needs --bank with learnt filters here")
        }
        return try Self.find(name)
    }

    /// A bank by its name, or from a file.
    static func find(_ name: String) throws -> FilterBank {
        do {
            return try BankLibrary(folder: Installation.banks).bank(name)
        } catch {
            throw ending(error.description, code: 65)
        }
    }

    /// Does an experiment and says what came of it.
    func conduct(
        _ settings: LabSettings, _ experiment: (FeatureCache, LabProgress) throws(LabError) -> LabReport
    ) throws {
        let cache = FeatureCache(folder: cache ?? Self.usualCache)
        try Self.saying { () throws(LabError) in
            let bars = Bars()
            defer { bars.clear() }
            let report = try experiment(cache, bars.show)
            bars.clear()
            try results.put(report) { folder throws(LabError) in
                try draw(settings.bank, "\(folder)/filters.png")
            }
        }
    }

    /// Draws the filters of the protocol's stages.
    private func draw(_ bank: FilterBank, _ path: String) throws(LabError) {
        let sheet = Sheet(filtersOf: try bank.cut(to: net.stages, ablate))
        do throws(WorkbenchError) {
            try sheet.write(to: path)
        } catch {
            throw .notWritten(reason: error.description)
        }
    }

    /// Does something, and ends the program with a sentence where that cannot be.
    static func saying(_ body: () throws(LabError) -> Void) throws {
        do throws(LabError) {
            try body()
        } catch {
            switch error {
            case .badInput: throw ending(error.description, code: 65)
            case .notWritten: throw ending(error.description, code: 74)
            case .stopped: throw ending(error.description, code: 130)
            }
        }
    }

    /// Where features are kept when nobody says where.
    static var usualCache: String {
        let base = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        return "\(base ?? "\(NSHomeDirectory())/.cache")/showtell-lab"
    }

    private static func ending(_ sentence: String, code: Int32) -> ExitCode {
        try? FileHandle.standardError.write(contentsOf: Data("showtell-lab: \(sentence)\n".utf8))
        return ExitCode(code)
    }
}
