// What was taught, for those who neither teach nor show anything.

public import Classifier
public import Features
import Foundation
import Logging

extension Journal {
    /// Names all that makes features: the bank, its shape, the colours.
    public static func features(of bank: FilterBank) -> String {
        "\(bank.name) (\(bank.fingerprint)), \(bank.shape), \(ChromaHistogram.name)"
    }

    /// The fingerprint of the bank that was taught with in a folder; nil when nothing was, or the journal cannot be read now.
    public static func fingerprint(in folder: String) -> String? {
        guard (try? exists(in: folder)) == true, let features = try? storedFeatures(in: folder) else { return nil }
        return fingerprint(of: features)
    }

    /// The fingerprint of a bank in what names its features.
    public static func fingerprint(of features: String) -> String? {
        features.firstMatch(of: /\(([0-9a-f]{16})\),/).map { String($0.1) }
    }

    /// Whether a folder has a journal; opening one would make it.
    ///
    /// - Throws: `JournalError` when what is there is no folder.
    public static func exists(in folder: String) throws(JournalError) -> Bool {
        var isFolder: ObjCBool = true
        if FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), !isFolder.boolValue {
            throw JournalError(description: "“\(folder)” is no folder")
        }
        return FileManager.default.fileExists(atPath: path(in: folder))
    }
}

extension Learner {
    /// The scores as plain numbers, the categories they are scores of, and what was left out because it is broken.
    public typealias Export = (formula: ScoreFormula, categories: [Category], broken: [Knowledge.Broken])

    /// What the journal of a folder holds, for other programs; nil when no category is known there.
    ///
    /// Takes about a second, and keeps the journal from others for as long.
    ///
    /// - Throws: `JournalError` when the journal cannot be read, belongs to other features, or is in use; `FeaturesError`
    ///   when no picture passes the bank's shape.
    public static func taught(
        in folder: String, bank: FilterBank
    ) async throws -> Export? {
        guard try Journal.exists(in: folder) else { return nil }
        let journal = try Journal(folder: folder, features: Journal.features(of: bank))
        return try await taught(by: journal, bank: bank, settingsIn: folder)
    }

    /// The same of a journal that is open; it is closed in the end.
    ///
    /// - Parameter folder: where the settings are that say who decides; nil for the standard.
    public static func taught(
        by journal: Journal, bank: FilterBank, settingsIn folder: String? = nil
    ) async throws -> Export? {
        let own = Journal.features(of: bank)
        guard journal.features == own else {
            throw JournalError(
                description:
                    "what is to be exported was taught with \(journal.features), not with \(bank.name); choose that bank"
            )
        }
        let silence = Logger(label: "showtell") { _ in SwiftLogNoOpLogHandler() }
        let learner = try Learner(journal: journal, bank: bank, folder: folder, logger: silence)
        try await learner.prepare()
        let (formula, categories) = await learner.scoreFormula
        let broken = await learner.knowledge.broken
        try await learner.closeJournal()
        return categories.isEmpty ? nil : (formula, categories, broken)
    }
}
