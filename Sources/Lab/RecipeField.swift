// What stands in a recipe's file, named once for reading and writing.

import Foundation

/// A setting with a name.
struct RecipeField<Owner> {
    typealias Reader = KeyedDecodingContainer<RecipeKey>
    typealias Writer = KeyedEncodingContainer<RecipeKey>

    /// What it is called in files.
    let name: String
    /// Reads it; a file that lacks it leaves it as it is.
    let read: (inout Owner, Reader) throws -> Void
    /// Writes it.
    let write: (Owner, inout Writer) throws -> Void

    init<Value: Codable>(_ name: String, _ path: WritableKeyPath<Owner, Value>) {
        self.name = name
        read = { owner, reader in
            guard reader.contains(RecipeKey(name)) else { return }
            owner[keyPath: path] = try reader.decode(Value.self, forKey: RecipeKey(name))
        }
        write = { owner, writer in try writer.encode(owner[keyPath: path], forKey: RecipeKey(name)) }
    }
}

/// Any name.
struct RecipeKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<RecipeKey> {
    /// Reads all fields that are there.
    ///
    /// - Parameter others: names that someone else reads.
    /// - Throws: `LabError.badInput` for any other name, and `DecodingError` for values of another kind.
    func read<Owner>(
        _ owner: inout Owner, _ fields: [RecipeField<Owner>], others: [String], in place: String
    ) throws {
        let known = others + fields.map(\.name)
        if let unknown = allKeys.map(\.stringValue).sorted().first(where: { !known.contains($0) }) {
            throw LabError.badInput(
                reason: "“\(unknown)” has no meaning in \(place); there are \(known.joined(separator: ", ")).")
        }
        for field in fields { try field.read(&owner, self) }
    }
}

extension DecodingError {
    /// Where and why a recipe's file cannot be understood.
    var recipeFlaw: String {
        func place(_ path: [any CodingKey]) -> String {
            path.map { key in key.intValue.map { "[\($0)]" } ?? "“\(key.stringValue)”" }.joined(separator: " ")
        }
        switch self {
        case .keyNotFound(let key, let context): return "it lacks \(place(context.codingPath + [key]))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            guard !context.codingPath.isEmpty else { return "it is not an object of JSON" }
            return "it has no value that can be used at \(place(context.codingPath))"
        @unknown default: return "it cannot be understood"
        }
    }
}
