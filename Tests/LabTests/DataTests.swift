// Readers of data sets, on files that the tests write.

import Features
import Foundation
import Lab
import Testing

@Suite("Data sets")
struct DataTests {
    private static func bigEndian(_ values: UInt32...) -> Data {
        Data(values.flatMap { value in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } })
    }

    private static func littleEndian(_ values: UInt32...) -> Data {
        Data(values.flatMap { value in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) } })
    }

    @Test func `An IDX file gives its bytes, item by item, also when it is packed`() throws {
        let scratch = try Scratch()
        let bytes = Data((0..<24).map { UInt8($0 * 10) })
        let file = Self.bigEndian(0x803, 4, 2, 3) + bytes
        let array = try ByteArray(idx: file, name: "x")
        #expect(array.extents == [4, 2, 3] && array.bytes == bytes)
        #expect(Array(array.item(2)) == [120, 130, 140, 150, 160, 170])

        let path = try scratch.file("x", file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", path]
        try process.run()
        process.waitUntilExit()
        #expect(try ByteArray(idx: DataFile.read("\(path).gz"), name: "x") == array)
    }

    @Test func `What is no IDX file is refused with a sentence that names it`() throws {
        let wrong: [(Data, String)] = [
            (Data(), "it ends in its header"), (Self.bigEndian(0x803, 4, 2), "it ends in its header"),
            (Self.bigEndian(0x0D03, 1, 1, 1), "it begins with 0xd03"), (Self.bigEndian(0x800), "it has 0 extents"),
            (Self.bigEndian(0x803, 4, 2, 3) + Data(count: 23), "its header says 4×2×3, and 23 bytes follow"),
            (Self.bigEndian(0x803, 4, 2, 3) + Data(count: 25), "and 25 bytes follow"),
            (Self.bigEndian(0x804, .max, .max, .max, .max) + Data(count: 25), "and 25 bytes follow"),
            (Self.bigEndian(0x803, 0, .max, .max) + Data(count: 1), "and 1 bytes follow"),
        ]
        for (data, clause) in wrong {
            let error = try #require(throws: LabError.self) { try ByteArray(idx: data, name: "digits") }
            #expect(error.description.contains("“digits”") && error.description.contains(clause), "\(error)")
        }
    }

    @Test func `Packed files that are broken or absent are refused`() throws {
        let scratch = try Scratch()
        let broken = try scratch.file("x.gz", Data([0x1F, 0x8B, 8, 0, 1, 2, 3]))
        for path in [broken, "\(scratch.path)/none.gz", "\(scratch.path)/none"] {
            let error = try #require(throws: LabError.self) { try DataFile.read(path) }
            #expect(error.description.contains(path))
        }
    }

    @Test func `A NORB matrix gives pictures or labels`() throws {
        let pictures = Self.littleEndian(0x1E3D_4C55, 4, 2, 2, 3, 1) + Data(0..<12)
        guard case .bytes(let array) = try NORBMatrix(pictures, name: "x") else { throw Absent() }
        #expect(array.extents == [2, 2, 3, 1] && Array(array.item(1)) == [6, 7, 8, 9, 10, 11])
        // Fewer than three extents still take three places.
        let labels = Self.littleEndian(0x1E3D_4C54, 1, 3, 1, 1, 4, .max, 0)
        #expect(try NORBMatrix(labels, name: "x") == .numbers(extents: [3], values: [4, -1, 0]))
    }

    @Test func `What is no NORB matrix is refused with a sentence that names it`() throws {
        let wrong: [(Data, String)] = [
            (Data(count: 7), "it ends in its header"),
            (Self.littleEndian(0x1E3D_4C55, 1, 3), "it ends in its header"),
            (Self.littleEndian(0x1E3D_4C51, 1, 1, 1, 1, 0), "it holds Float"),
            (Self.littleEndian(7, 1, 1, 1, 1), "it begins with 0x7"),
            (Self.littleEndian(0x1E3D_4C55, 0, 1, 1, 1), "it has 0 extents"),
            (Self.littleEndian(0x1E3D_4C55, .max), "extents"),
            (
                Self.littleEndian(0x1E3D_4C54, 3, 1, 1, 2, 5),
                "its header says 1×1×2 values of 4 bytes, and 4 bytes follow"
            ),
            (Self.littleEndian(0x1E3D_4C55, 3, .max, .max, .max), "and 0 bytes follow"),
        ]
        for (data, clause) in wrong {
            let error = try #require(throws: LabError.self) { try NORBMatrix(data, name: "toys") }
            #expect(error.description.contains("“toys”") && error.description.contains(clause), "\(error)")
        }
    }

    @Test func `No bytes make the readers trap, and what they accept is whole`() {
        var generator = SplitMix64(seed: 11)
        let seeds = [
            Self.bigEndian(0x802, 2, 3) + Data(0..<6), Self.littleEndian(0x1E3D_4C55, 2, 2, 3, 1) + Data(0..<6),
            Self.littleEndian(0x1E3D_4C54, 1, 1, 1, 1, 5),
        ]
        var accepted = 0
        for round in 0..<20_000 {
            var data = seeds[round % seeds.count]
            for _ in 0..<generator.next() % 4 {
                data[Int(generator.next() % UInt64(data.count))] = UInt8(truncatingIfNeeded: generator.next() >> 9)
            }
            data = data.prefix(data.count - Int(generator.next() % 3))
            if let array = try? ByteArray(idx: data, name: "x") {
                #expect(array.extents.reduce(1, *) == array.bytes.count)
                accepted += 1
            }
            switch try? NORBMatrix(data, name: "x") {
            case .bytes(let array)?: #expect(array.extents.reduce(1, *) == array.bytes.count)
            case .numbers(let extents, let values)?: #expect(extents.reduce(1, *) == values.count)
            case nil: continue
            }
            accepted += 1
        }
        #expect(accepted > 1000)
    }

    @Test func `Pictures come by category and name, and other files and empty folders are passed over`() throws {
        let scratch = try Scratch()
        for name in ["b/2.png", "b/1.JPG", "a/x.jpeg", "b/notes.txt", "b/.hidden.png", "c/notes.txt", "loose.png"] {
            _ = try scratch.file("in/\(name)", Data())
        }
        let folders = try ImageFolders("\(scratch.path)/in")
        #expect(folders.categories == ["a", "b"] && folders.labels == [0, 1, 1])
        #expect(folders.paths == ["a/x.jpeg", "b/1.JPG", "b/2.png"].map { "\(scratch.path)/in/\($0)" })
        let other = try ImageFolders("\(scratch.path)/in", categories: ["b", "a"])
        #expect(other.labels == [1, 0, 0])
        for (path, wanted) in [("none", nil), ("in/c", nil), ("in", ["a"])] {
            #expect(throws: LabError.self) { try ImageFolders("\(scratch.path)/\(path)", categories: wanted) }
        }
    }
}

/// Something is not as the test needs it.
struct Absent: Error {}
