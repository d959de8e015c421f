// Reads `/stream.h264` as its description says, independently of what writes it.

import Foundation

/// A message of the film.
struct FilmParser: Sendable {
    let kind: UInt8
    let isKey: Bool
    let number: UInt64
    let captured: UInt64
    let json: String
    let picture: Data

    /// All messages of some bytes, which must end with one.
    static func messages(_ bytes: Data) throws -> [FilmParser] {
        var (rest, messages) = (bytes[...], [FilmParser]())
        while !rest.isEmpty {
            let length = Int(number(rest.prefix(4)))
            guard rest.count >= 4 + length else { throw Trouble(description: "a message is cut short") }
            messages.append(try FilmParser(rest.dropFirst(4).prefix(length)))
            rest = rest.dropFirst(4 + length)
        }
        return messages
    }

    /// - Parameter body: what stands behind the length.
    init(_ body: Data) throws {
        guard body.count >= 24 else { throw Trouble(description: "a message has no head") }
        let head = Data(body.prefix(24))
        kind = head[0]
        isKey = head[1] & 1 == 1
        number = Self.number(head[4..<12])
        captured = Self.number(head[12..<20])
        let length = Int(Self.number(head[20..<24]))
        json = String(decoding: body.dropFirst(24).prefix(length), as: UTF8.self)
        picture = Data(body.dropFirst(24 + length))
    }

    private static func number(_ bytes: Data) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
