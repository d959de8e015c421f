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
        #expect(Set(files) == Set(learnt.map { "\($0).json" }))
        #expect(Set(learnt) == ["convpsd", "mnist-psd", "psd", "psd-random", "psd-wide"])
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
    func `Filters of a first stage have a direction, along which neighbouring taps are alike`(name: String) throws {
        let bank = try BankLibrary(folder: Self.folder).bank(name)
        let learnt = Self.likeness(bank.stages[0].kernels)
        let random = Self.likeness(try FilterBank.random(shape: bank.shape).stages[0].kernels)
        #expect(learnt > 0.6 && random < 0.25, "\(learnt), \(random)")
    }

    /// The mean over 9 × 9 kernels of the correlation of neighbouring taps in that of four directions where it is largest.
    private static func likeness(_ kernels: [Float]) -> Double {
        let sums = stride(from: 0, to: kernels.count, by: 81).map { first -> Double in
            [(0, 1), (1, 0), (1, 1), (1, -1)].map { down, right in
                var (products, own, other) = (0.0, 0.0, 0.0)
                for row in 0..<9 - down {
                    for column in max(0, -right)..<min(9, 9 - right) {
                        let tap = Double(kernels[first + 9 * row + column])
                        let next = Double(kernels[first + 9 * (row + down) + column + right])
                        products += tap * next
                        own += tap * tap
                        other += next * next
                    }
                }
                return products / (own * other).squareRoot()
            }.max() ?? 0
        }
        return sums.reduce(0, +) / Double(sums.count)
    }
}
