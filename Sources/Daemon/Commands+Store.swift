// What is stored: single samples, and sessions under a name.

import Control
import Foundation
import Logging
import Stream
import Teaching
import Wire

extension Commands {
    /// The newest samples.
    func samples(of category: String?, _ limit: Int, before: Int64?) async throws -> SamplesInfo {
        let notes = try await learner.samples(of: category, limit: limit, before: before)
        return SamplesInfo(samples: notes.map(SampleInfo.init), revision: await learner.revision)
    }

    /// What is wrong with the store.
    func standingTroubles() async -> [LogLine] { await learner.knowledge.broken.map(LogLine.init) }

    /// A sample's thumbnail over HTTP.
    func thumbnail(of sample: Int64) async -> Data? {
        do {
            return try await journal.thumbnail(of: sample)
        } catch {
            logger.error("\(error)")
            return nil
        }
    }

    /// A session's file over HTTP.
    func sessionFile(_ name: String) -> String? { try? sessions.existing(name) }

    /// Where a session's file lies while it comes in: on the disk that it is for.
    func uploadPath() -> String? {
        do {
            try FileManager.default.createDirectory(atPath: sessions.folder, withIntermediateDirectories: true)
            return "\(sessions.folder)/.\(UUID().uuidString).upload"
        } catch {
            logger.error("\(sessions.folder) cannot be made: \(error.localizedDescription)")
            return nil
        }
    }

    /// A session's file that came over HTTP.
    func addSession(_ name: String, from file: String) async throws(Failure) {
        let sessions = sessions
        do {
            try await waiting {
                try sessions.add(name) { try FileManager.default.copyItem(atPath: file, toPath: $0) }
            }
        } catch {
            throw Self.failure(error)
        }
    }

    /// The saved sessions.
    func listSessions() async throws -> SessionsInfo {
        let (sessions, own) = (sessions, journal.features)
        return try await waiting {
            SessionsInfo(sessions: try sessions.names().map { SessionInfo($0, in: sessions, own: own) })
        }
    }

    /// Begins work on a session.
    func begin(_ work: Call.SessionWork, _ name: String, _ client: Client) async throws -> [String: Int64] {
        let kept = try SessionStore.accept(name)
        // What cannot go well is said at once.
        if work != .save { _ = try sessions.existing(kept) }
        let (sessions, journal, hub, cameras) = (sessions, journal, hub, capture.cameras)
        let job = await jobs.begin(for: client) { job in
            var failure: Failure?
            var bytes: Int?
            do {
                bytes = try await self.waiting {
                    switch work {
                    case .save: try sessions.save(journal, as: kept, cameras: CameraFile.text(of: cameras.settings))
                    case .export: _ = try sessions.open(kept)
                    case .import: try sessions.adopt(kept)
                    }
                    return SessionInfo.bytes(try sessions.path(of: kept))
                }
            } catch {
                failure = Self.failure(error)
            }
            let url = failure == nil ? Self.url(of: kept) : nil
            let end = JobInfo(
                job: job, method: work.rawValue, session: kept, url: url, bytes: bytes, error: failure)
            hub.publish(.job, end, asked: client)
        }
        return ["job": job]
    }

    /// Loads a session; its file is read where waiting harms nobody.
    func load(_ name: String, _ options: ChangeOptions, _ client: Client) async throws -> LoadedInfo {
        let sessions = sessions
        let kept = try SessionStore.accept(name)
        let content = try await waiting {
            try SessionContent(of: sessions.open(kept), name: kept)
        }
        let samples = try await learner.load(
            content, name: kept, decode: Photographer.decoder(capture.pool), author: author(client),
            ifRevision: options.ifRevision)
        await adoptCameras(of: content)
        return LoadedInfo(session: kept, samples: samples, revision: await news.tellChange())
    }

    private static func url(of session: String) -> String {
        var allowed = CharacterSet.urlPathAllowed
        allowed.remove(charactersIn: ";")
        return "/sessions/\(session.addingPercentEncoding(withAllowedCharacters: allowed) ?? session).showtell"
    }

    /// Runs what waits for the disk on a thread that may wait.
    func waiting<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
        }
    }
}

extension SampleInfo {
    init(_ note: SampleNote) {
        let (kind, category, against): (String, String?, String?) =
            switch note.use {
            case .category(let name): ("teach", name, nil)
            case .background: ("background", nil, nil)
            case .negative(let against): ("reject", nil, against)
            }
        self.init(
            id: note.id, kind: kind, category: category, against: against, author: note.author, time: note.time,
            frame: note.frame, hasThumbnail: note.hasThumbnail)
    }
}

extension SessionInfo {
    /// What there is to say of a session's file, or what is wrong with it.
    fileprivate init(_ name: String, in sessions: SessionStore, own features: String) {
        let path = "\(sessions.folder)/\(name)\(SessionStore.ending)"
        var (categories, samples, problem): ([Category], Int, String?) = ([], 0, nil)
        do {
            let summary = try SessionSummary(of: try SessionStore.open(path: path))
            categories = summary.categories.map { Category(name: $0.name, samples: $0.samples) }
            samples = summary.samples
            if summary.features != features, !summary.hasPictures {
                problem = "it was taught with \(summary.features), and its pictures were not kept"
            }
        } catch {
            problem = "\(error)"
        }
        let modified = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        self.init(
            name: name, time: modified?.timeIntervalSince1970 ?? 0, bytes: Self.bytes(path) ?? 0,
            categories: categories, samples: samples, problem: problem)
    }

    /// The size of a file.
    fileprivate static func bytes(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue
    }
}
