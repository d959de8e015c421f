// What is said in a terminal.

import Exchange
import Features
import Foundation
import Testing
import Workbench

@Suite("Words of the workbench")
struct TextTests {
    @Test func `A list of banks is a table whose numbers stand one below the other`() throws {
        let banks = BankLibrary().entries().banks
        let lines = BankText.list(banks).split(separator: "\n")
        #expect(lines.count == 1 + banks.count)
        let ends = try lines.map { line in
            let words = line.split(separator: " ")
            let weights = words.count > 3 ? words[3] : ""
            return try #require(line.range(of: weights)?.upperBound).utf16Offset(in: line)
        }
        #expect(Set(ends).count == 1)
        let first = lines[1].split(separator: " ").prefix(4)
        #expect(first == ["caltech101", "4,096", "201,973,824", "336,960"])
    }

    @Test func `A bank is shown with its shape, its modules, its parameters and its origin`() throws {
        let bank = try BankLibrary().bank("caltech101")
        let text = BankText.show(bank)
        for part in [
            "caltech101: two stages", "grey 151×151", "9×9 σ 1.591", "1×143×143", "64×135×135 → 64×26×26",
            "256 maps, each from 16 of 64, in 16 groups", "256×18×18 → 256×4×4", "P average 10×10/5×5",
            "336,960 weights, 640 gains and biases", "201,973,824 a picture", bank.origin.recipe, "CC0-1.0",
            bank.fingerprint,
        ] {
            #expect(text.contains(part), "\(part)")
        }
        let lagr = BankText.show(try BankLibrary().bank("lagr"))
        #expect(lagr.contains("YUV 12×25, divided by its mean over 17×17 σ 4.0"))
        #expect(lagr.contains("20 maps, each from 1 of 3\n"), "sharing by chance is no group")
    }

    @Test func `A bar says how much is done, how fast, and how long it will take`() {
        #expect(
            ProgressBar.line(0, of: 8, seconds: 0) == String(repeating: "·", count: 20) + " 0 of 8")
        let half = String(repeating: "█", count: 10) + String(repeating: "·", count: 10)
        #expect(
            ProgressBar.line(1000, of: 2000, seconds: 800) == half + " 1,000 of 2,000, 1.2 a second, 13 min 20 s left")
        #expect(ProgressBar.line(5, of: 10, seconds: 0.5) == half + " 5 of 10, 10.0 a second, 1 s left")
        #expect(ProgressBar.line(1, of: 100_000, seconds: 1).hasSuffix("27 h 46 min left"))
        let noted = ProgressBar.line(900, of: 1000, before: 800, seconds: 2, note: "well")
        #expect(noted.hasSuffix(" 900 of 1,000, 50.0 a second, 2 s left; well"))
        #expect(ProgressBar.line(9, of: 10, seconds: 1, note: "well", columns: 26) == "9 of 10, 1 s left; well")
    }

    @Test(arguments: 0...80)
    func `A bar is shorter than the line it stands on`(columns: Int) {
        let line = ProgressBar.line(1000, of: 2000, seconds: 800, columns: columns)
        #expect(line.count < max(columns, 1))
        #expect(line.contains("1,000 of 2,000") == (columns > 14))
        #expect(line.contains("13 min 20 s left") == (columns > 32))
        #expect(line.contains("█") == (columns > 67))
    }
}
