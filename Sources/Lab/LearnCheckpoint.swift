// Learning that was not finished, in a file.

import Features
import Formats
import Foundation

/// All that a job of learning has found out: the stages that are done, and the one on its way.
///
/// A file of safetensors: `stage<n>.kernels`, `.gains` and `.biases` of what is done, `learner.…` of what is not, and texts
/// that say by which recipe and from which pictures.
struct LearnCheckpoint: Sendable {
    private static let format = "showtell.learning.1"

    /// How it is learnt.
    let recipe: FilterRecipe
    /// What changes when any of the pictures does.
    let pictures: String
    /// The stages that are done.
    var stages: [StageFilters] = []
    /// What there is to say of each.
    var records: [Record] = []
    /// The stage on its way.
    var learner: LearnerState?

    /// What there is to say of a stage.
    struct Record: Sendable, Codable {
        /// How its numbers were found, in a line.
        let recipe: String
        /// The energy that was minimised.
        let energy: String?
        /// How learning ended.
        let end: String?
    }

    /// Nothing yet.
    init(recipe: FilterRecipe, pictures: String) { (self.recipe, self.pictures) = (recipe, pictures) }

    /// Reads a file.
    ///
    /// - Throws: `LabError.badInput` when there is none, or it is of another recipe or other pictures.
    init(path: String, recipe: FilterRecipe, pictures: String) throws(LabError) {
        self.init(recipe: recipe, pictures: pictures)
        do {
            let content = try Safetensors(path: path)
            try read(content)
        } catch let error as FormatError {
            throw .badInput(reason: error.description)
        } catch {
            throw .badInput(reason: "“\(path)” cannot be resumed: \(error).")
        }
    }

    private mutating func read(_ content: Safetensors) throws {
        func refuse(_ reason: String) -> LabError { .badInput(reason: reason) }
        let texts = content.metadata
        guard texts["format"] == Self.format else { throw refuse("it holds no learning") }
        guard texts["recipe"] == recipe.json else { throw refuse("it was learnt by another recipe") }
        guard texts["pictures"] == pictures else { throw refuse("it was learnt from other pictures") }
        guard let json = texts["stages"],
            let records = try? JSONDecoder().decode([Record].self, from: Data(json.utf8)),
            records.count <= recipe.stages.count
        else { throw refuse("it does not say which stages are done") }
        self.records = records
        for number in 1..<records.count + 1 {
            let parts = ["kernels", "gains", "biases"].compactMap { content.tensors["stage\(number).\($0)"]?.values }
            guard parts.count == 3 else { throw refuse("it lacks a tensor of stage \(number)") }
            stages.append(StageFilters(kernels: parts[0], gains: parts[1], biases: parts[2]))
        }
        func part<Value>(_ values: [String: Value]) -> [String: Value] {
            let own = values.filter { $0.key.hasPrefix(Self.prefix) }
            return Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(Self.prefix.count)), $0.value) })
        }
        let state = LearnerState(texts: part(texts), tensors: part(content.tensors))
        learner = state.tensors.isEmpty ? nil : state
    }

    private static let prefix = "learner."

    /// Writes a file; one that was there is replaced when all is written, or stays as it was.
    ///
    /// - Throws: `LabError.notWritten`
    func write(to path: String) throws(LabError) {
        do {
            let json = String(decoding: try JSONEncoder().encode(records), as: UTF8.self)
            var texts = ["format": Self.format, "recipe": recipe.json, "pictures": pictures, "stages": json]
            var tensors: [String: Safetensors.Tensor] = [:]
            for (index, stage) in stages.enumerated() {
                for (name, values) in [("kernels", stage.kernels), ("gains", stage.gains), ("biases", stage.biases)] {
                    tensors["stage\(index + 1).\(name)"] = .init(shape: [values.count], values: values)
                }
            }
            for (name, text) in learner?.texts ?? [:] { texts[Self.prefix + name] = text }
            for (name, tensor) in learner?.tensors ?? [:] { tensors[Self.prefix + name] = tensor }
            try Safetensors(metadata: texts, tensors: tensors).write(to: path)
        } catch {
            throw .notWritten(reason: "\(error)")
        }
    }
}
