// The web server: the page, the picture, and the WebSocket.

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle
import Wire

/// Where the web door listens.
public struct WebAddress: Sendable, Hashable {
    /// A name or an address.
    public let host: String
    /// A port; 0 takes a free one.
    public let port: Int

    /// Reads `HOST:PORT`; nil when it is something else.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        guard !host.isEmpty else { return nil }
        self.init(host: host, port: Int(port))
    }

    /// A host and a port.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Whether only this machine can reach it.
    public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    /// The address of the page.
    public func url(port: Int) -> String {
        let name = host == "0.0.0.0" || host == "::" ? "localhost" : host
        return "http://\(name.contains(":") ? "[\(name)]" : name):\(port)/"
    }
}

/// Serves `/`, `/config.json`, `/stream.mjpg`, `/stream.h264`, `/whep`, `/hls/`, `/snapshot.jpg`, how the daemon does, what
/// is stored, and the WebSocket at `/control`.
public struct WebDoor: Service {
    private let address: WebAddress
    private let webFolder: String
    private let gallery: Gallery
    private let audience: Audience
    private let peers: Peers
    private let origins: Set<String>
    private let front: WebFront
    private let page: PageConfiguration
    private let health: any HealthReporter
    private let pieces: (any PlaylistMaker)?
    private let patience: Duration
    private let conversation: Conversation
    private let logger: Logger
    private let onOpen: @Sendable (_ port: Int) -> Void

    /// A door at an address.
    ///
    /// - Parameters:
    ///   - webFolder: the folder of the static page.
    ///   - page: what the page is told, and whom it may ask.
    ///   - health: answers how the daemon does.
    ///   - pieces: makes what `/hls/` serves; nil for nothing.
    ///   - origins: other servers whose pages may show the picture; `*` for all.
    ///   - front: what stands between browsers and the door.
    ///   - patience: how long a viewer may stop reading, and a request may take to come, before the connection is ended.
    ///   - onOpen: called with the port when the server listens.
    public init(
        address: WebAddress, webFolder: String, handler: some ControlHandler, hub: Hub, gallery: Gallery,
        audience: Audience, peers: Peers, page: PageConfiguration, health: some HealthReporter,
        pieces: (any PlaylistMaker)? = nil, origins: Set<String> = [], front: WebFront = WebFront(),
        patience: Duration = .seconds(10), logger: Logger, onOpen: @escaping @Sendable (_ port: Int) -> Void
    ) {
        self.address = address
        self.webFolder = webFolder
        self.gallery = gallery
        self.audience = audience
        self.peers = peers
        self.origins = origins
        self.front = front
        self.page = page
        self.health = health
        self.pieces = pieces
        self.patience = patience
        self.logger = logger
        self.onOpen = onOpen
        conversation = Conversation(handler: handler, hub: hub, logger: logger)
    }

    /// Serves until the daemon stops.
    ///
    /// - Throws: `DoorError` when the port is in use or the address is not this machine's.
    public func run() async throws {
        let guardian = Guardian(isLoopback: address.isLoopback, front: front)
        let (conversation, audience, patience, base) = (conversation, audience, patience, front.basePath)
        let server = HTTPServerBuilder { responder in
            WebChannel(
                http: HTTP1Channel { request, writer, channel in
                    try await responder(base.inside(request), writer, channel)
                }, guardian: guardian, conversation: conversation, patience: patience)
        }
        // The server logs a line of its own for every start and stop; the daemon says it in its own words.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            router: router(guardian, quiet), server: server,
            configuration: .init(address: .hostname(address.host, port: address.port), serverName: "showtell"),
            onServerRunning: { channel in onOpen(channel.localAddress?.port ?? address.port) }, logger: quiet)
        async let _: Void = audience.regulate()
        let peers = peers
        do {
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: {
                // They hold no connection that the server could end.
                peers.closeAll()
            }
            await peers.drain()
        } catch let error as IOError {
            let reason = error.errnoCode == EADDRINUSE ? "is in use by another program" : "cannot be used: \(error)"
            throw DoorError(description: "\(address.host):\(address.port) \(reason); choose another with --listen")
        }
    }

    private func router(_ guardian: Guardian, _ logger: Logger) -> Router<WebContext> {
        let router = Router(context: WebContext.self)
        router.add(middleware: SafeHeaders(guardian: guardian, contentPolicy: page.contentPolicy))
        router.add(middleware: BasePathEnd(basePath: front.basePath))
        let origins = CrossOrigin(origins: origins)
        router.add(middleware: origins)
        router.add(middleware: FileMiddleware(webFolder, searchForIndexHtml: true, logger: logger))
        router.get("/healthz") { _, _ in "ok\n" }
        let configuration = page.json
        router.get("/config.json") { _, _ in Self.json(configuration) }
        PictureRoutes(gallery: gallery, audience: audience, guardian: guardian, patience: patience).add(to: router)
        router.get("/stream.h264") { request, context in
            if let reason = gallery.film.whyNot {
                throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "30"], message: reason)
            }
            return try StreamAnswer(audience: audience, patience: patience)
                .answer(
                    "application/octet-stream", FilmFeed(film: gallery.film), by: .h264,
                    guardian.visitor(request, context), context)
        }
        WhepRoutes(peers: peers, guardian: guardian, origins: origins).add(to: router)
        HealthRoutes(reporter: health, guardian: guardian).add(to: router)
        if let pieces { PlaylistRoutes(maker: pieces).add(to: router) }
        StoreRoutes(handler: conversation.handler, guardian: guardian).add(to: router)
        return router
    }

    private static func json(_ text: String) -> Response {
        let headers = HTTPFields([
            HTTPField(name: .contentType, value: "application/json"),
            HTTPField(name: .cacheControl, value: "no-store"),
        ])
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

/// Refuses foreign names, and tells the browser to ask no other host for anything but those that the picture comes from.
private struct SafeHeaders: RouterMiddleware {
    let guardian: Guardian
    let contentPolicy: String

    func handle(
        _ request: Request, context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard guardian.acceptsHost(request.head.authority) else {
            throw HTTPError(
                .misdirectedRequest, message: "this server answers to localhost only; serve --allow-host names others")
        }
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] = contentPolicy
        response.headers[.xContentTypeOptions] = "nosniff"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-cache" }
        return response
    }
}

/// Sends whoever asks for the base path without a slash at its end to the page: it would look for its parts one folder above.
private struct BasePathEnd: RouterMiddleware {
    let basePath: BasePath

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard let folder = basePath.path.split(separator: "/").last, request.uri.path == basePath.path else {
            return try await next(request, context)
        }
        return Response(status: .permanentRedirect, headers: [.location: "\(folder)/"])
    }
}

extension BasePath {
    /// A request as the routes know it.
    fileprivate func inside(_ request: Request) -> Request {
        guard let path = request.head.path, inside(path) != path else { return request }
        var head = request.head
        head.path = inside(path)
        return Request(head: head, body: request.body)
    }
}
