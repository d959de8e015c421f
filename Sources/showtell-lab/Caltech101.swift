// `showtell-lab caltech101`

import ArgumentParser
import Features
import Lab

struct Caltech101: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "caltech101",
        abstract: "Object categories: the mean of the categories' accuracies.",
        discussion: """
            The data are DIR/<category>/*.jpg, split at random by --seed, or DIR/train/<category> and \
            DIR/test/<category>, whose split is kept. The penalty is chosen on 5 pictures a category held out of those to \
            learn from.

              showtell-lab caltech101 --data 101_ObjectCategories --protocol RR --splits 5
              showtell-lab caltech101 --data 101_ObjectCategories --protocol RR --ablate no-abs --validation

            Exit codes: 0 done; 64 wrong usage; 65 the data or the bank cannot be used; 74 a file cannot be written.
            """)

    @OptionGroup var options: LabOptions
    @OptionGroup var refinement: RefineOptions

    @Option(help: ArgumentHelp("Pictures of each category to learn from, in random splits.", valueName: "count"))
    var train = 30

    @Option(
        help: ArgumentHelp(
            "Let the pictures' colours count so much beside the net's features (which count 1).", valueName: "weight"))
    var colour: Double?

    @Flag(help: "Let the last stage keep positive and negative values apart: twice the features.")
    var polarity = false

    @Option(help: ArgumentHelp("Raise the sizes of features to this power.", valueName: "exponent"))
    var power: Double?

    @Flag(help: "Let the means of quarters and wholes of the last maps stand beside their values.")
    var pyramid = false

    @Option(help: ArgumentHelp("Ask at most so many of each category, in random splits.", valueName: "count"))
    var testMost: Int?

    func validate() throws {
        guard (6...100_000).contains(train) else {
            throw ValidationError("\(train) pictures to learn from are too few")
        }
        guard colour.map({ (0...1000).contains($0) }) ?? true else {
            throw ValidationError("colours cannot count \(colour ?? 0)")
        }
        guard power.map({ $0 > 0 && $0 <= 4 }) ?? true else {
            throw ValidationError("powers are above 0 and not above 4")
        }
        guard !options.net.isRefined || (colour == nil && power == nil && !polarity && !pyramid) else {
            throw ValidationError("refined nets see no colours, and their features stay as they are")
        }
        guard testMost.map({ $0 > 0 }) ?? true else { throw ValidationError("nothing is left to ask") }
    }

    func run() throws {
        // A net in which no maps share inputs takes four times as long to refine.
        let random = options.net == .g ? "gabor" : options.net.isRefined ? "caltech101" : "caltech101-free"
        let learnt = options.net == .ur ? "psd-random" : "psd"
        var job = CaltechJob(data: options.data, settings: try options.settings(random: random, learnt: learnt))
        (job.perClass, job.most, job.colour) = (train, testMost, colour)
        (job.extras.polarity, job.extras.power, job.extras.pyramid) = (polarity, power, pyramid)
        if options.net.isRefined {
            try options.refine(
                refinement.recipe(.caltech, seed: options.seed),
                strength: refinement.strength, job.refine)
        } else {
            try options.conduct(job.settings, job.run)
        }
    }
}
