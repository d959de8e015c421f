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
    static let name = "serve"

    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Runs the daemon: looks, learns, recognises, and shows it all on a page.",
        discussion: """
            Sources: auto (the first camera, else the built-in clip), v4l2:/dev/video0 or v4l2:id=NAME (see showtell devices), file:PATH, \
            images:DIR?fps=10, rtsp://…, test:ball.

            The film goes to media servers with --publish, as often as that is given: rtsp://HOST/PATH, rtmp://HOST/APPLICATION/STREAM, srt://HOST:PORT, \
            whip://HOST:PORT/PATH or whips://TOKEN@HOST/PATH (WebRTC), udp+rtp://HOST:PORT?rtcp=PORT (Janus), or hls:DIR (a folder for a web server). \
            Who is not there is tried again for ever. docs/SCALE.md shows whole set-ups.

            --config names a file with the same settings as YAML: a name without its two hyphens, a colon and a value a line, several values as a list, \
            true or false for what is switched on. What the command line says counts before the file. SIGHUP has the file read again: source, publish, \
            max-viewers, max-viewers-per-address, max-mbit, webrtc-viewers and log-level count at once, the rest at the next start.

            Exit codes: 0 stopped by a signal; 64 wrong usage, or no such bank; 65 a file is no bank; 69 a port or socket is in use; \
            74 the data folder cannot be used.
            """)

    @Option(help: ArgumentHelp("A file with settings, read again on SIGHUP.", valueName: "file"))
    var config: String?

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
            "The path below which a proxy shows the page, for example /showtell, whether it passes that on or takes it off "
                + "(default: none).", valueName: "path"))
    var basePath: String?

    @Option(
        help: ArgumentHelp(
            "A proxy whose X-Forwarded-For, -Host, -Proto and -Prefix are believed, or a network of such, for example "
                + "10.0.0.0/8; several with commas, or given more than once. Who comes through it looks on.",
            valueName: "address"))
    var trustProxy: [String] = []

    @Option(
        help: ArgumentHelp(
            "Another name under which a daemon answers that listens to this machine only, for a proxy that passes on the "
                + "name it was asked by; may be given more than once.", valueName: "name"))
    var allowHost: [String] = []

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

    @Flag(
        inversion: .prefixedNo, exclusivity: .chooseLast,
        help: "Serve the film as HTTP Live Streaming at /hls/index.m3u8, made while somebody asks for it.")
    var hls = false

    @Flag(
        inversion: .prefixedNo, exclusivity: .chooseLast,
        help: "Judge every frame of a file, as fast as that takes, instead of playing it in real time.")
    var everyFrame = false

    @Flag(
        name: .customLong("libv4l"), inversion: .prefixedNo, exclusivity: .chooseLast,
        help: "Let libv4l2 convert the pictures of old webcams whose formats GStreamer does not know.")
    var throughLibv4l = false

    @Option(help: "How much to log on standard error: trace, debug, info, notice, warning, error or critical.")
    var logLevel: Logger.Level = .notice

    func run() async throws {
        let (file, commandLine) = (config, Settings.commandLine)
        let first: Settings
        do {
            first = try Settings.read(file, commandLine: commandLine)
        } catch let error as SettingsError {
            throw Ending.with(error.description, code: 64)
        }
        let rereading = file.map { file in
            Rereading {
                do {
                    let now = try Settings.read(file, commandLine: commandLine)
                    return (try now.serve.configuration(), now.namesForNextStart(since: first))
                } catch let error as SettingsError {
                    throw error
                } catch is ExitCode {
                    throw SettingsError(
                        description: "\(file): the filters that it names cannot be used, as was just said")
                } catch {
                    throw SettingsError(description: "\(file): \(Self.message(for: error))")
                }
            } setLogLevel: {
                AdjustableLog.set($0)
            }
        }
        try await first.serve.serve(rereading)
    }

    private func serve(_ rereading: Rereading?) async throws {
        let configuration = try configuration()
        AdjustableLog.set(logLevel)
        LoggingSystem.bootstrap(AdjustableLog.init)
        let logger = Logger(label: "showtell")
        // A closed pipe on standard output is no reason to stop, and neither is a hang-up before it is waited for.
        signal(SIGPIPE, SIG_IGN)
        let hangUp = Self.hangUp(rereading)
        signal(SIGHUP, SIG_IGN)
        if throughLibv4l {
            // GStreamer reads it when it loads its plugin for cameras.
            setenv("GST_V4L2_USE_LIBV4L2", "1", 1)
            Output.line("showtell: cameras are read through libv4l2")
        }
        do {
            try await Daemon(configuration, logger: logger) { Output.line("showtell: \($0)") }
                .run(hangUp: hangUp)
        } catch let error as DoorError {
            Ending.leave(Ending.with(error.description, code: 69))
        } catch {
            Ending.leave(Ending.with("\(error)", code: 74))
        }
        Ending.leave(.success)
    }

    /// A closed terminal ends what was started in it, unless it was started with `nohup`.
    private static func hangUp(_ rereading: Rereading?) -> HangUp {
        if let rereading { return .reread(rereading) }
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        let handler = action.__sigaction_handler.sa_handler.map { unsafeBitCast($0, to: Int.self) }
        return handler == unsafeBitCast(SIG_IGN, to: Int.self) ? .ignore : .end
    }
}

extension Keep: ExpressibleByArgument {}

extension Logger.Level: @retroactive ExpressibleByArgument {}
