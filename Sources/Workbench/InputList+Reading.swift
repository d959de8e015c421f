// The pictures of a list, read one after another.

import Formats
import Foundation
import Imaging
import Stream

/// What is described.
enum InputPicture {
    /// A picture from a file.
    case colours(Picture)
    /// Grey values, 0…1.
    case greys(Plane)
}

extension InputList {
    /// The largest file that is read as a picture, in bytes: as many pixels as are accepted, four bytes each.
    private static let largestFile = 256 << 20

    /// Throws when a name cannot stand in a line.
    func check(namesInLines: Bool) throws(WorkbenchError) {
        guard namesInLines else { return }
        for case .files(let files) in sources {
            if let name = files.first(where: { $0.contains(where: \.isNewline) }) {
                let shown = name.split(whereSeparator: \.isNewline).joined(separator: "␤")
                throw .badInput(reason: "The name “\(shown)” takes more than a line; rename it, or write no names.")
            }
        }
    }

    /// Calls `body` with the name of each picture and a way to read it, in order.
    func forEach(
        _ body: (_ name: String, _ read: () throws(WorkbenchError) -> InputPicture) throws(WorkbenchError) -> Void
    ) throws(WorkbenchError) {
        let pool = PicturePool()
        for source in sources {
            switch source {
            case .files(let files):
                for file in files {
                    try body(file) { () throws(WorkbenchError) in .colours(try Self.picture(file, pool)) }
                }
            case .array(let path, let pictures):
                let reader = try Self.open(path)
                for index in 0..<min(pictures, reader.rows) {
                    try body("\(path)[\(index)]") { () throws(WorkbenchError) in
                        .greys(try Self.plane(reader, index, path))
                    }
                }
            }
        }
    }

    private static func open(_ path: String) throws(WorkbenchError) -> NumpyReader {
        do {
            return try NumpyReader(path: path)
        } catch {
            throw .badInput(reason: error.description)
        }
    }

    private static func picture(_ path: String, _ pool: PicturePool) throws(WorkbenchError) -> Picture {
        var information = stat()
        if stat(path, &information) == 0, information.st_size > largestFile {
            throw .badInput(
                reason:
                    "\(path.inQuotes) has \(Int(information.st_size).grouped) bytes, and at most \(largestFile.grouped) are "
                    + "read.")
        }
        guard access(path, R_OK) == 0, let bytes = FileManager.default.contents(atPath: path) else {
            throw .badInput(reason: "\(path.inQuotes) cannot be read: \(systemReason()).")
        }
        do {
            return try StillDecoder.decode(bytes, into: pool)
        } catch {
            throw .badInput(reason: "\(path.inQuotes) cannot be used: \(error).")
        }
    }

    private static func plane(
        _ reader: borrowing NumpyReader, _ index: Int, _ path: String
    ) throws(WorkbenchError) -> Plane {
        let values: [Float]
        do {
            values = try reader.row(index)
        } catch {
            throw .badInput(reason: error.description)
        }
        let (rows, columns) = (reader.shape[1], reader.shape[2])
        if let place = values.firstIndex(where: { !(0...1).contains($0) }) {
            throw .badInput(
                reason:
                    "\(path.inQuotes) has \(values[place]) at [\(index), \(place / columns), \(place % columns)], and grey "
                    + "values are 0…1.")
        }
        return Plane(rows: rows, columns: columns, values: values)
    }
}
