// Which pictures are meant by files and folders.

import Formats
import Foundation

/// Pictures in the order in which they are described.
package struct InputList: Sendable {
    /// Where some of them are.
    enum Source: Sendable {
        /// Files of pictures.
        case files([String])
        /// An array of as many grey pictures.
        case array(path: String, pictures: Int)
    }

    /// Where they are, in order.
    let sources: [Source]
    /// Files in folders that are no pictures.
    package let others: Int
    /// Number of pictures.
    package let count: Int

    /// All files that are read.
    var paths: [String] {
        sources.flatMap { source in
            switch source {
            case .files(let files): files
            case .array(let path, _): [path]
            }
        }
    }

    /// The endings of pictures' names.
    private static let endings = ["jpg", "jpeg", "png"]

    /// Files as they are named; of folders all JPEG and PNG files within, sorted by path; of a `.npy` file the planes of
    /// its N × rows × columns values.
    ///
    /// - Throws: `WorkbenchError.badInput` when something is not there, an array has other extents, or there is no picture
    ///   at all.
    package init(_ paths: [String]) throws(WorkbenchError) {
        var sources: [Source] = []
        var others = 0
        for path in paths {
            switch Self.type(path) {
            case nil: throw .badInput(reason: "\(path.inQuotes) cannot be read: \(systemReason()).")
            case S_IFDIR:
                let (pictures, rest) = try Self.pictures(in: path)
                sources.append(.files(pictures))
                others += rest
            case S_IFREG where path.lowercased().hasSuffix(".npy"):
                sources.append(try Self.array(path))
            case S_IFREG: sources.append(.files([path]))
            default: throw .badInput(reason: "\(path.inQuotes) is neither a file nor a folder.")
            }
        }
        count = sources.reduce(0) {
            switch $1 {
            case .files(let files): $0 + files.count
            case .array(_, let pictures): $0 + pictures
            }
        }
        guard count > 0 else {
            let places = paths.map(\.inQuotes).joined(separator: ", ")
            throw .badInput(reason: "There are no pictures in \(places); JPEG, PNG and .npy files are read.")
        }
        self.sources = sources
        self.others = others
    }

    /// The pictures in a folder and those below it, and how many other files are there. Links to folders are such files:
    /// they may lead in circles.
    private static func pictures(in folder: String) throws(WorkbenchError) -> (pictures: [String], others: Int) {
        var (pictures, others) = ([String](), 0)
        var folders = [folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder]
        while let folder = folders.popLast() {
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: folder)
            } catch {
                throw .badInput(reason: "The folder \(folder.inQuotes) cannot be read.")
            }
            for name in names {
                let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
                if type(path, ofLinks: true) == S_IFDIR {
                    folders.append(path)
                } else if isPicture(name), type(path) != S_IFDIR {
                    pictures.append(path)
                } else {
                    others += 1
                }
            }
        }
        return (pictures.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, others)
    }

    private static func isPicture(_ name: String) -> Bool {
        !name.hasPrefix(".") && endings.contains { name.lowercased().hasSuffix(".\($0)") }
    }

    /// What is at a path: one of the `S_IF…`; nil when nothing is there, and `errno` says why.
    private static func type(_ path: String, ofLinks: Bool = false) -> mode_t? {
        var information = stat()
        let result = ofLinks ? lstat(path, &information) : stat(path, &information)
        return result == 0 ? information.st_mode & S_IFMT : nil
    }

    private static func array(_ path: String) throws(WorkbenchError) -> Source {
        do {
            let reader = try NumpyReader(path: path)
            guard reader.shape.count == 3 else {
                throw WorkbenchError.badInput(
                    reason:
                        "\(path.inQuotes) has the shape \(reader.shape.crossed), and N × rows × columns grey values in 0…1 are read."
                )
            }
            return .array(path: path, pictures: reader.rows)
        } catch let error as WorkbenchError {
            throw error
        } catch {
            throw .badInput(reason: "\(error)")
        }
    }
}
