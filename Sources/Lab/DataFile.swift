// Files of data sets, packed or not.

package import Foundation

/// Reads whole files.
package enum DataFile {
    /// What a packed file may become at most, in bytes: more than any file of MNIST and NORB.
    private static let largest = 1 << 30

    /// The bytes of a file, unpacked when its name ends in `.gz`.
    ///
    /// The system's `gzip` unpacks, so that the program needs no library for the sake of two files.
    ///
    /// - Throws: `LabError.badInput` when there is no such file, or it is broken.
    package static func read(_ path: String) throws(LabError) -> Data {
        guard path.hasSuffix(".gz") else {
            do {
                return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
            } catch {
                throw .badInput(reason: "“\(path)” cannot be read.")
            }
        }
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw .badInput(reason: "“\(path)” cannot be read.")
        }
        return try unpack(path)
    }

    private static func unpack(_ path: String) throws(LabError) -> Data {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", "--", path]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        var data = Data()
        do {
            try process.run()
            while data.count <= largest, let piece = try pipe.fileHandleForReading.read(upToCount: 1 << 20),
                !piece.isEmpty
            {
                data.append(piece)
            }
        } catch {
            throw .badInput(reason: "“\(path)” cannot be unpacked: gzip does not run.")
        }
        if data.count > largest {
            process.terminate()
            process.waitUntilExit()
            throw .badInput(reason: "“\(path)” becomes more than \(largest >> 20) MiB.")
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw .badInput(reason: "“\(path)” cannot be unpacked: it is broken, or no gzip file.")
        }
        return data
    }
}
