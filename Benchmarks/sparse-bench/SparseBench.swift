// One side of Benchmarks/sparse_coding.py: makes a dictionary and patches, and codes them when the other side says so.
//
//     sparse-bench prepare PICTURES FOLDER ATOMS SIDE SPARSITY COUNT   writes dictionary.f32 and patches.f32
//     sparse-bench peer FOLDER ATOMS SIDE SPARSITY                     answers lines: fista STEPS, cod TOLERANCE,
//                                                                      feature-sign GAP, reference GAP
//
// A line is answered by the nanoseconds that the codes took; they are in codes.f32. All on one thread.

import FilterLearning
import Foundation
import Lab
import Linear
import Workers

@main
struct SparseBench {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("prepare", 7): try Exercise(arguments.dropFirst(2)).prepare(from: arguments[1], count: arguments[6])
        case ("peer", 5): try Exercise(arguments.dropFirst(1)).serve()
        default:
            throw BenchError(description: "usage: sparse-bench prepare … | peer …; see Benchmarks/sparse_coding.py")
        }
    }
}

/// Why there is nothing to time, in a sentence.
struct BenchError: Error, CustomStringConvertible {
    let description: String
}

/// A dictionary and patches, in a folder.
private struct Exercise {
    private let folder: String
    private let atoms, side: Int
    private let sparsity: Float
    private let team = Team(threads: 1)

    init(_ words: ArraySlice<String>) throws {
        let words = Array(words)
        guard words.count >= 4, let atoms = Int(words[1]), let side = Int(words[2]), let sparsity = Float(words[3])
        else {
            throw BenchError(description: "FOLDER ATOMS SIDE SPARSITY are wanted, not \(words)")
        }
        (folder, self.atoms, self.side, self.sparsity) = (words[0], atoms, side, sparsity)
    }

    /// Learns a dictionary by sparse coding, and draws patches that it has not seen.
    func prepare(from pictures: String, count: String) throws {
        guard let count = Int(count) else { throw BenchError(description: "“\(count)” is no number of patches") }
        let source = try NaturalPatches(of: pictures) { _, _, _ in }
        let inputs = try source.draw(50_000, size: side, seed: 1)
        var recipe = PSDRecipe()
        (recipe.atoms, recipe.sparsity, recipe.predictionWeight, recipe.batches) = (atoms, sparsity, 0, 3_000)
        var trainer = try PSDTrainer(recipe, inputs: inputs.columns)
        _ = try trainer.train(on: inputs, steps: recipe.batches, team: Team(threads: 2))
        try write(trainer.dictionary, "dictionary.f32")
        try write(try source.draw(count, size: side, seed: 2), "patches.f32")
    }

    /// Codes the patches whenever a line asks for it.
    func serve() throws {
        let (dictionary, patches) = (try read("dictionary.f32", rows: atoms), try read("patches.f32", rows: nil))
        while let line = readLine() {
            let words = line.split(separator: " ")
            guard words.count == 2, let setting = Double(words[1]) else {
                throw BenchError(description: "“\(line)” is no solver and its setting")
            }
            let begin = ContinuousClock.now
            let codes: Matrix
            switch words[0] {
            case "fista":
                codes = try BatchedFISTA(sparsity: sparsity, steps: Int(setting)).codes(
                    of: patches, by: dictionary, team: team)
            case "cod":
                codes = try BatchedCoordinateDescent(sparsity: sparsity, tolerance: Float(setting)).codes(
                    of: patches, by: dictionary, team: team)
            case "feature-sign":
                codes = try self.codes(of: patches, by: dictionary, FeatureSign(tolerance: setting))
            case "reference":
                codes = try self.codes(of: patches, by: dictionary, CoordinateDescent(tolerance: setting))
            default: throw BenchError(description: "there is no solver “\(words[0])”")
            }
            let passed = (ContinuousClock.now - begin) / .nanoseconds(1)
            try write(codes, "codes.f32")
            try FileHandle.standardOutput.write(contentsOf: Data("\(Int(passed))\n".utf8))
        }
    }

    private func codes(of patches: Matrix, by dictionary: Matrix, _ solver: some SparseSolver) throws -> Matrix {
        let problem = try SparseCoding(dictionary: dictionary, sparsity: Double(sparsity))
        var values: [Float] = []
        values.reserveCapacity(patches.rows * atoms)
        for row in 0..<patches.rows {
            values += try problem.code(patches.row(row).map(Double.init), by: solver).values.map { Float($0) }
        }
        return Matrix(rows: patches.rows, columns: atoms, values: values)
    }

    private func write(_ matrix: Matrix, _ name: String) throws {
        let bytes = matrix.values.withUnsafeBytes { Data($0) }
        try bytes.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    private func read(_ name: String, rows: Int?) throws -> Matrix {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
        let values = bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4).map { bytes.loadUnaligned(fromByteOffset: $0, as: Float.self) }
        }
        let found = values.count / (side * side)
        guard values.count == found * side * side, rows.map({ $0 == found }) ?? true else {
            throw BenchError(description: "“\(folder)/\(name)” has another size")
        }
        return Matrix(rows: found, columns: side * side, values: values)
    }
}
