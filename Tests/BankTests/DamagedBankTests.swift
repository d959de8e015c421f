// Files of banks with damages of every kind: each is refused with a sentence, or is a bank.

import Exchange
import Features
import Formats
import Foundation
import Testing

@Suite("Damaged files of filter banks")
struct DamagedBankTests {
    /// What is put into a damaged text: all that means something there, and numbers that are traps.
    private static let words = [
        "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "0", "1", "2", "65537", "2147483648", "1e999", "0.5",
        "9223372036854775807", "9223372036854775808", "\"rows\":4096", "\"side\":255", "[0,1],", "[[0]]", "\"max\"",
        "\"stages\":[]", "\"finalPooling\":null", "\u{0}", "\\", "é",
    ]

    /// The bytes with one to four damages: bits turned, bytes taken away, doubled or cut off, words put in.
    private func damaged(_ bytes: [UInt8], _ generator: inout SplitMix64) -> [UInt8] {
        func below(_ count: Int) -> Int { Int(generator.next() % UInt64(count)) }
        var bytes = bytes
        for _ in 0...below(4) where !bytes.isEmpty {
            let place = below(bytes.count)
            let end = min(bytes.count, place + 1 + below(12))
            switch below(7) {
            case 0: bytes[place] ^= 1 << UInt8(below(8))
            case 1: bytes.removeSubrange(place..<end)
            case 2: if below(4) == 0 { bytes.removeSubrange(place...) }
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: below(bytes.count))
            case 4: bytes.insert(contentsOf: Self.words[below(Self.words.count)].utf8, at: place)
            case 5: bytes.replaceSubrange(place..<end, with: Self.words[below(Self.words.count)].utf8)
            default:
                // A number becomes another one: the damage that leaves the text whole.
                let digits = bytes.indices.filter { (48...57).contains(bytes[$0]) }
                if !digits.isEmpty { bytes[digits[below(digits.count)]] = UInt8(48 + below(10)) }
            }
        }
        return bytes
    }

    /// Reads one; what is read must be a bank that is written and read again the same.
    private func isRead(_ content: () throws -> Safetensors) throws -> Bool {
        do {
            let bank = try FilterBank(try content(), file: "file")
            try bank.shape.check()
            #expect(try FilterBank(bank.safetensors, file: "again") == bank)
            return true
        } catch let error as BankError {
            #expect(error.description.contains("“file”") && error.description.hasSuffix("."), "\(error)")
        } catch let error as FormatError {
            #expect(error.description.contains("“file”") && error.description.hasSuffix("."), "\(error)")
        }
        return false
    }

    @Test func `Twenty thousand damaged files are refused with a sentence or are banks`() throws {
        var generator = SplitMix64(seed: 1)
        let file = [UInt8](try SmallBank.bank().safetensors.serialized())
        var read = 0
        for _ in 0..<20_000 {
            let bytes = damaged(file, &generator)
            if try isRead({ try Safetensors(Data(bytes), name: "file") }) { read += 1 }
        }
        #expect((100..<10_000).contains(read), "\(read) of the files were read")
    }

    @Test func `Twenty thousand damaged shapes in whole files are refused with a sentence or are banks`() throws {
        var generator = SplitMix64(seed: 2)
        let content = try SmallBank.content()
        let shape = Array((content.metadata["shape"] ?? "").utf8)
        var read = 0
        for _ in 0..<20_000 {
            let text = String(decoding: damaged(shape, &generator), as: UTF8.self)
            let texts = content.metadata.merging(["shape": text]) { $1 }
            if try isRead({ Safetensors(metadata: texts, tensors: content.tensors) }) { read += 1 }
        }
        #expect((100..<10_000).contains(read), "\(read) of the shapes were read")
    }

    @Test func `A file that is cut off anywhere is refused`() throws {
        let file = try SmallBank.bank().safetensors.serialized()
        for length in 0..<file.count {
            #expect(try !isRead { try Safetensors(file.prefix(length), name: "file") })
        }
    }
}
