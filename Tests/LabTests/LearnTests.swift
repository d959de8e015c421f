// Filters from pictures, as a bank.

import Features
import FilterLearning
import Foundation
import Lab
import Testing

@Suite("Learnt filters")
struct LearnTests {
    /// A recipe that takes no time.
    private static func recipe() -> FilterRecipe {
        var recipe = FilterRecipe()
        recipe.patches.count = 500
        recipe.patches.smallestDeviation = 0.01
        recipe.learning.batches = 40
        return recipe
    }

    @Test func `Pictures become a bank of one stage, the same each time, and one that is broken is named`() throws {
        let scratch = try Scratch()
        for seed in 0..<4 { try scratch.stripes("in/all/\(seed).png", isUpright: seed % 2 == 0, seed: seed) }
        let broken = try scratch.file("in/all/x.png", Data("no picture".utf8))
        var job = LearnJob(files: try ImageFolders("\(scratch.path)/in").paths, recipe: Self.recipe())
        var said: [String: Int] = [:]
        let result = try job.run { what, done, _ in said[what] = done }
        #expect(result.broken.count == 1 && result.broken[0].contains(broken))
        #expect(said == ["pictures": 5, "learning": 40] && result.lines[0].hasPrefix("step 40: energy "))
        let bank = result.bank
        #expect(bank.shape.stages == [ExtractorShape.free.stages[0]] && bank.shape.input == ExtractorShape.free.input)
        #expect(bank.origin.energy.contains("½‖x − Dz‖²") && bank.origin.recipe.contains("500 patches of 4 pictures"))
        #expect(bank.stages != (try FilterBank.random(shape: bank.shape).stages))
        job.threads = 2
        #expect(try job.run { _, _, _ in }.bank == bank)
    }

    @Test func `A recipe is read as it was written, and one that does not fit its net is refused`() throws {
        let scratch = try Scratch()
        var recipe = Self.recipe()
        let path = try scratch.file("recipe.json", Data(recipe.json.utf8))
        #expect(try FilterRecipe(path: path) == recipe)
        let other = try scratch.file("other.json", Data("{}".utf8))
        for path in [other, "\(scratch.path)/none.json"] {
            let error = try #require(throws: LabError.self) { try FilterRecipe(path: path) }
            #expect(error.description.contains(path))
        }
        try scratch.stripes("in/all/1.png", isUpright: true, seed: 1)
        func refusal() throws -> String {
            let job = LearnJob(files: ["\(scratch.path)/in/all/1.png"], recipe: recipe)
            return try #require(throws: LabError.self) { try job.run { _, _, _ in } }.description
        }
        recipe.learning.atoms = 65
        #expect(try refusal().contains("learns 65 filters of 9 × 9; the first stage of “caltech101-free” has 64"))
        recipe.net = "nothing"
        #expect(try refusal().contains("There is no net “nothing”; there are caltech101"))
    }
}
