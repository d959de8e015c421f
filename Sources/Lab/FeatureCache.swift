// Features that are computed once.

package import Features
import Formats
import Foundation
import Linear

/// A folder of features, by bank and pictures.
package struct FeatureCache: Sendable {
    private let folder: String

    /// The cache in a folder, which is made when something is kept.
    package init(folder: String) { self.folder = folder }

    /// What is kept beside the numbers.
    private struct Note: Codable {
        let broken: [Int: String]
    }

    /// The features of a list: those that are kept, or computed and kept now.
    ///
    /// - Returns: the features, and whether they were there.
    /// - Throws: `LabError`, also when the folder cannot be written.
    package func table(
        of list: PictureList, bank: FilterBank, threads: Int, progress: (Int) -> Void
    ) throws(LabError) -> (table: FeatureTable, wasKept: Bool) {
        let name = "\(folder)/\(bank.fingerprint)-\(Fingerprint.of(list.identity.utf8))"
        let columns = bank.shape.featureCount
        if let table = kept(name, rows: list.count, columns, FeatureTable.maps(of: bank)) { return (table, true) }
        let table = try FeatureTable(of: list, bank: bank, threads: threads, progress: progress)
        try keep(table, name)
        return (table, false)
    }

    /// The chroma histograms of a list: those that are kept, or computed and kept now.
    ///
    /// - Throws: `LabError` when the folder cannot be written.
    package func colours(
        of list: PictureList, threads: Int, progress: (Int) -> Void
    ) throws(LabError) -> FeatureTable {
        let name = "\(folder)/colours-\(Fingerprint.of("\(ChromaHistogram.name) \(list.identity)".utf8))"
        if let table = kept(name, rows: list.count, ChromaHistogram.featureCount, nil) { return table }
        let table = FeatureTable(coloursOf: list, threads: threads, progress: progress)
        try keep(table, name)
        return table
    }

    /// What is kept under a name; nil when anything about it is not as it should be.
    private func kept(_ name: String, rows: Int, _ columns: Int, _ maps: MapSize?) -> FeatureTable? {
        // The note is written last, so where it is, the numbers are whole.
        guard let data = FileManager.default.contents(atPath: "\(name).json"),
            let note = try? JSONDecoder().decode(Note.self, from: data),
            let reader = try? NumpyReader(path: "\(name).npy"), reader.shape == [rows, columns]
        else { return nil }
        var values: [Float] = []
        values.reserveCapacity(rows * columns)
        for index in 0..<rows {
            guard let row = try? reader.row(index), row.allSatisfy(\.isFinite) else { return nil }
            values += row
        }
        return FeatureTable(
            features: Matrix(rows: rows, columns: columns, values: values), broken: note.broken,
            maps: maps)
    }

    private func keep(_ table: FeatureTable, _ name: String) throws(LabError) {
        let features = table.features
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            var writer = try NumpyWriter(
                path: "\(name).npy", rowShape: [features.columns], expectedRows: features.rows)
            for row in 0..<features.rows { try writer.append(Array(features.row(row))) }
            try writer.finish()
            let note = try JSONEncoder().encode(Note(broken: table.broken))
            try note.write(to: URL(fileURLWithPath: "\(name).json"), options: .atomic)
        } catch {
            throw .notWritten(reason: "Features cannot be kept in “\(folder)”: \(error)")
        }
    }
}
