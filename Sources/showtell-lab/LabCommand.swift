// `showtell-lab`: experiments on data sets, each with the paper's number beside ours.

import ArgumentParser

@main
struct LabCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "showtell-lab",
        abstract: "Repeats the experiments that the features come from.",
        subcommands: [Caltech101.self, Figures.self, Follow.self, Learn.self, Live.self, MNIST.self, NORB.self])
}
