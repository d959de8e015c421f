// A bank that is small enough to be damaged thousands of times, and what its file says.

import Exchange
import Features
import Formats
import Foundation

enum SmallBank {
    /// YUV of 12 × 10, two stages, all kinds of modules.
    static let shape = ExtractorShape(
        input: InputShape(colour: .yuv, size: Extent(12, 10), preparation: .standard),
        stages: [
            StageShape(
                table: .random(inputs: 3, outputs: 4, each: 2, seed: 5), kernel: Extent(3, 2), rectification: .split,
                normalisation: GaussianWindow(side: 3, deviation: 0.7),
                pooling: PoolingShape(.average, window: Extent(2), step: Extent(2, 1))),
            StageShape(
                table: .full(inputs: 8, outputs: 2), kernel: Extent(2), rectification: .none, normalisation: nil,
                pooling: .none),
        ], finalPooling: PoolingShape(.max, window: Extent(2), step: Extent(1)))

    static func bank() throws -> FilterBank { try FilterBank.random(shape: shape, seed: 77) }

    /// The content of the bank's file with texts and tensors replaced, and one text or tensor taken away.
    static func content(
        texts: [String: String] = [:], tensors: [String: Safetensors.Tensor] = [:], without gone: String? = nil
    ) throws -> Safetensors {
        let content = try bank().safetensors
        return Safetensors(
            metadata: content.metadata.merging(texts) { $1 }.filter { $0.key != gone },
            tensors: content.tensors.merging(tensors) { $1 }.filter { $0.key != gone })
    }

    /// The shape as its file has it, with a text in it replaced.
    static func shapeText(_ old: String, _ new: String) throws -> String {
        let text = try bank().safetensors.metadata["shape"] ?? ""
        precondition(text.contains(old), "\(text) has no \(old)")
        return text.replacingOccurrences(of: old, with: new)
    }

    /// Why a content is no bank.
    static func refusal(_ content: Safetensors) -> String {
        do {
            _ = try FilterBank(content, file: "file")
            return "it was read"
        } catch {
            return error.description
        }
    }
}

/// A folder that is gone after the test.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("banks-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Names of what lies in it.
    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}
