// What is written as .npy, against the bytes of numpy, and what is read.

import Formats
import Foundation
import Testing

@Suite("Numpy files")
struct NumpyTests {
    private let folder: Folder
    private let cube = (0..<24).map { Float($0) / 8 - 1 }

    init() throws { folder = try Folder() }

    @Test(arguments: [0, 2, 7])
    func `An array is written byte for byte as numpy writes it, whether its rows were counted or not`(
        expected: Int
    ) throws {
        let path = folder.path("cube.npy")
        var writer = try NumpyWriter(path: path, rowShape: [3, 4], expectedRows: expected)
        try writer.append(Array(cube[..<12]))
        try writer.append(Array(cube[12...]))
        try writer.finish()
        #expect(try bytes(path) == Data(contentsOf: goldenFile("cube.npy")))
    }

    @Test func `Rows of one number and no rows at all are arrays, too`() throws {
        let path = folder.path("a.npy")
        var line = try NumpyWriter(path: path, rowShape: [])
        for number in cube { try line.append([number]) }
        try line.finish()
        #expect(try bytes(path) == Data(contentsOf: goldenFile("line.npy")))

        try NumpyWriter(path: path, rowShape: [3]).finish()
        #expect(try bytes(path) == Data(contentsOf: goldenFile("nothing.npy")))
    }

    @Test func `The head has room for any number of rows`() throws {
        let path = folder.path("long.npy")
        var writer = try NumpyWriter(path: path, rowShape: [], expectedRows: .max)
        for number in 0..<100_003 { try writer.append([Float(number)]) }
        try writer.finish()
        let reader = try NumpyReader(path: path)
        #expect(reader.shape == [100_003])
        for row in [0, 1, 16_383, 16_384, 100_002] { #expect(try reader.row(row) == [Float(row)]) }
    }

    @Test(arguments: ["cube.npy", "cube-2.npy", "cube-3.npy"])
    func `Every version of the head is read`(name: String) throws {
        let reader = try NumpyReader(path: goldenFile(name).path)
        #expect(reader.shape == [2, 3, 4])
        #expect(reader.rows == 2 && reader.rowLength == 12)
        #expect(try reader.row(1) == Array(cube[12...]))
        #expect(try reader.row(0) == Array(cube[..<12]))
    }

    @Test func `A single number is one row of one, and no rows can be of any shape`() throws {
        let one = try NumpyReader(path: goldenFile("one.npy").path)
        #expect(one.shape == [] && one.rows == 1)
        #expect(try one.row(0) == [1.5])
        let nothing = try NumpyReader(path: goldenFile("nothing.npy").path)
        #expect(nothing.shape == [0, 3] && nothing.rows == 0)
    }

    @Test func `A head as Python 2 and other programs write it is read`() throws {
        let path = folder.path("old.npy")
        let head = #"{"shape": (2L, 1L), 'fortran_order':False,"descr" : '<f4'}"#
        try numpy(head: head, data: 8).write(to: URL(fileURLWithPath: path))
        #expect(try NumpyReader(path: path).shape == [2, 1])
    }

    @Test func `An array replaces the one before only when it is finished`() throws {
        let path = folder.path("a.npy")
        try Data("before".utf8).write(to: URL(fileURLWithPath: path))
        do {
            var writer = try NumpyWriter(path: path, rowShape: [2])
            try writer.append([1, 2])
            #expect(folder.names.count == 2)
        }
        #expect(folder.names == ["a.npy"])
        #expect(try bytes(path) == Data("before".utf8))

        try NumpyWriter(path: path, rowShape: [2]).finish()
        #expect(folder.names == ["a.npy"])
        #expect(try NumpyReader(path: path).shape == [0, 2])
    }

    @Test func `A link stays a link to what is written`() throws {
        #expect(symlink("target.npy", folder.path("link.npy")) == 0)
        try NumpyWriter(path: folder.path("target.npy"), rowShape: [2]).finish()
        var writer = try NumpyWriter(path: folder.path("link.npy"), rowShape: [2])
        try writer.append([1, 2])
        try writer.finish()
        #expect(try NumpyReader(path: folder.path("target.npy")).rows == 1)
        #expect(folder.names == ["link.npy", "target.npy"])
    }

    @Test func `A full disk is told as soon as it is noticed`() throws {
        // Accepts nothing, as a full disk does.
        var writer = try NumpyWriter(path: "/dev/full", rowShape: [1000])
        var reason = ""
        do throws(FormatError) {
            for _ in 0..<100 { try writer.append([Float](repeating: 1, count: 1000)) }
        } catch {
            reason = error.description
        }
        #expect(reason == "“/dev/full” cannot be written: No space left on device.")

        let late = try NumpyWriter(path: "/dev/full", rowShape: [1])
        do throws(FormatError) {
            try late.finish()
            Issue.record("nothing was noticed")
        } catch {
            #expect(error.description == reason)
        }
    }

    @Test(arguments: [1, 2])
    func `A pipe takes an array whose rows were counted right, and no other`(expected: Int) throws {
        let path = folder.path("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let pipe = open(path, O_RDONLY | O_NONBLOCK)
        defer { close(pipe) }
        var writer = try NumpyWriter(path: path, rowShape: [24], expectedRows: expected)
        try writer.append(cube)
        do throws(FormatError) {
            try writer.finish()
            #expect(expected == 1)
        } catch {
            #expect(expected == 2 && error.description == "“\(path)” cannot be written: Illegal seek.")
        }
        var bytes = [UInt8](repeating: 0, count: 1000)
        #expect(read(pipe, &bytes, bytes.count) == 128 + 4 * 24)
        #expect(folder.names == ["pipe"])
    }

    @Test func `What cannot be written is refused before there is anything to write`() {
        #expect(unwritable(folder.path("none/a.npy")).hasSuffix("cannot be written: No such file or directory."))
        #expect(unwritable(folder.path(".")).hasSuffix("cannot be written: it is a folder."))
        #expect(unwritable("") == "“” cannot be written: it is a folder.")
    }

    private func unwritable(_ path: String) -> String {
        #expect(throws: FormatError.self) { _ = try NumpyWriter(path: path, rowShape: []) }?.description ?? ""
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }
}

/// A file of version 1 of a head and zeros.
func numpy(head: String, data: Int) -> Data {
    let length = head.utf8.count
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)]) + Data(head.utf8)
        + Data(count: data)
}
