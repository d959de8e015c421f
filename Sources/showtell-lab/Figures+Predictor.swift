// `showtell-lab figures psd`

import ArgumentParser
import Lab

extension Figures {
    struct Predictor: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "psd",
            abstract: "PSD beside exact codes: fidelity, speed, and steadiness on a film.",
            discussion: """
                Encoders are learnt from 9 × 9 patches of DIR/<any folder>/*.jpg. Speed is that of single inputs on one \
                thread, both in turns. --film takes successive frames of a video file; small values of predicted codes \
                count as 0, in each unit as many as of the exact codes.

                  showtell-lab figures psd --data natural_images --film driving.mp4 --threads 2 --out figures

                Exit codes: 0 done; 64 wrong usage; 65 pictures or film cannot be used; 74 a file cannot be written.
                """)

        @OptionGroup var options: FigureOptions

        @Option(help: ArgumentHelp("The folder of folders of pictures.", valueName: "dir"))
        var data: String

        @Option(help: ArgumentHelp("A film; without one steadiness is left out.", valueName: "file"))
        var film: String?

        @Option(help: "Frames of the film, at most.")
        var frames = 400

        @Option(help: ArgumentHelp("λ for the film.", valueName: "number"))
        var filmSparsity: Float = 2

        @Option(parsing: .upToNextOption, help: ArgumentHelp("λ at which fidelity is measured.", valueName: "number"))
        var fidelity: [Float] = [0.2, 0.5, 1, 2]

        @Option(parsing: .upToNextOption, help: ArgumentHelp("λ at which speed is measured.", valueName: "number"))
        var speed: [Float] = [0.1, 0.2, 0.4, 0.6]

        func validate() throws {
            guard (2...10_000).contains(frames) else {
                throw ValidationError("\(frames) frames are not from 2 to 10000")
            }
            guard (fidelity + speed + [filmSparsity]).allSatisfy({ $0 > 0 && $0 < 100 }) else {
                throw ValidationError("λ must be above 0 and below 100")
            }
        }

        func run() throws {
            var figure = PredictorFigure(data: data)
            (figure.film, figure.frames, figure.filmSparsity) = (film, frames, filmSparsity)
            (figure.fidelities, figure.speeds, figure.threads) = (fidelity, speed, options.threads)
            try options.conduct(figure.run)
        }
    }
}
