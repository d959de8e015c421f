// What is written as safetensors, against the bytes of the Python package, and what is read.

import Formats
import Foundation
import Testing

@Suite("Safetensors files")
struct SafetensorsTests {
    /// The content of Golden/safetensors_golden.py.
    static let golden = Safetensors(
        metadata: ["recipe": "line\n\"quoted\"\ttabbed \\ \u{1} äß/"],
        tensors: [
            "stage1.kernels": .init(shape: [2, 1, 3, 3], values: (0..<18).map { Float($0) / 8 - 1 }),
            "gain": .init(shape: [], values: [1.5]),
            "nothing": .init(shape: [0, 3], values: []),
            "Größe “1”": .init(
                shape: [5], values: [.infinity, -.infinity, 0, .leastNonzeroMagnitude, .greatestFiniteMagnitude]),
        ])

    @Test func `A file of the Python package is read, and written byte for byte`() throws {
        let file = try Data(contentsOf: goldenFile("bank.safetensors"))
        #expect(try Safetensors(file, name: "bank") == Self.golden)
        #expect(Self.golden.serialized() == file)
    }

    @Test func `A file comes back as it was written, and replaces the one before`() throws {
        let folder = try Folder()
        let path = folder.path("bank.safetensors")
        try Safetensors(metadata: ["old": "one"]).write(to: path)
        try Self.golden.write(to: path)
        #expect(try Safetensors(path: path) == Self.golden)
        #expect(folder.names == ["bank.safetensors"])
    }

    @Test func `Numbers begin at a multiple of 8, whatever the names`() throws {
        for length in 1...20 {
            let name = String(repeating: "x", count: length)
            let file = Safetensors(tensors: [name: .init(shape: [2], values: [1, 2])]).serialized()
            #expect((file.count - 8) % 8 == 0 && file[0] % 8 == 0)
            #expect(try Safetensors(file, name: "x").tensors[name]?.values == [1, 2])
        }
    }

    @Test func `Nothing at all is a file, too`() throws {
        let file = Safetensors().serialized()
        #expect(file.count == 16)
        #expect(try Safetensors(file, name: "nothing") == Safetensors())
    }

    @Test func `Not a number comes back bit for bit`() throws {
        let values: [Float] = [.nan, .signalingNaN, Float(bitPattern: 0x7FC1_2345), -0.0]
        let file = Safetensors(tensors: ["n": .init(shape: [4], values: values)]).serialized()
        let read = try Safetensors(file, name: "n").tensors["n"]?.values
        #expect(read?.map(\.bitPattern) == values.map(\.bitPattern))
    }

    @Test func `A slice of larger data is read like data of its own`() throws {
        let file = try Data(contentsOf: goldenFile("bank.safetensors"))
        #expect(
            try Safetensors((Data([1, 2, 3]) + file + Data([4])).dropFirst(3).dropLast(), name: "s") == Self.golden)
    }

    @Test func `Names may be escaped, and space may stand anywhere`() throws {
        let header = #" { "\u00e9\ud83d\ude00\/" : {"shape": [ 1 , 1 ], "data_offsets":[0 ,4],"dtype":"F32"} } "#
        let file = safetensors(header: String(header.dropFirst()), data: 4)
        #expect(try Safetensors(file, name: "n").tensors == ["é😀/": .init(shape: [1, 1], values: [0])])
    }
}

/// A file of a header and zeros.
func safetensors(header: String, data: Int) -> Data {
    let length = UInt64(header.utf8.count)
    return Data((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }) + Data(header.utf8) + Data(count: data)
}
