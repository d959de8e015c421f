// `showtell replay`: a saved session gone through once more.

import ArgumentParser
import Exchange
import Features
import Foundation
import Teaching

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Goes through a saved session act by act and says how well it knew each sample before it learnt it.",
        discussion: """
            Every taught sample is judged by the classifier of just before, then learnt: “right” are those whose best \
            score was that of their category. A category's first sample is not judged, as nothing could know it. In the \
            end the classifier that was rebuilt act by act must equal one that is fitted at once, to the last bit.

              showtell ctl session.save name=monday
              showtell replay monday
              showtell replay ./monday.showtell --json

            Exit codes: 0 done; 1 the two classifiers differ; 64 no such session or bank; 65 the file is no session.
            """)

    @Argument(help: ArgumentHelp("A session's name, or a file that ends in .showtell.", valueName: "name|file"))
    var session: String

    @Option(
        help: ArgumentHelp(
            "The data folder with the sessions (default: $XDG_DATA_HOME/showtell, else ~/.local/share/showtell).",
            valueName: "dir"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The filter bank it was taught with, where no bank of showtell banks list is that.", valueName: "name|file")
    )
    var bank: String?

    @Flag(help: "Print a JSON object instead of a table.")
    var json = false

    func run() async throws {
        let replay: Replay
        do {
            let journal = try SavedSession.open(session, data: data ?? Defaults.data)
            replay = try await Replay(journal, bank: try SavedSession.bank(bank, of: journal))
        } catch let error as SessionError {
            throw Ending.of(error)
        } catch let error as BankError {
            throw Ending.of(error)
        } catch {
            throw Ending.with("the session “\(session)” cannot be replayed: \(error)", code: 65)
        }
        Output.line(json ? try Self.json(replay, session) : Self.table(replay))
        guard replay.isSame else {
            throw Ending.with(
                "rebuilt act by act it is another classifier (\(replay.rebuilt)) than fitted at once (\(replay.fitted))",
                code: 1)
        }
    }

    private static func table(_ replay: Replay) -> String {
        let rows = replay.lines.map { ($0.category, $0.taught, $0.judged, $0.right) }
        let all = ("all", replay.lines.reduce(0) { $0 + $1.taught }, replay.judged, replay.right)
        let width = (rows.map(\.0.count) + [8]).max() ?? 8
        let lines = (rows + [all]).map { name, taught, judged, right in
            let share = judged > 0 ? String(format: "%5.1f %%", 100 * Double(right) / Double(judged)) : "      –"
            let gap = String(repeating: " ", count: width - name.count)
            return name + gap + String(format: "  %6d  %6d  %5d  ", taught, judged, right) + share
        }
        let head = "category" + String(repeating: " ", count: width - 8) + "  taught  judged  right"
        let end =
            "\(replay.acts) acts; rebuilt act by act and fitted at once it is "
            + (replay.isSame ? "the same classifier, \(replay.rebuilt)" : "not the same classifier")
        return ([head] + lines + [end]).joined(separator: "\n")
    }

    private struct Report: Encodable {
        struct Category: Encodable {
            let category: String
            let taught: Int
            let judged: Int
            let right: Int
            let accuracy: Double?
        }

        let session: String
        let acts: Int
        let judged: Int
        let right: Int
        let accuracy: Double?
        let categories: [Category]
        let rebuilt: String
        let fitted: String
        let same: Bool
    }

    private static func json(_ replay: Replay, _ session: String) throws -> String {
        func share(_ right: Int, _ judged: Int) -> Double? { judged > 0 ? Double(right) / Double(judged) : nil }
        let report = Report(
            session: session, acts: replay.acts, judged: replay.judged, right: replay.right,
            accuracy: share(replay.right, replay.judged),
            categories: replay.lines.map {
                .init(
                    category: $0.category, taught: $0.taught, judged: $0.judged, right: $0.right,
                    accuracy: share($0.right, $0.judged))
            }, rebuilt: replay.rebuilt, fitted: replay.fitted, same: replay.isSame)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }
}
