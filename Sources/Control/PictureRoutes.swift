// The picture over HTTP: a stream of JPEGs that every browser shows, and a single one.

import HTTPTypes
import Hummingbird
import NIOCore

/// A request's context with the connection it came on, whose socket a stream is written to.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

/// `/stream.mjpg` and `/snapshot.jpg`.
struct PictureRoutes: Sendable {
    let gallery: Gallery
    let audience: Audience
    let guardian: Guardian
    /// How long a viewer's socket may take nothing before the viewer is sent away.
    let patience: Duration

    func add(to router: Router<WebContext>) {
        let snapshots = SnapshotRoute(gallery: gallery)
        router.get("/snapshot.jpg") { request, _ in try await snapshots.answer(request) }
        router.get("/stream.mjpg") { request, context in
            let query = try PictureQuery(request)
            if query.isClean { throw HTTPError(.badRequest, message: "clean pictures come from /snapshot.jpg only") }
            let broadcast = query.size == .low ? gallery.low : gallery.full
            let isAdvanced = query.isAdvanced ?? (request.headers[.userAgent]?.contains("Chrome/") == true)
            let feed = PictureFeed(broadcast, rate: query.rate, isAdvanced: isAdvanced, pace: audience.pace)
            return try StreamAnswer(audience: audience, patience: patience)
                .answer(Multipart.contentType, feed, by: .mjpeg, guardian.visitor(request, context), context)
        }
    }
}

/// An answer that does not end: the viewer's own event loop writes it.
struct StreamAnswer: Sendable {
    let audience: Audience
    let patience: Duration

    /// Lets a viewer in and begins to serve it.
    ///
    /// - Throws: `HTTPError`, 503 with a sentence, when there is no place for it.
    func answer(
        _ contentType: String, _ feed: some ViewerFeed, by transport: Transport, _ visitor: Visitor,
        _ context: WebContext
    ) throws -> Response {
        let (channel, address) = (context.channel, visitor.address)
        do {
            try audience.enter(by: transport, from: address)
        } catch {
            throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "5"], message: error.description)
        }
        // However the connection ends, and even if the answer is never begun.
        channel.closeFuture.whenComplete { _ in audience.leave(by: transport, from: address) }
        var headers: HTTPFields = [.contentType: contentType, .cacheControl: "no-store"]
        // It ends with its connection: nothing is framed, and players that know no chunks understand it.
        headers[.connection] = "close"
        // nginx then passes pictures on at once, without configuration.
        headers[.accelBuffering] = "no"
        headers[.crossOriginResourcePolicy] = "same-site"
        let (tally, patience) = (audience.tally(of: transport), patience)
        let body = ResponseBody { _ in
            try await ViewerHandler.serve(feed, to: channel, tally: tally, patience: patience)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}

extension HTTPField.Name {
    static let timestamp = name("X-Timestamp")
    static let frame = name("X-Frame")
    static let reason = name("X-Reason")
    fileprivate static let accelBuffering = name("X-Accel-Buffering")
    static let crossOriginResourcePolicy = name("Cross-Origin-Resource-Policy")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header's name") }
        return name
    }
}
