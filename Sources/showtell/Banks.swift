// `showtell banks`: the filter banks, said, drawn and written for other programs.

import ArgumentParser
import Exchange
import Features
import Teaching
import Workbench

struct Banks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "banks",
        abstract: "Lists, shows and writes filter banks.",
        discussion: """
            A bank is a net's shape with the numbers of all its filters. It is called by its name, or by a file that \
            ends in .safetensors.

              showtell banks list
              showtell banks show caltech101 --png filters.png
              showtell banks write mnist --seed 7 --out mnist-7.safetensors

            Exit codes: 0 done; 64 wrong usage, or no such bank; 65 a file is no bank; 74 a file cannot be written.
            """,
        subcommands: [List.self, Show.self, Write.self])

    /// The banks that come with the program.
    static var library: BankLibrary { BankLibrary(folder: Installation.banks) }

    /// The bank that describes frames when nobody says which.
    static let usual = "psd"

    /// The bank of a name; without one that which a data folder was taught with, or else the usual one.
    static func bank(_ name: String?, data: String) throws(BankError) -> FilterBank {
        if let name { return try library.bank(name) }
        let bank = try library.bank(usual)
        guard let taught = Journal.fingerprint(in: data), taught != bank.fingerprint else { return bank }
        // When it is not to be found, the journal says what it was.
        return library.bank(fingerprint: taught) ?? bank
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints all banks that have a name, a line each.")

        func run() throws {
            let (banks, flaws) = Banks.library.entries()
            Output.line(BankText.list(banks))
            let endings = flaws.map { Ending.of($0) }
            if let first = endings.first { throw first }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints what a bank is, and draws its filters.")

        @Argument(help: ArgumentHelp("A bank's name, or a file.", valueName: "name|file"))
        var bank: String

        @Option(help: ArgumentHelp("Draw the filters of all stages into this file.", valueName: "file"))
        var png: String?

        func run() throws {
            do {
                let bank = try Banks.library.bank(bank)
                Output.line(BankText.show(bank))
                if let png { try Sheet(filtersOf: bank).write(to: png) }
            } catch let error as WorkbenchError {
                throw Ending.of(error)
            } catch let error as BankError {
                throw Ending.of(error)
            }
        }
    }

    struct Write: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes a bank into a safetensors file.")

        @Argument(help: ArgumentHelp("A bank's name, or a file.", valueName: "name|file"))
        var bank: String

        @Option(help: "What a random bank begins with (default: 1).")
        var seed: UInt64?

        @Option(help: ArgumentHelp("The file.", valueName: "file"))
        var out: String

        func run() throws {
            do {
                let bank = try Banks.library.bank(bank, seed: seed)
                try bank.write(to: out)
                Ending.say("\(bank.name), \(bank.fingerprint), in \(out)")
            } catch {
                throw Ending.of(error)
            }
        }
    }
}

extension Ending {
    /// Ends the program because of a bank.
    static func of(_ error: BankError) -> ExitCode {
        switch error {
        case .unknownName: with(error.description, code: 64)
        case .badFile: with(error.description, code: 65)
        case .notWritten: with(error.description, code: 74)
        }
    }
}
