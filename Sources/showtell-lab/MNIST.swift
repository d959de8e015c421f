// `showtell-lab mnist`

import ArgumentParser
import Features
import Lab

struct MNIST: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mnist",
        abstract: "Handwritten digits: the share of wrong answers.",
        discussion: """
            The data are the four files of MNIST, packed or not. The penalty is chosen on a sixth of the digits to learn \
            from, which is then learnt from too.

              showtell-lab mnist --data mnist --protocol RR --train 1000 --splits 5

            With protocols of refined filters, such as U+U+, the net ends in 200 hidden units and 10 classes. After each \
            epoch a checkpoint is left in the folder of --out, and the same command goes on from there.

              showtell-lab mnist --data mnist --protocol R+R+ --out refined

            Exit codes: 0 done; 64 wrong usage; 65 the data or the bank cannot be used; 74 a file cannot be written.
            """)

    @OptionGroup var options: LabOptions
    @OptionGroup var refinement: RefineOptions

    @Option(help: ArgumentHelp("Learn from so many digits, a tenth of each kind (default: all).", valueName: "count"))
    var train: Int?

    func validate() throws {
        guard options.net != .g || options.bank != nil else {
            throw ValidationError("protocol G needs --bank for digits")
        }
        guard train.map({ $0 >= 20 && $0 % 10 == 0 }) ?? true else {
            throw ValidationError("digits to learn from must be 20, 30, 40…")
        }
    }

    func run() throws {
        let learnt = options.net == .ur ? nil : "mnist-psd"
        var job = DigitJob(data: options.data, settings: try options.settings(random: "mnist", learnt: learnt))
        job.train = train
        if options.net.isRefined {
            try options.refine(refinement.recipe(.digits, seed: options.seed), job.refine)
        } else {
            try options.conduct(job.settings, job.run)
        }
    }
}
