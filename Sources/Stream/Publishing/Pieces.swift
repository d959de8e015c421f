// The files of HTTP Live Streaming in a folder: their names, and tidying up.

import Foundation

/// A playlist and the pieces that it lists (RFC 8216).
public enum Pieces {
    /// The playlist's file name.
    public static let playlist = "index.m3u8"
    /// Seconds a piece, at least; it ends at the next key frame.
    static let seconds = 2

    /// Whether a file name is that of a piece.
    public static func isPiece(_ name: String) -> Bool {
        name.hasPrefix("showtell-") && name.hasSuffix(".ts")
            && name.utf8.allSatisfy {
                $0 == 0x2D || $0 == 0x2E || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
            }
            && !name.contains("..")
    }

    /// Where pieces are written, as a pattern for their number. Those of another run have other names, so that nobody who
    /// keeps files by their names plays old ones.
    static func pattern(in folder: String) -> String {
        let run = String(UInt64(Date.now.timeIntervalSince1970 * 1000), radix: 36)
        return "\(folder.replacing("%", with: "%%"))/showtell-\(run)-%05d.ts"
    }

    /// Makes the folder, and removes what an earlier run has left in it; other files stay.
    ///
    /// - Throws: a sentence when the folder cannot be written into.
    static func prepare(_ folder: String) throws(PipelineError) {
        let files = FileManager.default
        try? files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard files.isWritableFile(atPath: folder) else {
            throw PipelineError(description: "the folder \(folder) cannot be written into")
        }
        clear(folder)
    }

    /// Removes the playlist and all pieces of a folder; other files stay.
    public static func clear(_ folder: String) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] where name == playlist || isPiece(name) {
            try? files.removeItem(atPath: "\(folder)/\(name)")
        }
    }
}
