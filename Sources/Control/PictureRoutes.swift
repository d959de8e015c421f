// The picture over HTTP: a stream of JPEGs that every browser shows, and a single one.

import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A request's context with the connection it came on, whose socket the stream tunes.
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
    let broadcast: Broadcast
    /// How long a write to a viewer may stand still before the viewer is sent away.
    let patience: Duration
    private let boundary = "showtell-picture"

    init(broadcast: Broadcast, patience: Duration) {
        self.broadcast = broadcast
        self.patience = patience
    }

    func add(to router: Router<WebContext>) {
        router.get("/snapshot.jpg") { _, _ in try await snapshot() }
        router.get("/stream.mjpg") { request, context in stream(request, context) }
    }

    /// The next picture, or the newest one when none comes within a second.
    private func snapshot() async throws -> Response {
        let seen = broadcast.newest?.sequence ?? 0
        let next = try await withThrowingTaskGroup(of: EncodedPicture?.self) { group in
            group.addTask { try await broadcast.next(after: seen) }
            group.addTask {
                try await Task.sleep(for: .seconds(1))
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        guard let picture = next ?? broadcast.newest else {
            throw HTTPError(.serviceUnavailable, message: "there has been no picture yet")
        }
        var headers = HTTPFields([HTTPField(name: .contentType, value: "image/jpeg")])
        headers[.cacheControl] = "no-store"
        headers[.timestamp] = Self.seconds(picture)
        headers[.frame] = String(picture.frame)
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: picture.bytes))
    }

    private static func seconds(_ picture: EncodedPicture) -> String {
        String(format: "%.6f", Double(picture.captured) / 1e9)
    }

    private func stream(_ request: Request, _ context: WebContext) -> Response {
        var headers = HTTPFields([
            HTTPField(name: .contentType, value: "multipart/x-mixed-replace; boundary=\(boundary)")
        ])
        headers.beLive()
        let channel = context.channel
        let body = ResponseBody { writer in
            try await LiveSocket.tune(channel)
            try await broadcast.watch {
                try await LiveSocket.stream(request, channel) { try await send(to: &writer, channel) }
            }
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    /// Sends every viewer the newest picture it can take.
    private func send(to writer: inout any ResponseBodyWriter, _ channel: any Channel) async throws {
        let watchdog = StallWatchdog(channel, patience: patience)
        defer { watchdog.stop() }
        try await writer.write(ByteBuffer(string: "--\(boundary)\r\n"))
        var seen: UInt64 = 0
        while true {
            _ = try await broadcast.next(after: seen)
            watchdog.begin()
            // An empty write comes back when the socket has drained; only then is the picture chosen, so that a slow
            // viewer gets the newest one and its queue never holds an old one.
            try await writer.write(ByteBuffer())
            guard let picture = broadcast.newest else { continue }
            broadcast.noteSkipped(from: seen, to: picture.sequence)
            seen = picture.sequence
            try await writer.write(part(picture))
            watchdog.end()
        }
    }

    /// A part with the boundary that ends it: browsers show a picture when they see that, not before.
    private func part(_ picture: EncodedPicture) -> ByteBuffer {
        let length = picture.bytes.readableBytes
        var part = ByteBuffer()
        part.reserveCapacity(length + 256)
        part.writeString(
            """
            Content-Type: image/jpeg\r
            Content-Length: \(length)\r
            X-Timestamp: \(Self.seconds(picture))\r
            X-Frame: \(picture.frame)\r
            \r\n
            """)
        part.writeImmutableBuffer(picture.bytes)
        part.writeString("\r\n--\(boundary)\r\n")
        return part
    }
}

extension HTTPField.Name {
    fileprivate static let timestamp = name("X-Timestamp")
    fileprivate static let frame = name("X-Frame")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header's name") }
        return name
    }
}
