// How a bank of filters is made, stage by stage.

package import Features
import FilterLearning
import Foundation

/// Everything that decides the filters of a net, the pictures aside: for each stage a method.
///
/// A file of JSON such as
///
///     {"name": "psd", "net": "caltech101", "stages": [{"method": "psd", "sparsity": 1}, {"method": "random", "seed": 1}]}
///
/// What a stage leaves out is as `PatchLearning` has it.
package struct FilterRecipe: Sendable, Hashable {
    /// What the bank will be called.
    package var name: String
    /// The name of the net.
    package var net: String
    /// What follows its filters.
    package var modules = LabModules.whole
    /// How each stage is made; fewer than the net has make a bank of those stages alone.
    package var stages: [StageRecipe]

    /// A recipe.
    package init(name: String = "psd", net: String = "caltech101", stages: [StageRecipe]) {
        (self.name, self.net, self.stages) = (name, net, stages)
    }

    /// PSD for both stages of the daemon's net.
    package static let psd = FilterRecipe(stages: [.psd(.first), .psd(.later)])

    /// Reads a recipe from a file.
    ///
    /// - Throws: `LabError.badInput` when it is none, or nothing can be made by it.
    package init(path: String) throws(LabError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .badInput(reason: "The recipe “\(path)” cannot be read.")
        }
        do {
            self = try JSONDecoder().decode(FilterRecipe.self, from: data)
            _ = try shape()
        } catch let error as DecodingError {
            throw .badInput(reason: "“\(path)” is no recipe: \(error.recipeFlaw).")
        } catch {
            throw .badInput(reason: "“\(path)” is no recipe that can be followed. \(error)")
        }
    }

    /// The recipe as JSON.
    package var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The net's shape, with as many of its stages as the recipe makes.
    ///
    /// - Throws: `LabError.badInput` when there is no such net, or its stages cannot be made so.
    package func shape() throws(LabError) -> ExtractorShape {
        guard let whole = ExtractorShape.presets.first(where: { $0.name == net })?.shape else {
            let known = ExtractorShape.presets.map(\.name).joined(separator: ", ")
            throw .badInput(reason: "There is no net “\(net)”; there are \(known).")
        }
        guard (1...whole.stages.count).contains(stages.count) else {
            throw .badInput(
                reason: "The recipe makes \(stages.count) stages, and “\(net)” has \(whole.stages.count).")
        }
        guard !name.isEmpty else { throw .badInput(reason: "The recipe gives the bank no name.") }
        for (index, stage) in stages.enumerated() { try check(stage, index, of: whole) }
        let isWhole = stages.count == whole.stages.count
        return ExtractorShape(
            input: whole.input, stages: whole.stages.prefix(stages.count).map(modules.stage),
            finalPooling: isWhole ? whole.finalPooling : nil)
    }

    private func check(_ stage: StageRecipe, _ index: Int, of whole: ExtractorShape) throws(LabError) {
        func settings(_ sampling: StageSampling, _ check: () throws -> Void) throws(LabError) {
            guard index > 0 || (whole.input.channels == 1 && whole.stages[0].table.inputs == 1) else {
                throw .badInput(reason: "“\(net)” sees colours, and patches are cut from luminance alone.")
            }
            do {
                try sampling.check()
                try check()
            } catch {
                throw .badInput(reason: "Stage \(index + 1): \(error)")
            }
        }
        switch stage {
        case .psd(let learning): try settings(learning.sampling) { try learning.learning.check() }
        case .convolutional(let learning):
            try settings(learning.sampling) {
                try learning.learning.check()
                let (size, kernel) = (whole.sizes[2 * index].extent, whole.stages[index].kernel)
                let sides =
                    max(kernel.rows, kernel.columns)...max(kernel.rows, kernel.columns, min(size.rows, size.columns))
                guard sides.contains(learning.side) else {
                    throw LabError.badInput(
                        reason: "crops of \(learning.side) × \(learning.side) are not from \(sides.lowerBound) to "
                            + "\(sides.upperBound) pixels wide.")
                }
            }
        case .gabor:
            guard index == 0, whole.stages[0].table == .full(inputs: 1, outputs: 64) else {
                throw .badInput(
                    reason: "Gabor functions are for first stages of 64 maps of one channel, not for stage "
                        + "\(index + 1) of “\(net)”.")
            }
        case .random: break
        }
    }
}

extension FilterRecipe: Codable {
    private static let stagesName = "stages"
    private static var fields: [RecipeField<FilterRecipe>] {
        [RecipeField("name", \.name), RecipeField("net", \.net), RecipeField("modules", \.modules)]
    }

    package init(from decoder: any Decoder) throws {
        self.init(stages: [])
        let reader = try decoder.container(keyedBy: RecipeKey.self)
        try reader.read(&self, Self.fields, others: [Self.stagesName], in: "a recipe")
        var list = try reader.nestedUnkeyedContainer(forKey: RecipeKey(Self.stagesName))
        while !list.isAtEnd { stages.append(try StageRecipe(from: list.superDecoder(), isFirst: stages.isEmpty)) }
    }

    package func encode(to encoder: any Swift.Encoder) throws {
        var writer = encoder.container(keyedBy: RecipeKey.self)
        for field in Self.fields { try field.write(self, &writer) }
        var list = writer.nestedUnkeyedContainer(forKey: RecipeKey(Self.stagesName))
        for (index, stage) in stages.enumerated() { try stage.write(to: list.superEncoder(), isFirst: index == 0) }
    }
}
