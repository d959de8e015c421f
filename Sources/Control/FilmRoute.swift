// The film over HTTP: coded pictures with what is said of them, for a page that decodes them itself.

import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// `/stream.h264`.
struct FilmRoute: Sendable {
    let film: Film
    /// How long a write to a viewer may stand still before the viewer is sent away.
    let patience: Duration

    func add(to router: Router<WebContext>) {
        router.get("/stream.h264") { request, context in try stream(request, context) }
    }

    private func stream(_ request: Request, _ context: WebContext) throws -> Response {
        if let reason = film.whyNot { throw HTTPError(.serviceUnavailable, message: reason) }
        var headers = HTTPFields([HTTPField(name: .contentType, value: "application/octet-stream")])
        headers.beLive()
        let channel = context.channel
        let body = ResponseBody { writer in
            try await LiveSocket.tune(channel)
            try await film.watch {
                try await LiveSocket.stream(request, channel) { try await send(to: &writer, channel) }
            }
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    private func send(to writer: inout any ResponseBodyWriter, _ channel: any Channel) async throws {
        let watchdog = StallWatchdog(channel, patience: patience)
        defer { watchdog.stop() }
        var seen: UInt64 = 0
        while true {
            watchdog.begin()
            // An empty write comes back when the socket has drained; only then is the picture chosen.
            try await writer.write(ByteBuffer())
            watchdog.end()
            let (message, number) = try await film.next(after: seen)
            seen = number
            watchdog.begin()
            try await writer.write(message)
            watchdog.end()
        }
    }
}
