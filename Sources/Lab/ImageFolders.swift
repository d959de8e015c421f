// Pictures in a folder a category.

import Foundation

/// The pictures of a data set, each with the number of its category.
package struct ImageFolders: Sendable, Equatable {
    /// The categories: folders' names, sorted.
    package let categories: [String]
    /// The pictures' paths: by category, then sorted by name.
    package let paths: [String]
    /// The category of each.
    package let labels: [Int]

    private static let endings = ["jpg", "jpeg", "png"]

    /// All JPEG and PNG files in the folders within `folder`. Folders without pictures, and what begins with a point, are
    /// passed over.
    ///
    /// - Parameter wanted: the categories that there must be; nil for those that there are.
    /// - Throws: `LabError.badInput` when the folder cannot be read, holds no pictures, or has a category that is not
    ///   wanted.
    package init(_ folder: String, categories wanted: [String]? = nil) throws(LabError) {
        let found = try Self.names(in: folder).filter { Self.isFolder("\(folder)/\($0)") }
        var (names, paths, labels) = ([String](), [String](), [Int]())
        for name in found {
            let pictures = try Self.names(in: "\(folder)/\(name)").filter { file in
                Self.endings.contains { file.lowercased().hasSuffix(".\($0)") }
            }
            if pictures.isEmpty { continue }
            if let wanted, !wanted.contains(name) {
                throw .badInput(reason: "“\(folder)” has the category “\(name)”, which is not among those to learn.")
            }
            let label = wanted?.firstIndex(of: name) ?? names.count
            names.append(name)
            paths += pictures.map { "\(folder)/\(name)/\($0)" }
            labels += pictures.map { _ in label }
        }
        guard !paths.isEmpty else {
            throw .badInput(reason: "There are no pictures in folders of “\(folder)”: DIR/<category>/*.jpg is read.")
        }
        (categories, self.paths, self.labels) = (wanted ?? names, paths, labels)
    }

    /// Joins the pictures of two folders with the same categories; those of the first come first.
    package init(_ first: ImageFolders, _ second: ImageFolders) {
        precondition(first.categories == second.categories, "the categories differ")
        categories = first.categories
        paths = first.paths + second.paths
        labels = first.labels + second.labels
    }

    /// Whether there is a folder.
    package static func isFolder(_ path: String) -> Bool {
        var isFolder = ObjCBool(false)
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func names(in folder: String) throws(LabError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        } catch {
            throw .badInput(reason: "The folder “\(folder)” cannot be read.")
        }
    }
}
