// What an ONNX model says of itself, for people and for programs.

import Features
package import Formats
import Foundation

extension ONNXModel {
    /// What goes in and out, such as `image (batch × 1 × 28 × 28) → features (batch × 1024)`.
    package var inputsAndOutputs: String {
        func list(_ values: [ONNXValue]) -> String {
            values.map { "\($0.name) (\($0.shape.map(\.text).joined(separator: " × ")))" }.joined(separator: ", ")
        }
        return "\(list(graph.inputs)) → \(list(graph.outputs))"
    }
}

extension ONNXDimension {
    fileprivate var text: String {
        switch self {
        case .fixed(let extent): "\(extent)"
        case .symbolic(let name): name
        }
    }
}

extension ONNXExport {
    /// Everything a reader needs beside the graph, by name.
    var metadata: [String: String] {
        let (shape, origin) = (bank.shape, bank.origin)
        var entries = [
            "showtell": version, "bank": bank.name, "fingerprint": bank.fingerprint, "shape": "\(shape)",
            "modules": shape.stages.map(\.modules).joined(separator: "; "), "recipe": origin.recipe,
            "seed": "\(origin.seed)", "energy": origin.energy, "licence": origin.licence, "image": imageRule,
        ]
        if let taught {
            entries["categories"] = Self.json(taught.names)
            entries["scores"] = scoresRule
            if hasChroma { entries["chroma"] = chromaRule }
        }
        return entries
    }

    /// What the model is.
    var documentation: String {
        "What Showtell \(version) says of a picture with the bank “\(bank.name)”, \(bank.shape)"
            + (taught.map { ", and the scores of \($0.names.count) taught categories." } ?? ".")
    }

    /// How `image` must be made.
    var imageRule: String {
        let (input, size) = (bank.shape.input, bank.shape.input.size)
        let channels =
            input.colour == .grey
            ? "0.299 R + 0.587 G + 0.114 B" : "Y = 0.299 R + 0.587 G + 0.114 B, U = 0.492 (B - Y), V = 0.877 (R - Y)"
        let part =
            size.rows == size.columns
            ? "a square (the daemon: the largest, in the middle, with the larger half of an odd rest before it)"
            : "a part \(size.columns) wide to \(size.rows) high"
        return """
            Batch × \(input.channels) × \(size.rows) rows × \(size.columns) columns, the top row first, of \(channels) \
            with R, G and B in 0…1. Cut \(part) out of the picture and scale it with a triangle filter that grows with \
            the reduction (Pillow's BILINEAR in mode F). Do not even out light or contrast: the model does. Do not pad: \
            a picture must fill the input. Showtell itself also describes pictures of other proportions, scaled by their \
            longer side, evened out and then centred in zeros; this model does not.
            """
    }

    /// How `chroma` must be made.
    var chromaRule: String {
        """
        Batch × \(ChromaHistogram.featureCount): the chroma histogram of the same part of the picture, which is the end of \
        each row that `showtell features --square --chroma` writes. Only the scores depend on it.
        """
    }

    private var scoresRule: String {
        """
        One score a category, 0…1: the evidence that the picture shows anything that was taught, times how likely the \
        category is if it does. Whether the best one counts as known, unsure or unknown is judged by the daemon alone.
        """
    }

    private static func json(_ names: [String]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        // Text can always be encoded.
        return (try? encoder.encode(names)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }
}
