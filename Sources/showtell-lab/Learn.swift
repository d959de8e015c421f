// `showtell-lab learn`

import ArgumentParser
import Exchange
import Features
import Lab

struct Learn: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learns the filters of a first stage from pictures.",
        discussion: """
            The pictures are DIR/<any folder>/*.jpg. A recipe is a file of JSON; --print-recipe shows the one that holds \
            without.

              showtell-lab learn --data natural_images --out psd.safetensors
              showtell-lab caltech101 --data 101_ObjectCategories --protocol U --bank psd.safetensors

            Exit codes: 0 done; 64 wrong usage; 65 the pictures or the recipe cannot be used; 74 a file cannot be written.
            """)

    @Option(help: ArgumentHelp("The folder of folders of pictures.", valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("The bank of filters to write.", valueName: "bank.safetensors"))
    var out: String?

    @Option(help: ArgumentHelp("How to learn (default: PSD for caltech101's first stage).", valueName: "file"))
    var recipe: String?

    @Option(help: "Threads that learn.")
    var threads = 1

    @Flag(help: "Print the recipe and do nothing else.")
    var printRecipe = false

    func validate() throws {
        guard (1...64).contains(threads) else { throw ValidationError("\(threads) threads are not from 1 to 64") }
        guard printRecipe || (data != nil && out != nil) else { throw ValidationError("--data and --out are needed") }
    }

    func run() throws {
        try LabOptions.saying { () throws(LabError) in
            let recipe = try recipe.map { path throws(LabError) in try FilterRecipe(path: path) } ?? FilterRecipe()
            guard let data, let out, !printRecipe else { return print(recipe.json) }
            var job = LearnJob(files: try ImageFolders(data).paths, recipe: recipe)
            job.threads = threads
            let bars = Bars()
            defer { bars.clear() }
            let result = try job.run(progress: bars.show)
            bars.clear()
            for sentence in result.broken { print("passed over: \(sentence)") }
            print(result.lines.joined(separator: "\n"))
            do throws(BankError) {
                try result.bank.write(to: out)
            } catch {
                throw .notWritten(reason: error.description)
            }
            print("the bank “\(result.bank.name)”, \(result.bank.shape), is in \(out)")
        }
    }
}
