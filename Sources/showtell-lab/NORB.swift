// `showtell-lab norb`

import ArgumentParser
import Features
import Lab

struct NORB: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "norb",
        abstract: "Toys from all sides: the share of wrong answers.",
        discussion: """
            The data are the dat and cat files of small NORB, smallnorb-…-training-dat.mat and so on, packed or not. The \
            left picture of each pair is described. The penalty is chosen on a sixth of the pictures to learn from, which \
            is then learnt from too.

              showtell-lab norb --data norb --protocol RR --train 100 --splits 5

            Exit codes: 0 done; 64 wrong usage; 65 the data or the bank cannot be used; 74 a file cannot be written.
            """)

    @OptionGroup var options: LabOptions

    @Option(help: ArgumentHelp("Learn from so many pictures of each category (default: all).", valueName: "count"))
    var train: Int?

    func validate() throws {
        guard !options.net.isRefined else { throw ValidationError("protocols of refined filters know no NORB") }
        guard options.net != .g || options.bank != nil else {
            throw ValidationError("protocol G needs --bank for toys")
        }
        guard train.map({ $0 >= 2 }) ?? true else { throw ValidationError("learn from two pictures of each or more") }
    }

    func run() throws {
        var job = NORBJob(data: options.data, settings: try options.settings(random: "norb", learnt: nil))
        job.train = train
        try options.conduct(job.settings, job.run)
    }
}
