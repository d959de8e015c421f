// `showtell serve`: the daemon.

public import ArgumentParser
import Control
import Daemon
import Exchange
import Features
import Foundation
public import Logging
import Stream
import Workbench

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the daemon: looks, learns, recognises, and shows it all on a page.",
        discussion: """
            Sources: auto (the first camera, else the built-in clip), v4l2:/dev/video0 or v4l2:id=NAME (see showtell devices), file:PATH, \
            images:DIR?fps=10, rtsp://…, test:ball.

            The film goes to media servers with --publish, as often as that is given: rtsp://HOST/PATH, rtmp://HOST/APPLICATION/STREAM, srt://HOST:PORT, \
            whip://HOST:PORT/PATH or whips://TOKEN@HOST/PATH (WebRTC), udp+rtp://HOST:PORT?rtcp=PORT (Janus), or hls:DIR (a folder for a web server). \
            Who is not there is tried again for ever. docs/SCALE.md shows whole set-ups.

            Exit codes: 0 stopped by a signal; 64 wrong usage, or no such bank; 65 a file is no bank; 69 a port or socket is in use; \
            74 the data folder cannot be used.
            """)

    @Option(
        help: "Where pictures come from (default: what was chosen last on the page or by source.select, else auto).")
    var source: String?

    @Option(help: ArgumentHelp("Where the page is served; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:8080"

    @Option(
        help: ArgumentHelp(
            "The control channel's Unix socket (default: showtell.sock in $XDG_RUNTIME_DIR, else showtell-UID.sock in "
                + "the temporary folder).", valueName: "path"))
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "The folder for what is taught (default: $XDG_DATA_HOME/showtell, else ~/.local/share/showtell).",
            valueName: "dir"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "What is kept of taught pictures beside their features: thumbnails; pictures, so that other filters can "
                + "describe them later; or features, nothing else.", valueName: "what"))
    var keep = Keep.thumbnails

    @Option(
        help: ArgumentHelp("The folder of the page (default: the one that came with the program).", valueName: "dir"))
    var web: String?

    @Option(
        name: .customLong("allow-origin"),
        help: ArgumentHelp(
            "Another server whose pages may show the picture, for example https://museum.example; may be given more than "
                + "once, and * lets every page.", valueName: "origin"))
    var origins: [String] = []

    @Option(
        help: ArgumentHelp(
            "The filters that describe frames: a name of “showtell banks list”, or a file (default: those that the data "
                + "folder was taught with, or \(Banks.usual)).", valueName: "name|file"))
    var bank: String?

    @Option(help: ArgumentHelp("How many may watch over WebRTC at once.", valueName: "count"))
    var webrtcViewers = PeerLimits().viewers

    @Option(help: "How many threads work on a frame's features.")
    var threads = 1

    @Option(help: "How many may watch the picture at once; one more is answered 503.")
    var maxViewers = AudienceLimits().viewers

    @Option(help: "How many may watch from one address; this machine's own are not counted.")
    var maxViewersPerAddress = AudienceLimits().viewersPerAddress

    @Option(
        help: ArgumentHelp(
            "Mbit/s that all viewers together may take (default: no limit). When they take more, all of them get fewer "
                + "pictures a second, and only then nobody else is let in.", valueName: "mbit/s"))
    var maxMbit: Double?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Send the film to a media server or into a folder; may be given several times.", valueName: "uri"))
    var publish: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Where the page gets the picture instead of from here, the best first; may be given several times. The type is h264, whep, "
                + "mjpeg, hls or janus.", valueName: "type=url"))
    var media: [String] = []

    @Flag(help: "Serve the film as HTTP Live Streaming at /hls/index.m3u8, made while somebody asks for it.")
    var hls = false

    @Flag(help: "Judge every frame of a file, as fast as that takes, instead of playing it in real time.")
    var everyFrame = false

    @Flag(
        name: .customLong("libv4l"),
        help: "Let libv4l2 convert the pictures of old webcams whose formats GStreamer does not know.")
    var throughLibv4l = false

    @Option(help: "How much to log on standard error: trace, debug, info, notice, warning, error or critical.")
    var logLevel: Logger.Level = .notice

    func run() async throws {
        let configuration = try configuration()
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "showtell")
        logger.logLevel = logLevel
        // A closed pipe on standard output is no reason to stop.
        signal(SIGPIPE, SIG_IGN)
        if throughLibv4l {
            // GStreamer reads it when it loads its plugin for cameras.
            setenv("GST_V4L2_USE_LIBV4L2", "1", 1)
            Output.line("showtell: cameras are read through libv4l2")
        }
        do {
            try await Daemon(configuration, logger: logger) { Output.line("showtell: \($0)") }.run()
        } catch let error as DoorError {
            Ending.leave(Ending.with(error.description, code: 69))
        } catch {
            Ending.leave(Ending.with("\(error)", code: 74))
        }
        Ending.leave(.success)
    }

    private func configuration() throws -> Configuration {
        guard let address = WebAddress(listen) else {
            throw ValidationError("“\(listen)” is no address to listen on; write HOST:PORT, for example 127.0.0.1:8080")
        }
        guard let page = web ?? Installation.locate("web") else {
            throw ValidationError("the page's folder is not beside the program; name it with --web")
        }
        let source: Source?
        do {
            source = try self.source.map { text throws(SourceError) in try Source(text) }
        } catch {
            throw ValidationError(error.description)
        }
        guard (1...64).contains(threads) else { throw ValidationError("--threads is a number from 1 to 64") }
        guard maxViewers > 0, maxViewersPerAddress > 0 else {
            throw ValidationError("--max-viewers and --max-viewers-per-address are numbers from 1 on")
        }
        if let maxMbit, !(maxMbit > 0 && maxMbit.isFinite) { throw ValidationError("--max-mbit is a number above 0") }
        let targets: [PublishTarget]
        let deliveries: [Delivery]
        do {
            targets = try publish.map { text throws(PublishError) in try PublishTarget(text) }
            deliveries = try media.map { text throws(DeliveryError) in try Delivery(text) }
        } catch {
            throw ValidationError("\(error)")
        }
        let filters: FilterBank
        do {
            filters = try Banks.bank(bank, data: data ?? Defaults.data)
        } catch {
            throw Ending.of(error)
        }
        guard (0...10_000).contains(webrtcViewers) else {
            throw ValidationError("--webrtc-viewers is a number from 0 to 10000")
        }
        var configuration = Configuration(
            source: source, listen: address, socket: socket ?? Defaults.socket, data: data ?? Defaults.data,
            keep: keep, web: page, clip: Installation.locate("clip/tabletop.mp4"), everyFrame: everyFrame,
            bank: filters, threads: threads,
            limits: AudienceLimits(
                viewers: maxViewers, viewersPerAddress: maxViewersPerAddress, megabits: maxMbit),
            throughLibv4l: throughLibv4l)
        configuration.peers.viewers = webrtcViewers
        configuration.origins = try Set(origins.map(Self.origin))
        configuration.publish = targets
        configuration.media = deliveries.isEmpty ? nil : deliveries
        configuration.pieces = hls ? Defaults.pieces : nil
        return configuration
    }

    /// An origin as browsers write it.
    private static func origin(_ text: String) throws -> String {
        guard text != "*" else { return text }
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let url = URL(string: trimmed), let scheme = url.scheme, ["http", "https"].contains(scheme),
            url.host() != nil, url.path().isEmpty, url.query() == nil
        else {
            throw ValidationError(
                "“\(text)” is no origin; write the beginning of the page's address, for example https://museum.example")
        }
        return trimmed.lowercased()
    }
}

extension Keep: ExpressibleByArgument {}

extension Logger.Level: @retroactive ExpressibleByArgument {}
