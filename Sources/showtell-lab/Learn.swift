// `showtell-lab learn`

import ArgumentParser
import Exchange
import Features
import Lab
import Workbench

struct Learn: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learns the filters of a net from pictures, stage by stage.",
        discussion: """
            The pictures are DIR/<any folder>/*.jpg, or the digits to learn from of MNIST. A recipe is a file of JSON that \
            names a net and for each stage a method: psd, convolutional, random or gabor; --print-recipe shows one with all that \
            it leaves out.

              showtell-lab learn --data natural_images --recipe banks/recipes/psd.json --out psd.safetensors
              showtell-lab learn --data natural_images --out psd.safetensors --live filters.png
              showtell-lab caltech101 --data 101_ObjectCategories --protocol UU --bank psd.safetensors

            Learning that is stopped, by Ctrl+C too, goes on from FILE.checkpoint with --resume, and ends with the same \
            numbers. --live draws the filters every two seconds; filters.html beside them shows the drawing in a browser \
            that opens the file.

            Exit codes: 0 done; 64 wrong usage; 65 the pictures or the recipe cannot be used; 74 a file cannot be \
            written; 130 stopped.
            """)

    @Option(help: ArgumentHelp("The folder of folders of pictures, or of MNIST's files.", valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("The bank of filters to write.", valueName: "bank.safetensors"))
    var out: String?

    @Option(help: ArgumentHelp("How to learn (default: PSD for both stages of caltech101).", valueName: "file"))
    var recipe: String?

    @Option(
        help: ArgumentHelp(
            "Learn for stages without a part, or with another (default: the recipe's).", valueName: "part"))
    var ablate: LabModules?

    @Option(help: "Threads that learn.")
    var threads = 1

    @Flag(help: "Go on from the checkpoint beside --out, if there is one.")
    var resume = false

    @Option(help: ArgumentHelp("Time from one checkpoint to the next.", valueName: "seconds"))
    var checkpointEvery = 30

    @Option(help: ArgumentHelp("Draw the filters as they form.", valueName: "file.png"))
    var live: String?

    @Option(help: ArgumentHelp("Write what came of it as JSON into this file.", valueName: "file"))
    var json: String?

    @Flag(help: "Print the recipe and do nothing else.")
    var printRecipe = false

    func validate() throws {
        guard (1...64).contains(threads) else { throw ValidationError("\(threads) threads are not from 1 to 64") }
        guard printRecipe || (data != nil && out != nil) else { throw ValidationError("--data and --out are needed") }
        guard (1...86_400).contains(checkpointEvery) else {
            throw ValidationError("\(checkpointEvery) seconds between checkpoints are not from 1 to 86400")
        }
        guard live?.hasSuffix(".png") ?? true else { throw ValidationError("--live draws files that end in .png") }
    }

    func run() throws {
        try LabOptions.saying { () throws(LabError) in
            var recipe = try recipe.map { path throws(LabError) in try FilterRecipe(path: path) } ?? .psd
            recipe.modules = ablate ?? recipe.modules
            guard let data, let out, !printRecipe else { return print(recipe.json) }
            var job = LearnJob(pictures: try PictureList(toLearnFrom: data), recipe: recipe)
            (job.threads, job.checkpoint, job.resumes) = (threads, "\(out).checkpoint", resume)
            job.interval = .seconds(checkpointEvery)
            let live = try live.map { path throws(LabError) in try LivePicture(path: path) }
            let begin = ContinuousClock.now
            guard let result = try learn(job, live) else {
                throw .stopped(reason: "Learning was stopped; --resume goes on from “\(out).checkpoint”.")
            }
            for sentence in result.broken { print("passed over: \(sentence)") }
            print(result.lines.joined(separator: "\n"))
            try live?.end(result.bank)
            do throws(BankError) {
                try result.bank.write(to: out)
            } catch {
                throw .notWritten(reason: error.description)
            }
            job.finish()
            let seconds = (ContinuousClock.now - begin) / .seconds(1)
            if let json { try ReportFolder.write(LearnReport(result, seconds: seconds), to: json) }
            print("the bank “\(result.bank.name)”, \(result.bank.shape), is in \(out)")
        }
    }

    private func learn(_ job: LearnJob, _ live: LivePicture?) throws(LabError) -> LearnJob.Result? {
        let (bars, interruption) = (Bars(), Interruption())
        defer { bars.clear() }
        var watch = LearnJob.Watch()
        watch.progress = bars.show
        watch.isStopped = { interruption.hasCome }
        if let live { watch.filters = live.show }
        return try job.run(watch)
    }
}
