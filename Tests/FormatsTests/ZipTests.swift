// Archives of arrays: every byte where the format wants it.

import Formats
import Foundation
import Testing

@Suite("Archives")
struct ZipTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `The checksum is the one of the standard`() {
        #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(CRC32.of([]) == 0)
    }

    @Test func `An archive has its entries, its list of them, and an end`() throws {
        let file = folder.path("a.zip")
        var zip = try ZipWriter(path: file)
        try zip.add("a", [1, 2, 3])
        try zip.add("ж.npy", [])
        try zip.finish()
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        let first: [UInt8] = [
            0x50, 0x4B, 3, 4, 20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0, 0x1D, 0x80, 0xBC, 0x55, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0,
            0,
            0x61, 1, 2, 3,
        ]
        #expect(Array(bytes.prefix(34)) == first)
        let end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 2, 0, 2, 0, 99, 0, 0, 0, 70, 0, 0, 0, 0, 0]
        #expect(Array(bytes.suffix(22)) == end)
        #expect(bytes.count == 34 + 36 + 99 + 22)
        #expect(folder.names == ["a.zip"], "nothing is left over")
    }

    private static let python = ProcessInfo.processInfo.environment["SHOWTELL_PYTHON"].flatMap {
        FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil
    }

    @Test(.enabled(if: python != nil, "SHOWTELL_PYTHON names no Python"))
    func `numpy and zipfile read an archive`() throws {
        let file = folder.path("a.npz")
        var archive = try NumpyArchive(path: file)
        try archive.add("x", [[1.5, -2], [.infinity, 0], [0.1, 4]], columns: 2)
        try archive.add("none", [] as [[Float]], columns: 7)
        try archive.add("n", [Int64.min, -1, 7])
        try archive.add("names", ["чашка", "", "👩‍👩‍👧"])
        try archive.add("empty", [] as [String])
        try archive.finish()
        let script = """
            import numpy, sys, zipfile
            assert zipfile.ZipFile(sys.argv[1]).testzip() is None
            a = numpy.load(sys.argv[1])
            assert sorted(a.files) == ["empty", "n", "names", "none", "x"], a.files
            assert a["x"].tolist() == [[1.5, -2], [float("inf"), 0], [float(numpy.float32(0.1)), 4]], a["x"]
            assert a["none"].shape == (0, 7) and a["none"].dtype == numpy.float32
            assert a["n"].tolist() == [-2**63, -1, 7]
            assert a["names"].tolist() == ["чашка", "", "👩‍👩‍👧"], a["names"]
            assert a["empty"].shape == (0,)
            print("read")
            """
        let python = Process()
        let output = Pipe()
        python.executableURL = URL(fileURLWithPath: try #require(Self.python))
        python.arguments = ["-c", script, file]
        python.standardOutput = output
        try python.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(said == "read\n")
    }
}
