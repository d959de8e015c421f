// kill -9 at any moment: what was acknowledged is there.

import Client
import Foundation
import Imaging
import Stream
import Testing
import Wire

@Suite("Killed at any moment", .serialized)
struct KillTests {
    /// What the history must say, as far as the client was told.
    private struct Model {
        var acts: [(kind: String, isUndone: Bool)] = []
        var requests = 0

        mutating func apply(_ kind: String) {
            if kind == "undo" {
                if let newest = acts.lastIndex(where: { !$0.isUndone }) { acts[newest].isUndone = true }
            } else {
                acts.append((kind, false))
            }
        }

        var text: [String] { acts.map { "\($0.kind)\($0.isUndone ? " undone" : "")" } }
    }

    @Test
    func `a thousand acts, killed at random: nothing acknowledged is lost, and the store opens every time`()
        async throws
    {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await blocking {
            var random = Noise(state: 20_26)
            var model = Model()
            var pending: String?
            var rounds = 0
            while model.requests < 1000 {
                rounds += 1
                let program = try BuiltProgram([
                    "serve", "--source", "test:ball", "--listen", "127.0.0.1:0", "--socket", "\(folder)/s", "--data",
                    folder,
                ])
                _ = try program.wait(for: "control channel", "pictures from")
                let client = try ControlClient(socket: "\(folder)/s")
                let acts = try client.call("history", ["n": .integer(1000)])["acts"]?.items.reversed() ?? []
                let there = acts.map { "\($0["kind"]?.text ?? "?")\($0["undone"] == .bool(true) ? " undone" : "")" }
                if there != model.text, let pending { model.apply(pending) }
                #expect(there == model.text, "after \(rounds - 1) kills and \(model.requests) requests")
                pending = nil
                let identifier = program.process.processIdentifier
                let delay = 0.2 + Double(random.next(below: 1300)) / 1000
                Thread.detachNewThread {
                    Thread.sleep(forTimeInterval: delay)
                    kill(identifier, SIGKILL)
                }
                do {
                    while true {
                        let (method, params, kind) = try request(&random, client)
                        pending = kind
                        do {
                            _ = try client.call(method, params)
                            model.apply(kind)
                            model.requests += 1
                        } catch is Refusal {}
                        pending = nil
                    }
                } catch is ClientError {
                    program.expectKilled()
                }
            }
            #expect(rounds > 3, "killed \(rounds) times")
            print("\(model.requests) acts, \(model.acts.count { $0.isUndone }) of them undone, and \(rounds) kills")
        }
    }

    /// A random request, and how the history will call it.
    private func request(
        _ random: inout Noise, _ client: ControlClient
    ) throws -> (method: String, params: [String: JSON], kind: String) {
        let name = JSON.string("thing \(random.next(below: 4))")
        switch random.next(below: 10) {
        case 0: return ("undo", [:], "undo")
        case 1: return ("reject", [:], "reject")
        case 2, 3:
            return ("category.rename", ["category": name, "to": .string("\(random.next(below: 1 << 40))")], "rename")
        case 4, 5, 6:
            let samples = try client.call("sample.list", ["limit": .integer(50)])["samples"]?.items ?? []
            guard !samples.isEmpty else { fallthrough }
            let sample = JSON.array([samples[random.next(below: samples.count)]["id"] ?? .null])
            if random.next(below: 3) == 0 { return ("sample.remove", ["samples": sample], "sample.remove") }
            return ("sample.move", ["samples": sample, "category": name], "sample.move")
        default:
            let image = JSON.string(try picture(&random).base64EncodedString())
            return ("teach", ["category": name, "image": image], "teach")
        }
    }

    /// A picture like no other.
    private func picture(_ random: inout Noise) throws -> Data {
        let picture = Picture(width: 64, height: 64)
        let tiles = (0..<64).map { _ in UInt32(truncatingIfNeeded: random.next(below: 1 << 24)) }
        picture.withBytes { bytes in
            for pixel in 0..<64 * 64 {
                let tile = pixel / 512 * 8 + pixel % 64 / 8
                bytes.storeBytes(of: tiles[tile], toByteOffset: 4 * pixel, as: UInt32.self)
            }
        }
        return try StillEncoder(longestSide: 64, quality: 90)
            .encode(picture, PixelRectangle(x: 0, y: 0, width: 64, height: 64))
    }
}

/// Numbers that are the same at every run (Marsaglia, “Xorshift RNGs”, 2003).
private struct Noise {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }
}
