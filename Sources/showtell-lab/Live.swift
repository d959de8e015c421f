// `showtell-lab live`

import ArgumentParser
import Exchange
import Features
import Foundation
import Lab
import Workbench

extension LiveOrder: ExpressibleByArgument {}

struct Live: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "live",
        abstract: "Live teaching: a few views of each thing are taught, others are asked.",
        discussion: """
            The data are DIR/<object>/<view>.png (or jpg), DIR/session_*/*.jpg with a box in an XML file beside each, or \
            DIR/img/*.jpg with the boxes of one thing in DIR/groundtruth_rect.txt. Sessions and films are taught in the \
            order of time. A third of the classes is never taught where unknown things are counted.

              showtell-lab live --data coil100 --threads 2 --out results/coil100
              showtell-lab live --data coil100 --counts 1,5 --teach first --validation

            Exit codes: 0 done; 64 wrong usage; 65 the data or the bank cannot be used; 74 a file cannot be written.
            """)

    @Option(help: ArgumentHelp("The folder of the data.", valueName: "dir"))
    var data: String

    @Option(help: ArgumentHelp("What describes pictures.", valueName: "name|file"))
    var bank = "psd"

    @Option(
        help: ArgumentHelp("How many views are taught of each class (default: 1,3,5,10,20).", valueName: "list"),
        transform: Self.numbers)
    var counts = [1, 3, 5, 10, 20]

    @Option(help: "How views of turning things are chosen (default: random).")
    var teach: LiveOrder?

    @Option(help: "How often all is drawn.")
    var seeds = 10

    @Option(help: "What it is first drawn by.")
    var seed: UInt64 = 1

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Who is taught (default: all of \(LiveContestant.all.map(\.name).joined(separator: ", "))).",
            valueName: "name"))
    var classifier: [String] = []

    @Flag(help: "Also teach half of the classes four times as much.")
    var imbalance = false

    @Flag(help: "Use the classes with an even place in the list only, to choose settings by.")
    var validation = false

    @Flag(help: "Use the others only.")
    var heldOut = false

    @Option(
        help: ArgumentHelp("How much colours count beside the net's features (which count 1).", valueName: "weight"))
    var colour = 0.36

    @Option(help: "Views described, and trials done, at a time.")
    var threads = 1

    @Option(help: ArgumentHelp("Where features are kept (default: the user's cache).", valueName: "folder"))
    var cache: String?

    @Option(
        help: ArgumentHelp(
            "Write features, trials and answers for other programs into this folder.", valueName: "folder"))
    var dump: String?

    @OptionGroup var results: ResultOptions

    func validate() throws {
        guard !counts.isEmpty, counts.allSatisfy({ (1...10_000).contains($0) }) else {
            throw ValidationError("counts are numbers from 1 to 10000, such as 1,3,5")
        }
        guard (1...1000).contains(seeds) else { throw ValidationError("\(seeds) seeds are not from 1 to 1000") }
        guard seed <= 1 << 62 else { throw ValidationError("the seed \(seed) is larger than 2⁶²") }
        guard (1...64).contains(threads) else { throw ValidationError("\(threads) threads are not from 1 to 64") }
        guard (0...1000).contains(colour) else { throw ValidationError("colours cannot count \(colour)") }
        guard !(validation && heldOut) else { throw ValidationError("--validation and --held-out are each half") }
        let names = LiveContestant.all.map(\.name)
        for name in classifier where !names.contains(name) {
            throw ValidationError("there is no classifier “\(name)”, only \(names.joined(separator: ", "))")
        }
    }

    func run() throws {
        var job = LiveJob(data: data, bank: try LabOptions.find(bank))
        (job.counts, job.order, job.seeds, job.seed) = (counts, teach, seeds, seed)
        (job.threads, job.colour, job.isImbalanced, job.dump) = (threads, colour, imbalance, dump)
        job.part = validation ? .validation : heldOut ? .heldOut : .all
        if !classifier.isEmpty { job.contestants = LiveContestant.all.filter { classifier.contains($0.name) } }
        let cache = FeatureCache(folder: cache ?? LabOptions.usualCache)
        try LabOptions.saying { () throws(LabError) in
            let bars = Bars()
            defer { bars.clear() }
            let report = try job.run(cache, progress: bars.show)
            bars.clear()
            try results.put(report)
        }
    }

    /// Numbers between commas, each once.
    private static func numbers(_ text: String) throws -> [Int] {
        let words = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = words.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        guard numbers.count == words.count, Set(numbers).count == numbers.count else {
            throw ValidationError("“\(text)” is no list of different numbers, such as 1,3,5")
        }
        return numbers
    }
}
