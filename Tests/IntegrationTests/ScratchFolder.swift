// A folder for what a test writes.

import Foundation

/// Makes an empty folder of its own for a test. Its path is short: the path of a socket has at most 107 bytes.
func scratchFolder() throws -> String {
    let name = "st-\(UUID().uuidString.prefix(8))"
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
}
