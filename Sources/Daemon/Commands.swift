// From a request to the learner and back: what each method does.

import Control
import Features
import Foundation
import Imaging
import Logging
import Stream
import Teaching
import Wire

/// Answers the requests of the control channel.
struct Commands: ControlHandler {
    let learner: Learner
    let scout: ObjectScout
    let objects: ObjectLine
    let journal: Journal
    let sessions: SessionStore
    let capture: Capture
    let inputs: Inputs
    let news: Newsroom
    let board: SourceBoard
    let meters: Meters
    let audience: Audience
    let hub: Hub
    let logger: Logger
    let jobs = Jobs()
    /// Names this run of the daemon.
    let run = UUID().uuidString.lowercased()
    private let repeats = Repeats()

    init(
        learner: Learner, scout: ObjectScout, objects: ObjectLine, journal: Journal, sessions: SessionStore,
        capture: Capture, inputs: Inputs, news: Newsroom, board: SourceBoard, meters: Meters, audience: Audience,
        hub: Hub, logger: Logger
    ) {
        self.learner = learner
        self.scout = scout
        self.objects = objects
        self.journal = journal
        self.sessions = sessions
        self.capture = capture
        self.inputs = inputs
        self.news = news
        self.board = board
        self.meters = meters
        self.audience = audience
        self.hub = hub
        self.logger = logger
    }

    func greeting(for client: Client) -> Hello {
        Hello(
            version: Showtell.version, session: run, role: client.role,
            capabilities: [
                "ask", "camera.controls", "camera.lock", "camera.set", "category.merge", "classifier.set", "clients",
                "coach", "drift", "follow", "history", "job", "note", "objects", "position", "raw", "redo",
                "region.set",
                "reject", "sample.list", "sample.move", "sample.remove", "session.export", "session.import",
                "session.list", "session.load", "session.save", "source.list", "source.select", "teach.lease",
                "thumbnails", "whep",
            ])
    }

    func left(_ client: Client) async {
        await learner.endLeases(of: author(client))
        news.tellFollowing()
    }

    func answer(_ call: Call, from client: Client) async throws(Failure) -> any Encodable & Sendable {
        do {
            return try await result(of: call, client)
        } catch {
            throw Self.failure(error)
        }
    }

    /// What the wire says of an error.
    static func failure(_ error: any Error) -> Failure {
        switch error {
        case let failure as Failure: failure
        case let error as TeachingError: Failure(error)
        case let error as SessionError: Failure(error)
        case let error as CameraError: Failure(error)
        default: .internalError("\(error)")
        }
    }

    private func result(of call: Call, _ client: Client) async throws -> any Encodable & Sendable {
        switch call {
        case .ping, .subscribe, .unsubscribe: return Nothing()
        case .sync:
            await jobs.finish(of: client)
            return ChangeInfo(revision: await learner.revision)
        case .help: return ["text": Method.help]
        case .discover: return Method.openRPC(version: Showtell.version)
        case .state: return await news.state()
        case .stats: return stats
        case .listCategories:
            let state = await news.state()
            return CategoriesInfo(categories: state.categories, revision: state.revision)
        case .history(let count): return await news.history(count)
        case .coach: return await news.coach()
        case .predict(let image, let region, let objects):
            return try await predict(image, region.map(Region.init), objects: objects)
        case .teach(let teach):
            return try await repeats.once(teach.options.requestKey) { try await self.teach(teach, client) }
        case .startTeaching(let category, let milliseconds):
            try requireSource()
            let lease = try await learner.startTeaching(
                category, lease: .milliseconds(milliseconds), author: author(client))
            return ["lease": lease]
        case .renewLease(let lease):
            let samples = try await learner.renew(lease, author: author(client))
            return ["lease": lease, "samples": Int64(samples)]
        case .stopTeaching(let lease):
            return TaughtInfo(try await learner.stopTeaching(lease, author: author(client)))
        case .startFollowing(let following): return try await follow(following, client)
        case .stopFollowing(let number): return try await stopFollowing(number, client)
        case .setting(let setting): return try await set(setting)
        case .input(.list): return try await listSources()
        case .input(.select(let source)): return try await select(source)
        case .camera(let call): return try await camera(call)
        case .listSamples(let category, let limit, let before):
            return try await samples(of: category, limit, before: before)
        case .listSessions: return try await listSessions()
        case .session(let work, let name): return try await begin(work, name, client)
        case .change(let change, let options):
            return try await repeats.once(options.requestKey) { try await self.apply(change, options, client) }
        }
    }

    /// Whose act it is: the connection, and the run of the daemon, because connections are counted anew in each.
    func author(_ client: Client) -> String { "\(client.name)@\(run.prefix(8))" }

    /// The daemon's numbers.
    var stats: StatsInfo {
        meters.stats(
            dropped: capture.dropped, damaged: capture.damaged, audience: audience, clients: hub.count,
            publish: news.publishing.info)
    }

    private func teach(_ teach: Call.Teach, _ client: Client) async throws -> any Encodable & Sendable {
        let region = teach.region.map(Region.init)
        let taught: Taught
        if let image = teach.image {
            let picture = try await decode(image)
            taught = try await learner.teach(
                teach.category, picture: picture, region: region, author: author(client),
                ifRevision: teach.options.ifRevision)
        } else {
            try requireSource()
            taught = try await learner.teach(
                teach.category, frames: teach.count, region: region, author: author(client),
                ifRevision: teach.options.ifRevision)
        }
        await news.tell(taught)
        return TaughtInfo(taught)
    }

    private func predict(
        _ image: ImageText?, _ region: Region?, objects: Bool
    ) async throws -> any Encodable & Sendable {
        let began = MonotonicClock.now()
        var info: PredictionInfo
        let picture: Picture?
        if let image {
            let sent = try await decode(image)
            picture = sent
            info = PredictionInfo(
                await learner.judge(sent, region: region), total: MonotonicClock.now() - began)
        } else {
            try requireSource()
            let seen = try await learner.judgeNext(region: region, withPicture: objects)
            picture = seen.picture
            info = PredictionInfo(
                seen.prediction, total: MonotonicClock.now() - began, frame: seen.stamp.number)
        }
        if objects, let picture { info.objects = try await found(in: picture) }
        return info
    }

    private func found(in picture: Picture) async throws -> [ObjectInfo] {
        do {
            return [ObjectInfo](try await scout.find(in: picture))
        } catch let error as FeaturesError {
            throw Failure(.badImage, error.description)
        }
    }

    /// Waiting for a frame makes sense only while frames come.
    func requireSource() throws(Failure) {
        let status = board.current
        guard status.state != .live else { return }
        throw Failure(.noCamera, "there is no picture: \(status.message ?? "the source is being opened")", retry: true)
    }

    private func decode(_ image: ImageText) async throws(Failure) -> Picture {
        guard let bytes = Data(base64Encoded: image.base64, options: .ignoreUnknownCharacters), !bytes.isEmpty else {
            throw Failure(.badImage, "image is not base64")
        }
        let pool = capture.pool
        // Decoding waits for GStreamer: on a thread that may wait.
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(StillError) in try StillDecoder.decode(bytes, into: pool) })
            }
        }
        do {
            return try result.get()
        } catch {
            throw Failure(.badImage, error.description)
        }
    }
}
