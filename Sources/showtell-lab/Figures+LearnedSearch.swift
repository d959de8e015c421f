// `showtell-lab figures lista`

import ArgumentParser
import Lab

extension Figures {
    struct LearnedSearch: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lista",
            abstract: "LISTA and LCoD: what a trained step is worth in steps of FISTA.",
            discussion: """
                A dictionary is learnt from 10 × 10 patches of DIR/<any folder>/*.jpg, patches are coded by searching to \
                the end, and searches of T steps are trained towards these codes. Errors are measured on other patches.

                  showtell-lab figures lista --data natural_images --threads 2 --out figures

                Exit codes: 0 done; 64 wrong usage; 65 the pictures cannot be used; 74 a file cannot be written.
                """)

        @OptionGroup var options: FigureOptions

        @Option(help: ArgumentHelp("The folder of folders of pictures.", valueName: "dir"))
        var data: String

        @Option(parsing: .upToNextOption, help: "Atoms of the dictionaries, m.")
        var atoms = [100, 400]

        @Option(parsing: .upToNextOption, help: "Steps of LISTA, T.")
        var steps = [0, 1, 3, 7]

        @Option(parsing: .upToNextOption, help: "Changes of LCoD, T.")
        var changes = [5, 10, 20, 50]

        @Option(help: "Patches to train on.")
        var patches = 50_000

        @Option(help: "Steps of training for each search.")
        var batches = 6_000

        @Option(help: "The rate of training at first.")
        var rate: Float = 0.05

        func validate() throws {
            guard atoms.allSatisfy({ (1...4096).contains($0) }),
                (steps + changes).allSatisfy({ (0...1000).contains($0) })
            else { throw ValidationError("atoms are from 1 to 4096, steps and changes from 0 to 1000") }
            guard (100...10_000_000).contains(patches) else {
                throw ValidationError("\(patches) patches cannot be drawn")
            }
        }

        func run() throws {
            var figure = LearnedFigure(data: data)
            (figure.atoms, figure.steps, figure.changes, figure.patches) = (atoms, steps, changes, patches)
            (figure.batches, figure.rate, figure.threads) = (batches, rate, options.threads)
            try options.conduct(figure.run)
        }
    }
}
