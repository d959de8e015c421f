// `showtell features`: pictures in, an array of features out.

import ArgumentParser
import Exchange
import Features
import Workbench

struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Describes pictures by numbers, as an array that numpy reads.",
        discussion: """
            Inputs are JPEG and PNG files, folders (all pictures within, sorted by path), and .npy files of \
            N × rows × columns float32 grey values in 0…1. A picture is described as a whole, scaled to fit the net's \
            input. The array is N × features, float32.

              showtell features photos --out photos.npy --names photos.txt
              showtell features grey.npy --bank mnist --out digits.npy
              showtell features cup.jpg --out cup.npy --maps maps

            Exit codes: 0 done; 64 wrong usage, or no such bank; 65 an input or a bank cannot be used; 74 a file cannot \
            be written; 130 interrupted. Unless all went well, no array is written.
            """)

    @Argument(help: ArgumentHelp("Pictures, folders and .npy files.", valueName: "input"))
    var inputs: [String]

    @Option(help: ArgumentHelp("The .npy file that is written.", valueName: "file"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "The filter bank (default: \(Banks.usual), as the daemon; see showtell banks list).", valueName: "name|file"
        ))
    var bank: String?

    @Option(help: ArgumentHelp("Insist on this shape; without --bank, take the bank of its name.", valueName: "name"))
    var shape: String?

    @Option(help: "Threads that work on a picture.")
    var threads = 1

    @Flag(help: "Append the chroma histogram: 272 more numbers, where each colour lies.")
    var chroma = false

    @Flag(help: "Describe the largest square in the middle, as the daemon does, instead of the whole picture.")
    var square = false

    @Flag(help: "Pass over pictures that cannot be used, and say so at the end.")
    var skipBroken = false

    @Option(help: ArgumentHelp("Write the path of the picture of each row, a line each.", valueName: "file"))
    var names: String?

    @Option(help: ArgumentHelp("Draw what each stage makes of the first pictures.", valueName: "dir"))
    var maps: String?

    @Option(help: ArgumentHelp("Of how many pictures --maps draws.", valueName: "count"))
    var mapLimit = 20

    func validate() throws {
        guard (1...64).contains(threads) else { throw ValidationError("\(threads) threads are not from 1 to 64") }
        guard mapLimit > 0 else { throw ValidationError("maps of \(mapLimit) pictures cannot be drawn") }
    }

    func run() throws {
        do {
            let bank = try findBank()
            var job = FeatureJob(inputs: try InputList(inputs), bank: bank, output: out)
            (job.names, job.threads, job.isSquare, job.hasChroma) = (names, threads, square, chroma)
            (job.skipsBroken, job.maps, job.mapLimit) = (skipBroken, maps, mapLimit)
            try describe(job)
        } catch let error as BankError {
            throw Ending.of(error)
        } catch let error as FeaturesError {
            throw Ending.with(error.description, code: 65)
        } catch let error as WorkbenchError {
            throw Ending.of(error)
        }
    }

    private func findBank() throws -> FilterBank {
        let wanted = try shape.map { name throws(BankError) in try BankLibrary.shape(name) }
        let bank = try Banks.library.bank(self.bank ?? shape ?? Banks.usual)
        if let wanted { try bank.require(wanted) }
        return bank
    }

    private func describe(_ job: FeatureJob) throws {
        let interruption = Interruption()
        let bar = ProgressBar()
        // A bar that is left standing would end in the middle of what is said next.
        defer { bar.clear() }
        let summary = try job.run(
            progress: { bar.show($0, of: job.inputs.count) }, isInterrupted: { interruption.hasCome })
        bar.clear()
        for sentence in summary.broken { Ending.say(sentence) }
        Ending.say(job.line(summary))
    }
}

extension Ending {
    /// Ends the program because of a job.
    static func of(_ error: WorkbenchError) -> ExitCode {
        switch error {
        case .badInput: with(error.description, code: 65)
        case .notWritten: with(error.description, code: 74)
        case .interrupted: with(error.description, code: 130)
        }
    }
}
