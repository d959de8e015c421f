// The shape of an extractor as text.

import Features
import Foundation

/// What is wrong with a file, as the end of a sentence that names it.
struct Flaw: Error, CustomStringConvertible {
    let description: String

    init(_ clause: String) { description = clause }
}

extension ExtractorShape {
    /// The shape as JSON, always in the same words.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // Only numbers that JSON does not have cannot be encoded, and `check` has refused those.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Reads a shape from JSON; whether it can be built remains to be checked.
    ///
    /// - Throws: `Flaw`, or `FeaturesError` for tables that connect nothing.
    init(json: String) throws {
        do {
            self = try JSONDecoder().decode(ExtractorShape.self, from: Data(json.utf8))
        } catch let error as DecodingError {
            throw error.flaw
        }
    }
}

extension DecodingError {
    fileprivate var flaw: Flaw {
        func place(_ path: [any CodingKey]) -> String {
            path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
        }
        switch self {
        case .keyNotFound(let key, let context): return Flaw("its shape lacks \(place(context.codingPath + [key]))")
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            guard !context.codingPath.isEmpty else { return Flaw("its shape is not an object of JSON") }
            return Flaw("its shape has no value that can be used at \(place(context.codingPath))")
        @unknown default: return Flaw("its shape cannot be understood")
        }
    }
}
