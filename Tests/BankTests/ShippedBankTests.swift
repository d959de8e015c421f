// The learnt banks that come with the programs.

import Exchange
import Features
import Foundation
import Testing

@Suite("Shipped filter banks")
struct ShippedBankTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("banks").path

    private struct Recipe: Decodable {
        let name: String
        let net: String
    }

    @Test func `Each has the recipe that it was learnt by, and says how`() throws {
        let (banks, flaws) = BankLibrary(folder: Self.folder).entries()
        #expect(flaws.isEmpty)
        let learnt = banks.map(\.name).filter {
            FileManager.default.fileExists(atPath: "\(Self.folder)/\($0).safetensors")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/recipes")
        #expect(files.sorted() == learnt.map { "\($0).json" })
        #expect(learnt == ["convpsd", "mnist-psd", "psd", "psd-random", "psd-wide"])
        for name in learnt {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/recipes/\(name).json"))
            let recipe = try JSONDecoder().decode(Recipe.self, from: data)
            let bank = try BankLibrary(folder: Self.folder).bank(name)
            #expect(bank.name == name && recipe.name == name)
            #expect(bank.shape == (try BankLibrary.shape(recipe.net)), "\(name)")
            #expect(bank.origin.energy.hasPrefix("½‖") && bank.origin.recipe.hasPrefix("stage 1: "), "\(name)")
            #expect(bank.origin.licence == "CC0-1.0")
        }
    }

    @Test(arguments: ["psd", "convpsd"])
    func `Filters of a first stage are oriented edges and gratings, not noise`(name: String) throws {
        let bank = try BankLibrary(folder: Self.folder).bank(name)
        let learnt = Self.smoothness(bank.stages[0].kernels)
        let random = Self.smoothness(try FilterBank.random(shape: bank.shape).stages[0].kernels)
        #expect(learnt > 0.5 && abs(random) < 0.05, "\(learnt), \(random)")
    }

    /// The mean correlation of neighbouring taps of 9 × 9 kernels: 0 for noise.
    private static func smoothness(_ kernels: [Float]) -> Double {
        let sums = stride(from: 0, to: kernels.count, by: 81).map { first -> Double in
            var (products, squares) = (0.0, 0.0)
            for row in 0..<9 {
                for column in 0..<8 {
                    let (left, right) = (
                        Double(kernels[first + 9 * row + column]), Double(kernels[first + 9 * row + column + 1])
                    )
                    let (above, below) = (
                        Double(kernels[first + 9 * column + row]), Double(kernels[first + 9 * column + 9 + row])
                    )
                    products += left * right + above * below
                    squares += (left * left + right * right + above * above + below * below) / 2
                }
            }
            return products / squares
        }
        return sums.reduce(0, +) / Double(sums.count)
    }
}
