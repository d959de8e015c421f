// How far the refinement of a split has come, in a file.

import Formats
import Foundation
package import Refinement

/// What a refinement goes on from after it was stopped: written after each epoch, whole or not at all.
struct RefineCheckpoint: Equatable {
    /// What is told of the numbers.
    struct Note: Codable, Equatable {
        /// What changes when anything does that the numbers depend on.
        let identity: String
        /// The penalty of the first classifier.
        var strength: Double?
        /// What was seen so far, epoch by epoch.
        var curve: [RefineEpoch] = []
        /// The epoch with the fewest mistakes among the held out, from 0: nothing refined.
        var bestEpoch = 0
        /// Epochs of the last part, which learns from everything; nil before it.
        var lastPart: Int?
        /// Epochs that are done of the part.
        var epoch = 0
    }

    var note: Note
    /// The net's numbers, their last steps, and the numbers of the best epoch.
    var state: RefinementState
    var best: [Float]
    /// The standardisation of the net's features.
    let offsets: [Float]
    let scales: [Float]

    /// The checkpoint in a file; nil when there is none.
    ///
    /// - Throws: `LabError.badInput` when the file is that of another experiment, or is broken.
    static func read(_ path: String, identity: String, net: RefinementNet) throws(LabError) -> RefineCheckpoint? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let file: Safetensors
        do {
            file = try Safetensors(path: path)
        } catch {
            throw .badInput(reason: error.description)
        }
        func numbers(_ name: String, _ count: Int) throws(LabError) -> [Float] {
            guard let tensor = file.tensors[name], tensor.values.count == count else {
                throw .badInput(reason: "“\(path)” has no “\(name)” of \(count) numbers.")
            }
            return tensor.values
        }
        guard let text = file.metadata["note"], let note = try? JSONDecoder().decode(Note.self, from: Data(text.utf8))
        else { throw .badInput(reason: "“\(path)” is no checkpoint.") }
        guard note.identity == identity else {
            throw .badInput(
                reason: "“\(path)” is the checkpoint of another experiment: take another folder, or take it away.")
        }
        let (all, features) = (net.numbers.count, net.offsets.count)
        return RefineCheckpoint(
            note: note,
            state: RefinementState(
                numbers: try numbers("numbers", all), velocity: try numbers("velocity", all), epoch: note.epoch),
            best: try numbers("best", all), offsets: try numbers("offsets", features),
            scales: try numbers("scales", features))
    }

    /// Writes the file.
    ///
    /// - Throws: `LabError.notWritten`
    func write(to path: String) throws(LabError) {
        func tensor(_ values: [Float]) -> Safetensors.Tensor {
            Safetensors.Tensor(shape: [values.count], values: values)
        }
        do {
            var note = note
            note.epoch = state.epoch
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let text = String(decoding: try encoder.encode(note), as: UTF8.self)
            try Safetensors(
                metadata: ["note": text],
                tensors: [
                    "numbers": tensor(state.numbers), "velocity": tensor(state.velocity), "best": tensor(best),
                    "offsets": tensor(offsets), "scales": tensor(scales),
                ]
            ).write(to: path)
        } catch {
            throw .notWritten(reason: "\(error)")
        }
    }
}

/// What was seen in an epoch.
package struct RefineEpoch: Sendable, Codable, Equatable {
    /// Its number in its part, from 1; 0 for what was there before.
    package let epoch: Int
    /// Whether all was learnt from, the held out too.
    package let isLastPart: Bool
    /// The rate.
    package let rate: Double
    /// On the way through what was learnt from; nil before the first epoch.
    package let learnt: RefinementTally?
    /// At its end, on what is held out; nil in the last part.
    package let heldOut: RefinementTally?
    /// How long it took, in seconds.
    package let seconds: Double

    /// The epoch in a line.
    package var line: String {
        func text(_ tally: RefinementTally) -> String {
            String(format: "loss %.4f error %.2f %%", tally.loss, 100 * tally.error)
        }
        let parts = [
            "\(isLastPart ? "all, " : "")epoch \(epoch)", learnt.map { "learnt " + text($0) },
            heldOut.map { "held out " + text($0) }, String(format: "%.1f s", seconds),
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}
