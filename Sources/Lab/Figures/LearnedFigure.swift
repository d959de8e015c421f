// The figure of LISTA and LCoD: what trained searches of few steps are worth in steps of the searches themselves.

import FilterLearning
import Linear
import Workers

/// Trains LISTA, LISTA with few connections, and LCoD on photographs, and holds them against FISTA and coordinate descent
/// (Gregor and LeCun, Learning Fast Approximations of Sparse Coding, 2010).
package struct LearnedFigure {
    /// The folder of folders of photographs.
    package let data: String
    /// m, for each of which all is done.
    package var atoms = [100, 400]
    /// λ, on patches of deviation 1.
    package var sparsity: Float = 0.5
    /// T of LISTA.
    package var steps = [0, 1, 3, 7]
    /// T of LCoD.
    package var changes = [5, 10, 20, 50]
    /// Shares of connections that LISTA with T = 1 keeps.
    package var shares = [0.5, 0.2, 0.1, 0.05]
    /// Patches to train on.
    package var patches = 50_000
    /// Patches that nothing has seen, to measure with.
    package var unseen = 1_000
    /// Steps in which the dictionary is learnt.
    package var dictionarySteps = 6_000
    /// Steps in which a search is trained.
    package var batches = 6_000
    /// The rate of training at first.
    package var rate: Float = 0.05
    /// Threads; they do not change a bit of the result.
    package var threads = 1

    /// Rows and columns of a patch.
    private static let side = 10
    /// Steps of FISTA that are measured.
    private static let fistaSteps = Array(0...40) + [45, 50, 55, 60, 70, 80, 100]

    /// The figure for photographs.
    package init(data: String) { self.data = data }

    /// Does it. Blocks.
    ///
    /// - Throws: `LabError.badInput` when there are no photographs, or nothing can be learnt by these settings.
    package func run(progress: LabProgress) throws(LabError) -> LearnedReport {
        let pictures = try NaturalPatches(of: data, progress: progress)
        let inputs = try pictures.draw(patches, size: Self.side, seed: 1)
        let others = try pictures.draw(unseen, size: Self.side, seed: 2)
        var sections: [LearnedReport.Section] = []
        for count in atoms {
            do throws(LearningError) {
                sections.append(try section(count, inputs, others, progress))
            } catch {
                throw .badInput(reason: error.description)
            }
        }
        return LearnedReport(
            patches: patches, unseen: unseen, sparsity: sparsity, training: training, broken: pictures.broken,
            sections: sections)
    }

    private var training: LearnedRecipe {
        var recipe = LearnedRecipe()
        (recipe.batches, recipe.rate) = (batches, rate)
        return recipe
    }

    private func section(
        _ atoms: Int, _ inputs: Matrix, _ others: Matrix, _ progress: LabProgress
    ) throws(LearningError) -> LearnedReport.Section {
        let team = Team(threads: threads)
        var recipe = PSDRecipe()
        (recipe.atoms, recipe.sparsity, recipe.predictionWeight) = (atoms, sparsity, 0)
        (recipe.codeSteps, recipe.batches) = (50, dictionarySteps)
        var trainer = try PSDTrainer(recipe, inputs: inputs.columns)
        try trainer.train(on: inputs, every: 100, team: team) { _, report in
            progress("dictionary", report.step, dictionarySteps)
            return true
        }
        let dictionary = trainer.dictionary
        let problem = try SparseCoding(dictionary: dictionary, sparsity: Double(sparsity))
        let course = LearnedCourse(
            problem: problem, taught: try CodedPatches(inputs, by: problem, team: team),
            asked: try CodedPatches(others, by: problem, team: team), recipe: training, team: team)
        var fista: [Int: CodeError] = [:]
        for count in Self.fistaSteps {
            let codes = try BatchedFISTA(sparsity: sparsity, steps: count).codes(of: others, by: dictionary, team: team)
            fista[count] = CodeError(codes, from: course.asked.codes)
        }

        let all = steps.count + shares.count + changes.count
        var rows: [LearnedReport.Row] = []
        var single: LearnedInference?
        for count in steps {
            let untrained = try LearnedInference(.lista, unrolling: course.problem, steps: count)
            let (row, model) = try course.row(untrained, fista: fista)
            if count == 1 { single = model }
            rows.append(row)
            progress("training for \(atoms)", rows.count, all)
        }
        for share in shares {
            guard let single else { break }
            rows.append(try course.row(single.keeping(share), share: share, fista: fista).row)
            progress("training for \(atoms)", rows.count, all)
        }
        for count in changes {
            let untrained = try LearnedInference(.lcod, unrolling: course.problem, steps: count)
            rows.append(try course.row(untrained, fista: fista).row)
            progress("training for \(atoms)", rows.count, all)
        }
        return LearnedReport.Section(
            atoms: atoms, codeSquare: course.asked.square, gap: max(course.taught.gap, course.asked.gap),
            density: course.asked.density, fista: fista, descent: try course.descent(), rows: rows)
    }
}
