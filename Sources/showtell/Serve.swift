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
            Sources: auto (the first camera, else the built-in clip), v4l2:/dev/video0 (see showtell devices), file:PATH, images:DIR?fps=10, \
            rtsp://…, test:ball.

            Exit codes: 0 stopped by a signal; 64 wrong usage, or no such bank; 65 a file is no bank; 69 a port or socket is in use; \
            74 the data folder cannot be used.
            """)

    @Option(help: "Where pictures come from.")
    var source = "auto"

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

    @Option(help: "How many threads work on a frame's features.")
    var threads = 1

    @Flag(help: "Judge every frame of a file, as fast as that takes, instead of playing it in real time.")
    var everyFrame = false

    @Option(help: "How much to log on standard error: trace, debug, info, notice, warning, error or critical.")
    var logLevel: Logger.Level = .notice

    func run() async throws {
        let configuration = try configuration()
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "showtell")
        logger.logLevel = logLevel
        // A closed pipe on standard output is no reason to stop.
        signal(SIGPIPE, SIG_IGN)
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
        let source: Source
        do {
            source = try Source(self.source)
        } catch {
            throw ValidationError(error.description)
        }
        guard (1...64).contains(threads) else { throw ValidationError("--threads is a number from 1 to 64") }
        let filters: FilterBank
        do {
            filters = try Banks.bank(bank, data: data ?? Defaults.data)
        } catch {
            throw Ending.of(error)
        }
        var configuration = Configuration(
            source: source, listen: address, socket: socket ?? Defaults.socket, data: data ?? Defaults.data,
            keep: keep, web: page, clip: Installation.locate("clip/tabletop.mp4"), everyFrame: everyFrame,
            bank: filters, threads: threads)
        configuration.origins = try Set(origins.map(Self.origin))
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
