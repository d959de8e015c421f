// What must not be believed: .npy files with lies in them, and damaged ones, the same at every run.

import Formats
import Foundation
import Testing

@Suite("Hostile numpy files")
struct HostileNumpyTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test(arguments: [
        ("double.npy", "its numbers are “<f8”, and only “<f4” is read: save array.astype('float32') instead"),
        ("big-endian.npy", "its numbers are “>f4”"),
        ("fortran.npy", "its columns stand before its rows: save numpy.ascontiguousarray(array) instead"),
        ("records.npy", "it holds records"),
        ("numpy_golden.py", "it does not begin as such files do"),
    ])
    func `An array of another kind is refused with a word on what to do`(name: String, why: String) throws {
        let reason = refusal(try goldenFile(name).path)
        #expect(reason.contains("\(name)” cannot be read as a numpy array: \(why)"))
        #expect(reason.hasSuffix("."))
    }

    @Test(arguments: [
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", 11, "3 takes 12 bytes, and 11 follow its header"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", 13, "3 takes 12 bytes, and 13 follow its header"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", 0, "takes 4 bytes, and 0 follow"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (3)}", 12, "its shape is 3, not a list of extents"),
        (
            "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)}", 12,
            "the number at byte 52 of its header is negative"
        ),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (3.0,)}", 12, "has “.” at byte 53 where “)” should stand"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': [3]}", 12, "has “[” at byte 51 where “(” should stand"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", 12, "“99999999999999999999”"),
        (
            "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,)}", 0,
            "4611686018427387904 stands for more numbers than a file can hold"
        ),
        (
            "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", 0,
            "4294967296×4294967296 stands for more numbers"
        ),
        (
            "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4294967296, 4294967296)}", 0,
            "stands for more numbers"
        ),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 0)}", 0, "has rows without numbers"),
        ("{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}", 12, "neither True nor False"),
        ("{'descr': '<f4', 'shape': (3,)}", 12, "lacks descr, fortran_order or shape"),
        ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", 12, "has “descr” twice"),
        ("{'descr': '<f4', 'x': 1, 'fortran_order': False, 'shape': (3,)}", 12, "“x”, which has no known meaning"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} x", 12, "where the end should stand"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,", 12, "ends where a whole number should stand"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': ((3,),)}", 12, "has “(” at byte 52"),
        ("", 12, "ends where “{” should stand"),
    ])
    func `A lie in the head is refused with a sentence about it`(head: String, data: Int, why: String) throws {
        let reason = try refusal(numpy(head: head, data: data))
        #expect(reason.contains(why))
        #expect(reason.contains("a.npy” cannot be read as a numpy array: ") && reason.hasSuffix("."))
    }

    @Test func `The claimed length and version of the head are not believed`() throws {
        let magic = Data([0x93] + Array("NUMPY".utf8))
        #expect(try refusal(Data()).contains("does not begin"))
        #expect(try refusal(magic).contains("it ends in its header"))
        #expect(try refusal(magic + [1, 0, 5, 0, 0x7B, 0x7D]).contains("its header claims 5 bytes, and 2 follow"))
        #expect(try refusal(magic + [2, 0, 255, 255, 255, 255]).contains("claims 4294967295 bytes, and the longest"))
        #expect(try refusal(magic + [4, 0, 0, 0, 0, 0]).contains("its version is 4.0, and 1.0, 2.0 and 3.0 are read"))
        #expect(try refusal(magic + [1, 1, 0, 0, 0, 0]).contains("its version is 1.1"))
    }

    @Test func `What is no file is refused`() {
        #expect(refusal(folder.path("none")).hasSuffix("cannot be opened: No such file or directory."))
        #expect(refusal(folder.path(".")).hasSuffix("is not a file."))
        #expect(refusal("/dev/zero") == "“/dev/zero” is not a file.")
    }

    @Test func `A file that becomes shorter while it is read is an error, not rows of nothing`() throws {
        let path = folder.path("a.npy")
        let file = try Data(contentsOf: goldenFile("cube.npy"))
        try file.write(to: URL(fileURLWithPath: path))
        let reader = try NumpyReader(path: path)
        #expect(truncate(path, file.count - 1) == 0)
        #expect(try reader.row(0).count == 12)
        do throws(FormatError) {
            _ = try reader.row(1)
            Issue.record("nothing was noticed")
        } catch {
            #expect(error.description == "“\(path)” cannot be read: it has become shorter.")
        }
    }

    @Test(arguments: ["cube.npy", "cube-2.npy"])
    func `Every cut is noticed`(name: String) throws {
        let file = try Data(contentsOf: goldenFile(name))
        for length in 0..<file.count { #expect(try !refusal(file.prefix(length)).isEmpty) }
    }

    @Test(arguments: ["cube.npy", "cube-3.npy"])
    func `A damaged file is refused, or all its rows can be read`(name: String) throws {
        let words = [
            "{", "}", "(", ")", ",", ":", "'", "\\", "L", "True", "'shape': (24,)", "'descr'", "-1", "0", "2", "12",
            "4294967296", "9223372036854775807", "18446744073709551616", "(((((((((",
        ]
        let sound = [UInt8](try Data(contentsOf: goldenFile(name)))
        let start = sound[6] == 1 ? 10 : 12
        let path = folder.path("a.npy")
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        var mutations = Mutations(seed: UInt64(start))
        var survivors = 0
        for round in 0..<10_000 {
            let damaged: [UInt8]
            if round % 3 == 0 {
                damaged = mutations.damaged(sound, words: words)
            } else {
                let head = mutations.damaged(Array(sound[start..<128]), words: words)
                damaged = mutations.withLength(
                    sound[..<start] + head + sound[128...], at: 8, width: start - 8, fitting: head.count)
            }
            // One open file: a new one each time would keep the disk busy for longer than all the rest takes.
            try file.seek(toOffset: 0)
            try file.write(contentsOf: damaged)
            try file.truncate(atOffset: UInt64(damaged.count))
            guard let reader = try? NumpyReader(path: path) else { continue }
            survivors += 1
            try #require(reader.rows * reader.rowLength * 4 <= damaged.count)
            for row in 0..<min(reader.rows, 100) { try #require(reader.row(row).count == reader.rowLength) }
        }
        #expect(survivors > 100 && survivors < 9_000)
    }

    private func refusal(_ file: Data) throws -> String {
        let path = folder.path("a.npy")
        try file.write(to: URL(fileURLWithPath: path))
        return refusal(path)
    }

    private func refusal(_ path: String) -> String {
        #expect(throws: FormatError.self) { _ = try NumpyReader(path: path) }?.description ?? ""
    }
}
