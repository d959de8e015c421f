// Tens of thousands of damaged safetensors files, the same at every run.

import Formats
import Foundation
import Testing

@Suite("Damaged safetensors files")
struct DamagedSafetensorsTests {
    private let words = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud83d", "\"dtype\":\"F32\"", "\"shape\":[0]",
        "\"data_offsets\":[0,0]", "__metadata__", "-1", "0", "4", "1e3", "9223372036854775807",
        "18446744073709551616", "null", "[[[[[[[[", "\"w\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},",
    ]

    @Test func `Every cut is noticed`() {
        let file = SafetensorsTests.golden.serialized()
        for length in 0..<file.count {
            #expect(throws: FormatError.self) { try Safetensors(file.prefix(length), name: "cut") }
        }
    }

    @Test(arguments: 1...4)
    func `A damaged file is refused, or what is read makes sense`(seed: UInt64) throws {
        let file = [UInt8](SafetensorsTests.golden.serialized())
        let headerLength = Int(file[0]) + Int(file[1]) << 8
        var mutations = Mutations(seed: seed)
        var survivors = 0
        for round in 0..<10_000 {
            // Either anything is damaged, or the header only, whose length is then mostly right again.
            let damaged: [UInt8]
            if round % 3 == 0 {
                damaged = mutations.damaged(file, words: words)
            } else {
                let header = mutations.damaged(Array(file[8..<8 + headerLength]), words: words)
                damaged = mutations.withLength(
                    file[..<8] + header + file[(8 + headerLength)...], at: 0, width: 8, fitting: header.count)
            }
            guard let read = try? Safetensors(Data(damaged), name: "damaged") else { continue }
            survivors += 1
            for tensor in read.tensors.values { try #require(tensor.shape.reduce(1, *) == tensor.values.count) }
            let again = read.serialized()
            try #require(try Safetensors(again, name: "again").serialized() == again)
        }
        // Damage in the numbers and texts leaves a file; were there none, nothing behind the header would be tested.
        #expect(survivors > 100 && survivors < 9_000)
    }
}
