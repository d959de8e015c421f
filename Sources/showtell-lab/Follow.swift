// `showtell-lab follow`

import ArgumentParser
import Exchange
import Features
import Foundation
import Lab
import Workbench

struct Follow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow",
        abstract:
            "Following: one view of each thing is taught, what follows is learnt as the daemon does, others are asked.",
        discussion: """
            The data are DIR/<object>/<view>.png (or jpg), things that turn, or DIR/img/*.jpg with the boxes of one thing in \
            DIR/groundtruth_rect.txt, a film in which the daemon's tracker follows it.

              showtell-lab follow --data coil100 --frames 18 --threads 2 --out results/follow
              showtell-lab follow --data otb_coke

            Exit codes: 0 done; 64 wrong usage; 65 the data or the bank cannot be used; 74 a file cannot be written.
            """)

    @Option(help: ArgumentHelp("The folder of the data.", valueName: "dir"))
    var data: String

    @Option(help: ArgumentHelp("What describes pictures.", valueName: "name|file"))
    var bank = "psd"

    @Option(help: "Views that follow the taught one, where things turn.")
    var frames = 18

    @Option(help: "How often all is drawn.")
    var seeds = 10

    @Flag(help: "Use the classes with an even place in the list only, to choose settings by.")
    var validation = false

    @Flag(help: "Use the others only.")
    var heldOut = false

    @Option(help: "Views described, and trials done, at a time.")
    var threads = 1

    @Option(help: ArgumentHelp("Where features are kept (default: the user's cache).", valueName: "folder"))
    var cache: String?

    @OptionGroup var results: ResultOptions

    func validate() throws {
        guard (1...10_000).contains(frames) else { throw ValidationError("\(frames) frames are not from 1 to 10000") }
        guard (1...1000).contains(seeds) else { throw ValidationError("\(seeds) seeds are not from 1 to 1000") }
        guard (1...64).contains(threads) else { throw ValidationError("\(threads) threads are not from 1 to 64") }
        guard !(validation && heldOut) else { throw ValidationError("--validation and --held-out are each half") }
    }

    func run() throws {
        var job = FollowJob(data: data, bank: try LabOptions.find(bank))
        (job.frames, job.seeds, job.threads) = (frames, seeds, threads)
        job.part = validation ? .validation : heldOut ? .heldOut : .all
        let cache = FeatureCache(folder: cache ?? LabOptions.usualCache)
        try LabOptions.saying { () throws(LabError) in
            let bars = Bars()
            defer { bars.clear() }
            let report = try job.run(cache, progress: bars.show)
            bars.clear()
            try results.put(report)
        }
    }
}
