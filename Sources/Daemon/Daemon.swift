// The assembly: every part, made in order and joined, in one place.

import Control
import Dispatch
import Features
import Foundation
public import Logging
import ServiceLifecycle
import Stream
import Teaching
import UnixSignals
import Wire

/// Showtell, ready to run.
public struct Daemon: Sendable {
    private let configuration: Configuration
    private let logger: Logger
    private let say: @Sendable (String) -> Void
    private let learner: Learner
    private let journal: Journal

    /// A daemon that has opened its journal and its net, and nothing else yet.
    ///
    /// - Parameter say: tells people, a line a change of state.
    /// - Throws: `JournalError`, `FeaturesError`: sentences that say what to do.
    public init(
        _ configuration: Configuration, logger: Logger, say: @escaping @Sendable (String) -> Void
    ) throws {
        Arenas.keepFew()
        let bank = configuration.bank
        journal = try Journal(folder: configuration.data, features: Journal.features(of: bank))
        // The journal is this daemon's alone, and so is what lies half-written beside it.
        let sessions = SessionStore(data: configuration.data)
        sessions.tidy()
        sessions.bringUpToDate()
        let photographer = Photographer(logger: logger)
        learner = try Learner(
            journal: journal, bank: bank, folder: configuration.data, threads: configuration.threads,
            keeper: photographer.keeper(configuration.keep), thumbnailer: photographer.thumbnailer, logger: logger)
        self.configuration = configuration
        self.logger = logger
        self.say = say
    }

    /// Runs until a signal, a graceful shutdown or a failure ends it.
    ///
    /// - Parameters:
    ///   - obeyingSignals: whether SIGINT and SIGTERM end it, and SIGHUP does what is said.
    ///   - hangUp: what SIGHUP does.
    /// - Throws: `DoorError` when a socket or port is in use, `JournalError` when what was taught cannot be read.
    public func run(obeyingSignals: Bool = true, hangUp: HangUp = .ignore) async throws {
        let inputs = Inputs(configuration, logger: logger)
        let capture = Capture(
            inputs.first, everyFrame: configuration.everyFrame, clip: configuration.clip,
            cameras: CameraFile(folder: configuration.data).keeper(logger: logger),
            throughLibv4l: configuration.throughLibv4l)
        let (hub, meters, audience) = (Hub(), Meters(), Audience(configuration.limits))
        let (say, logger) = (say, logger)
        let rendition = VideoRendition(kinds: configuration.encoders) { sentence, isTrouble in
            guard isTrouble else { return say(sentence) }
            logger.warning("\(sentence)")
            hub.publish(.log, LogLine(level: "warning", message: sentence))
        }
        let studio = FilmStudio(rendition, hub: hub, audience: audience)
        let peers = Peers(
            PeerStudio(rendition: rendition, patience: configuration.patience), audience: audience,
            limits: configuration.peers)
        let gallery = Gallery(film: Film(studio))
        let board = SourceBoard(inputs.first)
        let publishing = Publishing(configuration.publish, of: rendition)
        let pieces = configuration.pieces.map { PieceStudio(folder: $0, rendition: rendition) }
        let news = Newsroom(
            learner: learner, hub: hub, board: board, meters: meters, audience: audience, publishing: publishing,
            session: journal.session)
        let scout = ObjectScout(learner: learner, bank: configuration.bank)
        let objects = ObjectLine(
            scout: scout, pool: capture.pool, everyFrame: configuration.everyFrame, logger: logger,
            isWanted: { hub.isWanted(.objects) || gallery.isWanted || studio.isWanted }, announce: { news.tell($0) })
        let commands = Commands(
            learner: learner, scout: scout, objects: objects, journal: journal,
            sessions: SessionStore(data: configuration.data), capture: capture, inputs: inputs,
            news: news, board: board, meters: meters, audience: audience, hub: hub, logger: logger)
        let recogniser = Recogniser(learner: learner, meters: meters, everyFrame: configuration.everyFrame) {
            judged, frame in await news.tell(judged, of: frame)
        }
        let shops = PrintShops(
            full: PrintShop(broadcast: gallery.full, meters: meters, logger: logger),
            low: PrintShop(broadcast: gallery.low, longestSide: 320, meters: nil, logger: logger),
            clean: PrintShop(broadcast: gallery.clean, meters: nil, logger: logger))
        let easel = Easel(
            pool: capture.pool, learner: learner, objects: objects, meters: meters, shops: shops, film: studio,
            audience: audience)
        gallery.whenWanted { Task { await easel.wake() } }
        audience.whenDegraded { sentence in
            let line = LogLine(degraded: sentence)
            if sentence == nil { logger.notice("\(line.message)") } else { logger.warning("\(line.message)") }
            hub.publish(.log, line)
            Task { await news.tellState() }
        }
        let load = LoadWatch(
            interval: configuration.loadInterval, given: configuration.loadReading, capture: capture, meters: meters,
            audience: audience, gallery: gallery, rendition: rendition)
        let line = FrameLine(
            capture: capture, recogniser: recogniser, objects: objects, easel: easel, film: studio, meters: meters)
        let reporter = SourceReporter(
            capture: capture, learner: learner, news: news, meters: meters, logger: logger, say: say)
        let publisher = PublishReporter(
            publishing: publishing, pieces: pieces, news: news, hub: { hub.publish(.log, $0) }, say: say)
        let health = Health(
            capture: capture, board: board, meters: meters, audience: audience, publishing: publishing, hub: hub)
        let (endings, rereading): ([UnixSignal], Rereading?) =
            switch (obeyingSignals, hangUp) {
            case (false, _): ([], nil)
            case (true, .reread(let rereading)): ([.sigterm, .sigint], rereading)
            case (true, .end): ([.sigterm, .sigint, .sighup], nil)
            case (true, .ignore): ([.sigterm, .sigint], nil)
            }
        let reloader = Reloader(
            first: configuration, rereading: rereading, commands: commands, peers: peers, publishing: publishing,
            say: say)
        let ticker = StatsTicker(commands: commands, hub: hub)
        // The group logs its own comings and goings; the daemon says them in its own words.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let (address, socket) = (configuration.listen, configuration.socket)
        let unix = UnixDoor(path: socket, handler: commands, hub: hub, logger: logger) {
            say("control channel at \(socket)")
        }
        let web = WebDoor(
            address: address, webFolder: configuration.web, handler: commands, hub: hub, gallery: gallery,
            audience: audience, peers: peers, page: pageConfiguration(boot: commands.run), health: health,
            pieces: pieces, origins: configuration.origins, front: configuration.front, logger: logger
        ) { port in say("open \(address.url(port: port)) to see and teach") }
        // Trying encoders waits for them: on a thread that may, while everything else begins.
        DispatchQueue.global(qos: .utility).async {
            rendition.chooseEncoder()
            WebRTCPeer.warmUp()
        }
        // Before the doors open: whoever comes in finds what was taught.
        try await learner.prepare()
        await objects.set(isOn: learner.summary.findsObjects)
        try await ServiceGroup(
            configuration: .init(
                services: [
                    // Names, for else the group keeps each service printed in full: megabytes of weights and samples.
                    // A door that cannot be opened ends the daemon in good order, with the door's sentence.
                    .init(service: unix, failureTerminationBehavior: .gracefullyShutdownGroup, serviceName: "socket"),
                    .init(service: web, failureTerminationBehavior: .gracefullyShutdownGroup, serviceName: "web"),
                    .init(service: reporter, serviceName: "source"), .init(service: ticker, serviceName: "stats"),
                    .init(service: publisher, serviceName: "publisher"), .init(service: line, serviceName: "line"),
                    .init(service: reloader, serviceName: "settings"), .init(service: load, serviceName: "load"),
                ], gracefulShutdownSignals: endings, logger: quiet)
        ).run()
        // Everything into the one file, so that a copy of that is a copy of all.
        try? await learner.closeJournal()
        say("stopped")
    }

    /// What the page is told. Where media servers are named, it never comes back to this daemon for the picture.
    private func pageConfiguration(boot: String) -> PageConfiguration {
        let own = Delivery.own + (configuration.pieces == nil ? [] : [Delivery.ownPieces])
        return PageConfiguration(boot: boot, version: Showtell.version, deliveries: configuration.media ?? own)
    }
}
