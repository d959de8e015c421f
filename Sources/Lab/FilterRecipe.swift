// How a bank of filters is learnt.

import Features
package import FilterLearning
import Foundation

/// Everything that decides the filters of a first stage, the pictures aside.
package struct FilterRecipe: Sendable, Hashable, Codable {
    /// What the bank will be called.
    package var name = "psd"
    /// The name of the net whose first stage it is.
    package var net = "caltech101-free"
    /// How patches are cut; what is extracted from is what is learnt from.
    package var patches: PatchRecipe
    /// How filters are learnt from them; as many as the stage has.
    package var learning = PSDRecipe()

    /// The recipe for the first stage of the net for Caltech-101.
    package init() { patches = .asExtracted(by: ExtractorShape.free.input) }

    /// Reads a recipe from a file of JSON.
    ///
    /// - Throws: `LabError.badInput` when it is none.
    package init(path: String) throws(LabError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .badInput(reason: "The recipe “\(path)” cannot be read.")
        }
        do {
            self = try JSONDecoder().decode(FilterRecipe.self, from: data)
        } catch {
            throw .badInput(reason: "“\(path)” is no recipe: \(error)")
        }
    }

    /// The recipe as JSON.
    package var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The net's shape with its first stage alone.
    ///
    /// - Throws: `LabError.badInput` when there is no such net, or learning makes another number of filters or another size.
    func shape() throws(LabError) -> ExtractorShape {
        guard let whole = ExtractorShape.presets.first(where: { $0.name == net })?.shape else {
            let known = ExtractorShape.presets.map(\.name).joined(separator: ", ")
            throw .badInput(reason: "There is no net “\(net)”; there are \(known).")
        }
        let stage = whole.stages[0]
        guard stage.table.outputs == learning.atoms, stage.table.inputs == 1, stage.kernel == patches.size else {
            throw .badInput(
                reason:
                    "The recipe learns \(learning.atoms) filters of \(patches.size.rows) × \(patches.size.columns); "
                    + "the first stage of “\(net)” has \(stage.table.outputs) of \(stage.kernel.rows) × "
                    + "\(stage.kernel.columns) on \(stage.table.inputs) channels.")
        }
        return ExtractorShape(input: whole.input, stages: [stage])
    }
}
