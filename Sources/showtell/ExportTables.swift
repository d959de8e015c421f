// `showtell export npz` and `showtell export pictures`: what was taught, for other people's learners.

import ArgumentParser
import Formats
import Foundation
import Teaching
import Workbench

extension Export {
    struct NPZ: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "npz",
            abstract: "Writes the samples that were taught as arrays that numpy reads.",
            discussion: """
                The file has “features” (samples × features, float32), “labels” (int64: a place in “names”; -1 for the \
                empty stage, -2 for “not that”), “names” (the categories) and “samples” (their numbers in the history).

                  showtell export npz --out taught.npz
                  python3 -c 'import numpy; print(numpy.load("taught.npz")["features"].shape)'

                Exit codes: 0 done; 64 wrong usage, or no such session; 65 nothing is taught, or no session; 74 the file \
                cannot be written, or the data folder cannot be used or is in use by a daemon.
                """)

        @Option(help: ArgumentHelp("The file.", valueName: "file"))
        var out: String

        @OptionGroup var source: ExportSource

        func run() throws {
            let table = try source.table()
            do {
                try Self.write(table, to: out)
            } catch {
                throw Ending.with(error.description, code: 74)
            }
            Ending.say("\(out): \(table.rows.count) samples; categories: \(table.categories.joined(separator: ", "))")
        }

        private static func write(_ table: TaughtTable, to path: String) throws(FormatError) {
            var archive = try NumpyArchive(path: path)
            try archive.add("features", table.rows.map(\.features), columns: table.rows.first?.features.count ?? 0)
            try archive.add("labels", table.rows.map { Int64($0.label) })
            try archive.add("names", table.categories)
            try archive.add("samples", table.rows.map(\.id))
            try archive.finish()
        }
    }

    struct Pictures: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pictures",
            abstract: "Writes what is kept of the taught pictures into a new folder, a folder a category.",
            discussion: """
                Where the daemon ran with --keep pictures these are the pictures, else their thumbnails. The empty stage \
                and “not that” have folders of their own.

                  showtell export pictures --out taught

                Exit codes: 0 done; 64 wrong usage, or no such session; 65 nothing is taught or kept, or no session; 74 \
                the folder has something in it or cannot be written, or the data folder cannot be used or is in use by a \
                daemon.
                """)

        @Option(help: ArgumentHelp("The folder, which must be empty or not there.", valueName: "dir"))
        var out: String

        @OptionGroup var source: ExportSource

        func run() throws {
            let table = try source.table()
            let kept = table.rows.count { $0.picture != nil }
            guard kept > 0 else { throw Ending.with("no pictures were kept in \(source.text)", code: 65) }
            let names = FolderNames.safe(table.categories + ["empty stage", "not that"])
            let files = table.rows.compactMap { row in
                row.picture.map { picture in
                    let place = row.label >= 0 ? row.label : table.categories.count - 1 - row.label
                    return NewFolder.File(
                        folder: names[place], name: String(format: "sample-%06d.jpg", Int(row.id)), bytes: picture)
                }
            }
            do {
                try NewFolder.write(files, to: out)
            } catch {
                throw Ending.of(error)
            }
            let left = table.rows.count - kept
            Ending.say("\(out): \(kept) pictures" + (left > 0 ? "; of \(left) samples nothing was kept" : ""))
        }
    }
}
