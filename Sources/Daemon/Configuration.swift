// Everything a daemon is told at its start, as one value.

public import Control
public import Features
import Foundation
public import Logging
public import Stream

/// How a daemon is to run.
public struct Configuration: Sendable {
    /// Where pictures come from; nil for what was chosen last, else `auto`.
    public var source: Source?
    /// Where the page is served.
    public var listen: WebAddress
    /// The Unix socket's path.
    public var socket: String
    /// The folder of the journal.
    public var data: String
    /// What the journal keeps of taught pictures.
    public var keep: Keep
    /// The folder of the page.
    public var web: String
    /// The built-in clip, when it is installed.
    public var clip: String?
    /// Lose no frame and wait for none: for evaluation.
    public var everyFrame: Bool
    /// The filters that describe frames.
    public var bank: FilterBank
    /// How many threads work on a frame's features.
    public var threads: Int
    /// How many may watch, and how much they may take.
    public var limits: AudienceLimits
    /// Whether GStreamer was told to ask libv4l2 for the pictures of cameras.
    public var throughLibv4l: Bool
    /// How many may watch over WebRTC.
    public var peers = PeerLimits()
    /// How long a viewer over WebRTC is waited for.
    public var patience = WebRTCPatience()

    /// The encoders for video, in the order in which they are tried.
    public var encoders = VideoEncoderKind.all

    /// How often it is looked whether recognition has the processor that it needs.
    public var loadInterval: Duration = .seconds(1)
    /// Says how recognition fared since it was asked last; nil for the daemon's own meters.
    public var loadReading: (@Sendable () -> LoadReading)?

    /// Other servers whose pages may show the picture, `https://museum.example`; `*` for all.
    public var origins: Set<String> = []

    /// What stands between browsers and the daemon.
    public var front = WebFront()

    /// How much is logged.
    public var logLevel = Logger.Level.notice

    /// Who is sent the film.
    public var publish: [PublishTarget] = []
    /// Where pages get the picture, the best first; nil for this daemon's own ways.
    public var media: [Delivery]?
    /// The folder, of this run alone, in which pieces for `/hls/` are made; nil for none.
    public var pieces: String?

    /// A configuration.
    public init(
        source: Source?, listen: WebAddress, socket: String, data: String, keep: Keep = .thumbnails, web: String,
        clip: String?, everyFrame: Bool, bank: FilterBank, threads: Int = 1,
        limits: AudienceLimits = AudienceLimits(), throughLibv4l: Bool = false
    ) {
        self.source = source
        self.listen = listen
        self.socket = socket
        self.data = data
        self.keep = keep
        self.web = web
        self.clip = clip
        self.everyFrame = everyFrame
        self.bank = bank
        self.threads = threads
        self.limits = limits
        self.throughLibv4l = throughLibv4l
    }
}

/// What is kept of a taught picture.
public enum Keep: String, Sendable, CaseIterable {
    /// Its features, a thumbnail, and the taught part, so that other filters can describe it.
    case pictures
    /// Its features and a thumbnail.
    case thumbnails
    /// Its features only: no picture reaches the disk.
    case features
}

/// This program.
public enum Showtell {
    /// The version, as `--version` and the control channel say it.
    public static let version = "0.1.0"
}
