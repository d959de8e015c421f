// The files that a job writes.

import Formats
import Foundation

extension FeatureJob {
    /// Throws when a file that is read would be replaced, or both outputs are one.
    func checkOutputs() throws(WorkbenchError) {
        let outputs = [output, names].compactMap { $0 }
        if let names, Self.target(output) == Self.target(names), !Self.isDevice(output) {
            throw .notWritten(reason: "\(output.inQuotes) cannot be both the array and the names.")
        }
        for path in outputs {
            guard let own = FileIdentity(path), inputs.paths.contains(where: { FileIdentity($0) == own }) else {
                continue
            }
            throw .notWritten(reason: "\(path.inQuotes) is one of the inputs and is not replaced.")
        }
    }

    /// Begins the array.
    func makeWriter(features: Int) throws(WorkbenchError) -> NumpyWriter {
        let writer: NumpyWriter
        do {
            writer = try NumpyWriter(path: output, rowShape: [features], expectedRows: inputs.count)
        } catch {
            throw .notWritten(reason: error.description)
        }
        guard writer.isCorrectable || !skipsBroken else {
            throw .notWritten(
                reason:
                    "\(output.inQuotes) is a pipe: the number of rows goes first, so no picture can be passed over; "
                    + "write into a file, or do not skip broken pictures.")
        }
        return writer
    }

    /// Begins the list of names, if there is to be one.
    func makeList() throws(WorkbenchError) -> OutputFile? {
        guard let names else { return nil }
        do {
            return try OutputFile(path: names)
        } catch {
            throw .notWritten(reason: error.description)
        }
    }

    private static func target(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }

    private static func isDevice(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path) && FileIdentity(path) == nil
    }
}

/// Which file a path leads to, under whatever name.
private struct FileIdentity: Equatable {
    private let device: dev_t
    private let number: ino_t

    /// The identity of a regular file; nil when there is none.
    init?(_ path: String) {
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        (device, number) = (information.st_dev, information.st_ino)
    }
}
