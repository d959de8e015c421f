// What goes into a bank's file comes out of it, and nothing else does.

import Exchange
import Features
import Formats
import Foundation
import Testing

@Suite("Files of filter banks")
struct BankFileTests {
    @Test(arguments: ExtractorShape.presets.map(\.name))
    func `A bank of every named shape comes back as it was, with its fingerprint`(name: String) throws {
        let scratch = try Scratch()
        let path = "\(scratch.path)/bank.safetensors"
        let bank = try FilterBank.random(shape: BankLibrary.shape(name), seed: .max)
        try bank.write(to: path)
        let read = try FilterBank(path: path)
        #expect(read == bank && read.fingerprint == bank.fingerprint)
        #expect(try scratch.names == ["bank.safetensors"], "nothing is left beside it")
    }

    @Test func `Equal banks give equal bytes`() throws {
        #expect(try SmallBank.bank().safetensors.serialized() == SmallBank.content().serialized())
        #expect(try FilterBank.random(shape: SmallBank.shape, seed: 78).safetensors != SmallBank.content())
    }

    @Test func `The header tells other programs what they need`() throws {
        let content = try SmallBank.content()
        #expect(content.tensors["stage1.kernels"]?.shape == [4, 2, 3, 2])
        #expect(content.tensors["stage2.kernels"]?.shape == [2, 8, 2, 2])
        #expect(content.tensors["stage2.gains"]?.values == [1, 1])
        #expect(content.tensors["stage1.biases"]?.shape == [4])
        #expect(content.tensors.count == 6)
        let shape = try #require(
            JSONSerialization.jsonObject(with: Data((content.metadata["shape"] ?? "").utf8)) as? [String: Any])
        let stages = try #require(shape["stages"] as? [[String: Any]])
        let table = try #require(stages[0]["table"] as? [String: Any])
        #expect(table["inputs"] as? Int == 3 && (table["outputs"] as? [[Int]])?.count == 4)
        #expect(content.metadata["seed"] == "77" && content.metadata["licence"] == "CC0-1.0")
        #expect(Set(content.metadata.keys) == ["format", "name", "shape", "recipe", "seed", "licence", "energy"])
    }

    @Test(arguments: [
        ("format", "showtell.filter-bank.2", "its format is “showtell.filter-bank.2”"),
        ("name", "", "its name is empty"),
        ("name", "a\u{1B}[2Jb", "its text “name” is not a line"),
        ("recipe", "a\nb", "its text “recipe” is not a line"),
        ("seed", "-1", "its seed is “-1”, not a whole number"),
        ("seed", "18446744073709551616", "not a whole number that 64 bits hold"),
        ("shape", "", "its shape is not an object of JSON"),
        ("shape", "[]", "its shape is not an object of JSON"),
        ("shape", "{}", "its shape lacks .input"),
    ])
    func `A text that is wrong is refused with a sentence about it`(key: String, text: String, why: String) throws {
        let reason = SmallBank.refusal(try SmallBank.content(texts: [key: text]))
        #expect(reason.contains(why))
        #expect(reason.hasPrefix("“file” cannot be used as a filter bank: ") && reason.hasSuffix("."))
    }

    @Test func `Texts without end and JSON without ground are refused`() throws {
        for text in ["[", "{\"stages\":", "{\"input\":[", " "] {
            let shape = String(repeating: text, count: 1 << 18)
            let reason = SmallBank.refusal(try SmallBank.content(texts: ["shape": shape]))
            #expect(reason.contains("its shape is not an object of JSON"))
        }
        let long = try SmallBank.content(texts: ["licence": String(repeating: "l", count: 1001)])
        #expect(SmallBank.refusal(long).contains("not a line of at most 1000 characters"))
    }

    @Test(arguments: ["format", "name", "shape", "recipe", "seed", "licence", "energy"])
    func `A text that is missing is missed`(key: String) throws {
        let reason = SmallBank.refusal(try SmallBank.content(without: key))
        #expect(reason == "“file” cannot be used as a filter bank: it lacks the text “\(key)”.")
    }

    @Test(arguments: [
        (#""colour":"yuv""#, #""colour":"grey""#, "stage 1 connects 3 maps and is given 1"),
        (#""colour":"yuv""#, #""colour":"red""#, "no value that can be used at .input.colour"),
        (#""rows":12"#, #""rows":1000000000"#, "pictures of 1000000000×10 pixels"),
        (#""rows":12"#, #""rows":9223372036854775807"#, "pictures of 9223372036854775807×10 pixels"),
        (#""rows":12"#, #""rows":1e400"#, "its shape"),
        (#""rows":12"#, #""rows":-12"#, "pictures of -12×10 pixels"),
        (#""inputs":3"#, #""inputs":1000000000"#, "stage 1 connects 1000000000 maps"),
        (#""inputs":3"#, #""inputs":2"#, "is filtered from map 2 of 2"),
        (#""step":{"columns":1,"rows":2}"#, #""step":{"columns":0,"rows":2}"#, "every 2×0"),
        (#""deviation":0.7"#, #""deviation":0"#, "has no middle or width"),
        (#""side":3"#, #""side":2000000001"#, "has no middle or width"),
        (#""rectification":"split","#, "", "its shape lacks .stages[0].rectification"),
        (#""rectification":"split""#, #""rectification":"none""#, "stage 2 connects 8 maps and is given 4"),
    ])
    func `A shape that nobody can build is refused before anything is made for it`(
        old: String, new: String, why: String
    ) throws {
        let reason = SmallBank.refusal(try SmallBank.content(texts: ["shape": SmallBank.shapeText(old, new)]))
        #expect(reason.contains(why) && reason.hasPrefix("“file” cannot be used as a filter bank"), "\(reason)")
    }

    @Test func `Tensors of another shape are refused with a sentence that names both`() throws {
        let kernels = Safetensors.Tensor(shape: [4, 2, 2, 3], values: Array(repeating: 0, count: 48))
        #expect(
            SmallBank.refusal(try SmallBank.content(tensors: ["stage1.kernels": kernels]))
                == "“file” cannot be used as a filter bank: its tensor “stage1.kernels” is 4×2×2×3, and the shape in its "
                + "header asks for 4×2×3×2.")
        let gain = Safetensors.Tensor(shape: [], values: [1])
        #expect(
            SmallBank.refusal(try SmallBank.content(tensors: ["stage2.gains": gain])).contains("is (), and"))
        #expect(
            SmallBank.refusal(try SmallBank.content(without: "stage2.biases"))
                .contains("lacks the tensor “stage2.biases”"))
        #expect(SmallBank.refusal(try SmallBank.content(tensors: ["more": gain])).contains("has the tensor “more”"))
        #expect(SmallBank.refusal(try SmallBank.content(tensors: ["a\u{7}": gain])).contains("“a\u{FFFD}”"))
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func `Numbers that are not finite are refused`(value: Float) throws {
        for (name, shape) in [("stage1.gains", [4]), ("stage2.kernels", [2, 8, 2, 2])] {
            var values = Array(repeating: Float(1), count: shape.reduce(1, *))
            values[values.count - 1] = value
            let tensor = Safetensors.Tensor(shape: shape, values: values)
            let reason = SmallBank.refusal(try SmallBank.content(tensors: [name: tensor]))
            #expect(reason.contains("numbers that are not finite"))
        }
    }

    @Test func `A file that is not there, or no safetensors file, is refused with a sentence that names it`() throws {
        let scratch = try Scratch()
        try Data("no bank".utf8).write(to: URL(fileURLWithPath: "\(scratch.path)/bank.safetensors"))
        for name in ["none.safetensors", "bank.safetensors", ""] {
            let error = #expect(throws: BankError.self) { try FilterBank(path: "\(scratch.path)/\(name)") }
            guard case .badFile(let reason) = error else { throw try #require(error) }
            #expect(reason.contains("\(scratch.path)/\(name)") && reason.hasSuffix("."))
        }
    }

    @Test func `Where nothing can be written, a sentence says so and nothing is left`() throws {
        let scratch = try Scratch()
        let bank = try SmallBank.bank()
        let error = #expect(throws: BankError.self) { try bank.write(to: "\(scratch.path)/no/bank.safetensors") }
        guard case .notWritten(let reason) = error else { throw try #require(error) }
        #expect(reason.contains("\(scratch.path)/no/bank.safetensors"))
        #expect(throws: BankError.self) { try bank.write(to: scratch.path) }
        #expect(try scratch.names.isEmpty)
    }
}
