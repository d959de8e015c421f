// A learner with a real net and a real journal, and things to show it.

import Classifier
import Features
import Foundation
import Imaging
import Logging
import Teaching

/// A learner in a folder of its own, and a reel of frames.
final class Classroom: Sendable {
    let folder: String
    let learner: Learner
    let journal: Journal
    let bank: FilterBank

    /// - Parameters:
    ///   - folder: where another classroom left its journal; nil for an empty one.
    ///   - seed: gives the net its filters.
    ///   - keeper: makes what is kept of taught pictures; nil for nothing.
    init(
        folder: String? = nil, shape: ExtractorShape = .caltech101, seed: UInt64 = 1, keeper: Keeper? = nil
    ) async throws {
        self.folder =
            folder
            ?? FileManager.default.temporaryDirectory.appendingPathComponent("teaching-\(UUID().uuidString)").path
        bank = try FilterBank.random(shape: shape, seed: seed)
        journal = try Journal(folder: self.folder, features: Journal.features(of: bank))
        learner = try Learner(
            journal: journal, bank: bank, folder: self.folder, keeper: keeper, logger: Logger(label: "test"))
        try await learner.prepare()
    }

    /// The sessions saved beside the journal.
    var sessions: SessionStore { SessionStore(data: folder) }

    /// Teaches a picture that is sent.
    @discardableResult
    func send(_ name: String, _ thing: Thing, view: Int = 0, author: String = "me") async throws -> Taught {
        try await learner.teach(
            name, picture: thing.picture(view: view), region: nil, author: author, ifRevision: nil)
    }

    /// All that is known, to the last bit.
    var state: State { get async { State(await learner.knowledge, await learner.scoreFormula.formula) } }

    /// Knowledge and classifier of a moment.
    struct State: Equatable {
        let knowledge: Knowledge
        let formula: ScoreFormula

        init(_ knowledge: Knowledge, _ formula: ScoreFormula) {
            self.knowledge = knowledge
            self.formula = formula
        }
    }

    func clean() { try? FileManager.default.removeItem(atPath: folder) }

    /// Shows a thing; `view` turns it a little.
    @discardableResult
    func show(_ thing: Thing, view: Int = 0, frame: Int64 = 0, time: Double = 0) async -> Judged {
        await learner.judge(thing.picture(view: view), FrameStamp(number: frame, time: time))
    }

    /// Teaches by showing: waits until the learner has the lesson, then shows frames until it is answered.
    func teach(
        _ name: String, _ thing: Thing, views: [Int] = [0], author: String = "me", region: Region? = nil,
        ifRevision: Int64? = nil
    ) async throws -> Taught {
        async let taught = learner.teach(
            name, frames: views.count, region: region, author: author, ifRevision: ifRevision)
        while await !learner.isTeaching { await Task.yield() }
        for (index, view) in views.enumerated() {
            await show(thing, view: view, frame: Int64(index), time: Double(index) / 30)
        }
        return try await taught
    }

    /// Names and sizes of the categories.
    var categories: [String: Int] {
        get async {
            let knowledge = await learner.knowledge
            return Dictionary(uniqueKeysWithValues: knowledge.categories.map { ($0.name, $0.samples.count) })
        }
    }
}

/// Things that look different, each with many views.
enum Thing: Int, CaseIterable, Sendable {
    case stripes, disc, cross, checks, nothing

    /// 160 × 120 pixels; views differ in place and size.
    func picture(view: Int) -> Picture {
        let picture = Picture(width: 160, height: 120)
        let (shift, scale) = (Double(view % 7) * 2 - 6, 1 + 0.04 * Double(view % 5))
        picture.withBytes { bytes in
            for row in 0..<120 {
                for column in 0..<160 {
                    let x = (Double(column) - 80 - shift) / scale
                    let y = (Double(row) - 60 + shift / 2) / scale
                    let value = UInt8(grey(x, y))
                    for channel in 0..<3 { bytes[4 * (row * 160 + column) + channel] = value }
                }
            }
        }
        return picture
    }

    private func grey(_ x: Double, _ y: Double) -> Double {
        let ground = 120 + 0.2 * x
        let isInside = abs(x) < 40 && abs(y) < 40
        switch self {
        case .stripes: return isInside && Int((x + 200) / 8) % 2 == 0 ? 220 : ground
        case .disc: return x * x + y * y < 900 ? 30 : ground
        case .cross: return isInside && (abs(x) < 9 || abs(y) < 9) ? 240 : ground
        case .checks: return isInside && (Int((x + 200) / 12) + Int((y + 200) / 12)) % 2 == 0 ? 20 : ground
        case .nothing: return ground
        }
    }
}
