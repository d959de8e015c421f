// One side of Benchmarks/live_peers.py: times taking in one more sample, and judging one picture.
//
//     live-bench FOLDER     the folder that `showtell-lab live --dump` wrote; answers lines: KIND ROWS ROWS
//
// KIND is a classifier's name, ROWS are numbers between commas: rows to teach, of which the last comes when the others are
// known and it has been judged, as every frame is, and rows to ask. A line is answered by two numbers of nanoseconds, for taking in
// the last sample and for judging a picture on average, and the best classes of the rows to ask. What was taught at last must judge as what is taught anew.

import Classifier
import Formats
import Foundation
import Lab

@main
struct LiveBench {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            throw BenchError(description: "usage: live-bench FOLDER; see Benchmarks/live_peers.py")
        }
        let pupil = try Pupil(folder: CommandLine.arguments[1])
        while let line = readLine() {
            try FileHandle.standardOutput.write(contentsOf: Data("\(pupil.answer(line))\n".utf8))
        }
    }
}

/// Why there is nothing to time, in a sentence.
struct BenchError: Error, CustomStringConvertible {
    let description: String
}

/// Features and their classes, as they were dumped.
private struct Pupil {
    private struct Note: Decodable {
        struct Block: Decodable { let first, count: Int, weight: Double }
        let labels: [Int], blocks: [Block]
    }

    private let rows: [[Float]]
    /// What stands for each row and its mirror image.
    private let means: [[Float]]
    private let labels: [Int]
    private let blocks: [FeatureBlock]
    private let generic: [TrainingSample]

    init(folder: String) throws {
        rows = try Self.array("\(folder)/raw.npy")
        means = zip(rows, try Self.array("\(folder)/mirrored.npy")).map { TrainingSample.mean(of: $0, and: $1) }
        let note = try JSONDecoder().decode(
            Note.self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/trials.json")))
        labels = note.labels
        blocks = note.blocks.map { FeatureBlock(range: $0.first..<$0.first + $0.count, weight: $0.weight) }
        generic = try Self.array("\(folder)/generic.npy").enumerated().map { index, features in
            TrainingSample(id: -1 - Int64(index), label: .generic, features: features)
        }
    }

    private static func array(_ path: String) throws -> [[Float]] {
        let reader = try NumpyReader(path: path)
        var rows: [[Float]] = []
        for index in 0..<reader.rows { rows.append(try reader.row(index)) }
        return rows
    }

    /// Teaches and asks as a line says.
    func answer(_ line: String) throws -> String {
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 3, let contestant = LiveContestant.all.first(where: { $0.name == words[0] }) else {
            throw BenchError(description: "“\(line)” is no classifier with rows to teach and to ask")
        }
        let (train, test) = (try places(words[1]), try places(words[2]))
        let samples =
            generic
            + train.enumerated().map { index, row in
                TrainingSample(
                    id: Int64(index + 1), label: .category(Int64(labels[row])), features: rows[row], mean: means[row])
            }
        let learner = contestant.make(blocks)
        learner.fit(samples.dropLast())
        // Every frame is judged before it is learnt: its products with all samples are known by then.
        if let last = train.last { _ = judge(learner, last) }
        let clock = ContinuousClock()
        let taking = clock.measure { learner.fit(samples) }
        var judgements: [Judgement] = []
        let judging = clock.measure { judgements = test.map { judge(learner, $0) } }
        let anew = contestant.make(blocks)
        anew.fit(samples)
        guard zip(test, judgements).allSatisfy({ judge(anew, $0) == $1 }) else {
            throw BenchError(description: "\(words[0]) judges otherwise when it is taught anew: nothing is timed.")
        }
        let answers = judgements.map { "\($0.scores.first?.category ?? -1)" }.joined(separator: ",")
        return "\(Int(taking / .nanoseconds(1))) \(Int(judging / .nanoseconds(test.count))) \(answers)"
    }

    private func judge(_ learner: any LiveLearner, _ row: Int) -> Judgement {
        rows[row].withUnsafeBufferPointer { learner.judge($0) }
    }

    private func places(_ text: String) throws -> [Int] {
        let places = text.split(separator: ",").compactMap { Int($0) }
        guard !places.isEmpty, places.allSatisfy(rows.indices.contains) else {
            throw BenchError(description: "“\(text.prefix(40))” are no rows of \(rows.count)")
        }
        return places
    }
}
