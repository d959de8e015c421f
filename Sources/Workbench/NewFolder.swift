// A folder of files that appears when it is whole.

package import Foundation

/// Writes folders of files.
package enum NewFolder {
    /// A file in a folder of the new one.
    package struct File: Sendable {
        let folder: String
        let name: String
        let bytes: Data

        /// A file.
        package init(folder: String, name: String, bytes: Data) {
            self.folder = folder
            self.name = name
            self.bytes = bytes
        }
    }

    /// Writes files into a folder that is empty or not there yet.
    ///
    /// - Throws: `WorkbenchError.notWritten` when there is something in it, or the disk refuses; then nothing is left over.
    package static func write(_ files: [File], to path: String) throws(WorkbenchError) {
        let manager = FileManager.default
        let target = URL(fileURLWithPath: path).standardizedFileURL
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: target.path, isDirectory: &isFolder) {
            guard isFolder.boolValue else {
                throw .notWritten(reason: "“\(path)” is a file; name a folder that is not there yet")
            }
            guard (try? manager.contentsOfDirectory(atPath: target.path))?.isEmpty == true else {
                throw .notWritten(
                    reason: "the folder “\(path)” has something in it; name one that is empty or not there yet")
            }
        }
        let partial = target.deletingLastPathComponent().appendingPathComponent(".\(UUID()).partial")
        defer { try? manager.removeItem(at: partial) }
        do {
            try manager.createDirectory(at: partial, withIntermediateDirectories: true)
            for file in files {
                let folder = partial.appendingPathComponent(file.folder)
                try manager.createDirectory(at: folder, withIntermediateDirectories: true)
                try file.bytes.write(to: folder.appendingPathComponent(file.name))
            }
            // An empty folder gives way; one that has got something meanwhile does not.
            guard rename(partial.path, target.path) == 0 else { throw CocoaError(.fileWriteFileExists) }
        } catch {
            throw .notWritten(reason: "the folder “\(path)” cannot be written: \(error.localizedDescription)")
        }
    }
}

/// Names of folders that every system takes.
package enum FolderNames {
    private static let longest = 100
    /// Names of devices on Windows.
    private static let devices: Set<String> = Set(
        ["con", "prn", "aux", "nul"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })

    /// A name for each of these, near to it and unlike all others, also where capital letters do not count.
    package static func safe(_ names: [String]) -> [String] {
        var taken: Set<String> = []
        return names.map { name in
            let wish = safe(name)
            var (result, number) = (wish, 2)
            while !taken.insert(result.lowercased()).inserted {
                result = "\(wish) \(number)"
                number += 1
            }
            return result
        }
    }

    private static func safe(_ name: String) -> String {
        var safe = ""
        for character in name where safe.utf8.count + character.utf8.count <= longest {
            let isPlain = character.unicodeScalars.allSatisfy { scalar in
                scalar.properties.generalCategory != .control && !#"/\:*?"<>|"#.unicodeScalars.contains(scalar)
            }
            safe.append(isPlain ? character : "_")
        }
        // Windows drops what stands at the end; a dot at the beginning hides a file elsewhere.
        while let last = safe.last, last == "." || last == " " { safe.removeLast() }
        if safe.first == "." { safe = "_" + safe.dropFirst() }
        let isDevice = devices.contains(safe.prefix { $0 != "." }.lowercased())
        return safe.isEmpty || isDevice ? "_" + safe : safe
    }
}
