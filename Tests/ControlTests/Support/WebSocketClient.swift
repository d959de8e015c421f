// A WebSocket client by hand (RFC 6455): it can send what a library would not.

import Foundation
import Wire

/// A frame from the server.
struct Frame: Sendable {
    let opcode: UInt8
    let payload: [UInt8]
}

extension Socket {
    /// Asks for the control channel and gives the status of the answer; 101 is yes.
    func upgrade(_ path: String = "/control", _ headers: [String: String] = [:]) throws -> Int {
        let asking = [
            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        ]
        try request("GET", path, headers.merging(asking) { mine, _ in mine })
        return try head().status
    }

    /// Sends a masked frame.
    func send(opcode: UInt8, isFinal: Bool = true, _ payload: [UInt8]) throws {
        var frame: [UInt8] = [(isFinal ? 0x80 : 0) | opcode]
        switch payload.count {
        case ..<126: frame.append(0x80 | UInt8(payload.count))
        case ..<65_536: frame += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default: frame += [0x80 | 127] + (0..<8).reversed().map { UInt8(payload.count >> ($0 * 8) & 255) }
        }
        let mask: [UInt8] = [0x12, 0x34, 0x56, 0x78]
        frame += mask
        frame += payload.enumerated().map { $1 ^ mask[$0 % 4] }
        try send(frame)
    }

    /// Sends a text frame.
    func send(message: String) throws { try send(opcode: 1, Array(message.utf8)) }

    /// The next frame.
    func frame() throws -> Frame {
        let head = try bytes(2)
        guard head[0] & 0x80 != 0, head[1] & 0x80 == 0 else { throw Trouble(description: "an odd frame: \(head)") }
        let length =
            switch head[1] {
            case 126: try bytes(2).reduce(0) { $0 << 8 | Int($1) }
            case 127: try bytes(8).reduce(0) { $0 << 8 | Int($1) }
            default: Int(head[1])
            }
        return Frame(opcode: head[0] & 15, payload: try bytes(length))
    }

    /// The message in the next frame, which must be text.
    func message() throws -> JSON {
        let frame = try frame()
        guard frame.opcode == 1 else { throw Trouble(description: "a frame of kind \(frame.opcode)") }
        return try JSON(parsing: Data(frame.payload))
    }
}
