// Banks by name.

import Exchange
import Features
import Formats
import Foundation
import Testing

@Suite("Filter banks by name")
struct BankLibraryTests {
    @Test func `The bank of a named shape is the random one of seed 1, which the daemon uses`() throws {
        let bank = try BankLibrary().bank("caltech101")
        #expect(try bank == FilterBank.random(shape: .caltech101))
        #expect(try BankLibrary().bank("caltech101", seed: 2) == FilterBank.random(shape: .caltech101, seed: 2))
    }

    @Test func `A bank is found by the name of its file, and by its path`() throws {
        let scratch = try Scratch()
        try SmallBank.bank().write(to: "\(scratch.path)/small.safetensors")
        let library = BankLibrary(folder: scratch.path)
        #expect(try library.bank("small") == SmallBank.bank())
        #expect(try BankLibrary().bank("\(scratch.path)/small.safetensors") == SmallBank.bank())
        let error = #expect(throws: BankError.self) { try library.bank("small", seed: 3) }
        #expect(error?.description.contains("only random ones begin with a seed") == true)
    }

    @Test func `A list names all banks, and says what is wrong with files that hold none`() throws {
        let scratch = try Scratch()
        try SmallBank.bank().write(to: "\(scratch.path)/small.safetensors")
        try Data("no bank".utf8).write(to: URL(fileURLWithPath: "\(scratch.path)/broken.safetensors"))
        try Data("a letter".utf8).write(to: URL(fileURLWithPath: "\(scratch.path)/letter.txt"))
        let (banks, flaws) = BankLibrary(folder: scratch.path).entries()
        #expect(banks.map(\.name) == ExtractorShape.presets.map(\.name) + ["random", "gabor", "small"])
        #expect(banks.last?.shape == SmallBank.shape)
        #expect(flaws.count == 1 && flaws[0].description.contains("broken.safetensors"))
    }

    @Test func `A named shape's bank stays what it is when a file has its name`() throws {
        let scratch = try Scratch()
        try SmallBank.bank().write(to: "\(scratch.path)/mnist.safetensors")
        let library = BankLibrary(folder: scratch.path)
        #expect(try library.bank("mnist").shape == .mnist)
        #expect(library.entries().banks.count { $0.name == "mnist" } == 1)
    }

    @Test func `An unknown name is answered with those there are`() throws {
        let scratch = try Scratch()
        try SmallBank.bank().write(to: "\(scratch.path)/small.safetensors")
        let error = #expect(throws: BankError.self) { try BankLibrary(folder: scratch.path).bank("cattech") }
        guard case .unknownName(let reason) = error else { throw try #require(error) }
        #expect(reason.contains("“cattech”") && reason.contains("caltech101, ") && reason.contains(", small,"))
        let shape = #expect(throws: BankError.self) { try BankLibrary.shape("small") }
        #expect(shape?.description.contains("There is no shape “small”; there are caltech101, ") == true)
    }

    @Test func `The banks of random and of Gabor filters have names of their own`() throws {
        #expect(try BankLibrary().bank("random", seed: 5) == .random(shape: .caltech101, seed: 5))
        #expect(try BankLibrary().bank("gabor") == .gabor(shape: .caltech101))
        #expect(
            try BankLibrary().bank("gabor", seed: 5).stages[1]
                == FilterBank.random(shape: .caltech101, seed: 5).stages[1])
    }

    @Test func `A bank is found by its fingerprint`() throws {
        let scratch = try Scratch()
        try SmallBank.bank().write(to: "\(scratch.path)/small.safetensors")
        let library = BankLibrary(folder: scratch.path)
        #expect(library.bank(fingerprint: try SmallBank.bank().fingerprint) == (try SmallBank.bank()))
        #expect(library.bank(fingerprint: try library.bank("random").fingerprint)?.shape == .caltech101)
        #expect(library.bank(fingerprint: "0000000000000000") == nil)
    }

    @Test func `A folder that is not there is no library`() {
        #expect(BankLibrary(folder: "/nowhere").entries().banks.count == ExtractorShape.presets.count + 2)
    }
}
