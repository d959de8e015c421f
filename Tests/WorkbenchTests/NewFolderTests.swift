// Folders of files that appear whole, under names that every system takes.

import Foundation
import Testing
import Workbench

@Suite("New folders")
struct NewFolderTests {
    @Test func `Names become names of folders, near to what they were and each its own`() {
        let names = FolderNames.safe([
            "cup", "Cup", "cup ", "a/b", "a\\b", "..", ".hidden", "con", "LPT1.txt", "чашка", "x.", "", "a\u{7}b",
            "cup 2",
            String(repeating: "👩‍👩‍👧", count: 30),
        ])
        #expect(
            names.dropLast() == [
                "cup", "Cup 2", "cup 3", "a_b", "a_b 2", "_", "_hidden", "_con", "_LPT1.txt", "чашка", "x", "_ 2",
                "a_b 3",
                "cup 2 2",
            ])
        #expect(names.last.map { $0.utf8.count <= 100 && $0.hasPrefix("👩‍👩‍👧") } == true)
        #expect(Set(names.map { $0.lowercased() }).count == names.count)
    }

    @Test func `A folder with something in it stays as it is`() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("new-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let files = [NewFolder.File(folder: "a", name: "x.jpg", bytes: Data([1]))]
        let target = root.appendingPathComponent("deep/out").path
        try NewFolder.write(files, to: target)
        #expect(FileManager.default.contents(atPath: "\(target)/a/x.jpg") == Data([1]))
        let error = #expect(throws: WorkbenchError.self) { try NewFolder.write(files, to: target) }
        #expect(error?.description.contains("has something in it") == true)
        let file = #expect(throws: WorkbenchError.self) { try NewFolder.write(files, to: "\(target)/a/x.jpg") }
        #expect(file?.description.contains("is a file") == true)
        let left = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("deep").path)
        #expect(left == ["out"], "nothing is left over")
    }
}
