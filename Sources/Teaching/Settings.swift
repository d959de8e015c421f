// What the operator has set, apart from what was taught.

import Classifier
import Foundation
import Imaging

/// The operator's settings; nil is what the program does when nobody says otherwise.
struct Settings: Sendable, Hashable, Codable {
    /// Who decides between categories.
    var kind: ClassifierKind?
    /// The share of true objects that may be missed.
    var threshold: Double?
    /// Where to look.
    var region: Region?
    /// Whether several objects are looked for at once.
    var objects: Bool?
}

/// A small file in the data folder that holds one value.
///
/// It is replaced as a whole: after a kill there is the old value or the new one, never half of either.
package struct ValueFile<Value: Codable>: Sendable {
    let path: String

    package init(_ name: String, in folder: String) { path = "\(folder)/\(name)" }

    /// The value; nil where there is no file.
    ///
    /// - Throws: a sentence with the path when it cannot be read.
    package func read() throws(JournalError) -> Value? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw JournalError(description: "\(path) cannot be read: \(error)")
        }
    }

    /// Replaces the value.
    ///
    /// - Throws: a sentence with the path when the disk does not take it; then the old value stays.
    package func write(_ value: Value) throws(JournalError) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            try encoder.encode(value).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw JournalError(description: "\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
