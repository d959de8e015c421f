// ONNX Runtime beside us: runs a model in Python and hands its outputs back.

import Exchange
import Formats
import Foundation
import Testing

/// The Python that has onnxruntime, if one is named and has.
let python = ProcessInfo.processInfo.environment["SHOWTELL_PYTHON"].flatMap { path in
    let process = try? Process.run(URL(fileURLWithPath: path), arguments: ["-c", "import numpy, onnxruntime"])
    process?.waitUntilExit()
    return process?.terminationStatus == 0 ? path : nil
}

/// Why a test of parity is left out.
let noPython: Comment = "SHOWTELL_PYTHON names no Python with onnxruntime"

/// Rows of numbers, each of a shape.
struct Batch {
    let rowShape: [Int]
    let rows: [[Float]]
}

enum Peer {
    /// Runs a model.
    ///
    /// - Returns: the rows of each output, and what the model says its categories are.
    static func run(
        _ model: ONNXModel, _ inputs: [String: Batch]
    ) throws -> (outputs: [String: [[Float]]], categories: String) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("exchange-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try model.write(to: folder.path + "/model.onnx") == model.serialized().count)
        for (name, batch) in inputs {
            var file = try NumpyWriter(
                path: folder.path + "/\(name).in.npy", rowShape: batch.rowShape, expectedRows: batch.rows.count)
            for row in batch.rows { try file.append(row) }
            try file.finish()
        }

        let (process, words) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: try #require(python))
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("parity.py")
        process.arguments =
            [script.path, folder.path + "/model.onnx", folder.path]
            + inputs.keys.map { "\($0)=\(folder.path)/\($0).in.npy" }
        process.standardOutput = words
        try process.run()
        let said = String(decoding: words.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)

        var outputs: [String: [[Float]]] = [:]
        for output in model.graph.outputs {
            let file = try NumpyReader(path: folder.path + "/\(output.name).npy")
            var rows: [[Float]] = []
            for row in 0..<file.rows { rows.append(try file.row(row)) }
            outputs[output.name] = rows
        }
        return (outputs, said.trimmingCharacters(in: .newlines))
    }

    /// The rows of one output of a model whose only input is `image`.
    static func features(of model: ONNXModel, _ images: Batch) throws -> [[Float]] {
        try #require(try run(model, ["image": images]).outputs["features"])
    }
}

/// The largest difference, as a share of the largest number of `expected`; infinite where there is something else than
/// numbers or another number of them.
func difference(_ found: [[Float]], _ expected: [[Float]]) -> Float {
    let isWhole = found.map(\.count) == expected.map(\.count) && found.joined().allSatisfy(\.isFinite)
    guard isWhole, let largest = expected.joined().map(abs).max() else { return .infinity }
    let greatest = zip(found.joined(), expected.joined()).map { abs($0 - $1) }.max() ?? 0
    return greatest / max(largest, .leastNormalMagnitude)
}
