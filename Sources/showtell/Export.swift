// `showtell export`: the net and what it was taught, for other programs.

import ArgumentParser
import Classifier
import Daemon
package import Exchange
import Features
import Formats
import Teaching

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes the net, and what it was taught, for other programs.",
        subcommands: [ONNX.self, NPZ.self, Pictures.self])

    struct ONNX: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "onnx",
            abstract: "Writes an ONNX model: a picture in, its features and the scores of what was taught out.",
            discussion: """
                The model takes a picture that is scaled to the net's input (batch × 1 × 151 × 151, grey, 0…1) and does \
                all the rest, as the daemon does it. Where something was taught it also gives the categories' scores; \
                these want the picture's chroma histogram too, as “showtell features --square --chroma” has it. The \
                metadata of the file say how inputs are made, and what the categories are called.

                  showtell export onnx --out showtell.onnx
                  showtell export onnx --out mnist.onnx --bank mnist --features-only

                Exit codes: 0 done; 64 wrong usage, or no such bank; 65 a bank cannot be used; 74 the file cannot be \
                written, or the data folder cannot be used or is in use by a daemon.
                """)

        @Option(help: ArgumentHelp("The file.", valueName: "file"))
        var out: String

        @OptionGroup var source: ExportSource

        @Option(
            help: ArgumentHelp(
                "The filter bank, see showtell banks list (default: that which the data folder was taught with, or "
                    + "\(Banks.usual)).", valueName: "name|file"))
        var bank: String?

        @Flag(help: "Leave out what was taught.")
        var featuresOnly = false

        @Option(
            help: ArgumentHelp(
                "How connection tables are written: grouped, which ONNX Runtime is faster with, or dense, with zeros "
                    + "where nothing connects. The results are the same.", valueName: "way"))
        var connections = ONNXConnections.grouped

        func run() async throws {
            do {
                let (filters, taught) = try await known()
                Ending.say(leftOut: taught?.broken)
                let export = ONNXExport(
                    bank: filters, connections: connections,
                    taught: taught.map { .init(formula: $0.formula, names: $0.categories.map(\.name)) },
                    version: Showtell.version)
                let model = export.model
                let bytes = try model.write(to: out)
                let scores = scores(taught?.categories)
                Ending.say("\(out), \((bytes + 999) / 1000) kB: \(model.inputsAndOutputs)\(scores)")
            } catch let error as BankError {
                throw Ending.of(error)
            } catch let error as FeaturesError {
                throw Ending.with(error.description, code: 65)
            } catch let error as SessionError {
                throw Ending.of(error)
            } catch let error as JournalError {
                throw Ending.with(error.description, code: 74)
            } catch let error as FormatError {
                throw Ending.with(error.description, code: 74)
            }
        }

        /// The net, and what it was taught.
        private func known() async throws -> (bank: FilterBank, taught: Learner.Export?) {
            guard let session = try source.openSession() else {
                let filters = try Banks.bank(bank, data: source.folder)
                return (filters, featuresOnly ? nil : try await Learner.taught(in: source.folder, bank: filters))
            }
            let filters = try SavedSession.bank(bank, of: session)
            return (
                filters,
                featuresOnly ? nil : try await Learner.taught(by: session, bank: filters, settingsIn: source.folder)
            )
        }

        /// What there is to say of the scores.
        private func scores(_ categories: [Category]?) -> String {
            if let categories { return "; categories: \(categories.map(\.name).joined(separator: ", "))" }
            return featuresOnly ? "" : "; no scores, as nothing is taught in \(source.text)"
        }
    }
}

extension ONNXConnections: ExpressibleByArgument {}
