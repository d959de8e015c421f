// The film in pieces, for players that know nothing but HTTP Live Streaming.

import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Makes a playlist and its pieces while somebody asks for them.
public protocol PlaylistMaker: Sendable {
    /// Somebody has asked.
    ///
    /// - Returns: the folder with the playlist and its pieces, which may still be on their way.
    func wake() -> String
    /// Why there is no playlist yet, in a sentence.
    var whyNot: String { get }
    /// The playlist's file name.
    var playlist: String { get }
    /// Whether a file name is that of a piece.
    func isPiece(_ name: String) -> Bool
}

/// `/hls/index.m3u8` and the pieces that it lists.
struct PlaylistRoutes: Sendable {
    let maker: any PlaylistMaker
    /// Seconds that the first who asks waits for the first piece.
    private static let patience = 10.0

    func add(to router: Router<WebContext>) {
        router.get("/hls/{file}") { _, context in
            let name = context.parameters.get("file") ?? ""
            if name == "index.m3u8" { return try await playlist(context) }
            guard maker.isPiece(name) else { throw HTTPError(.notFound) }
            return try await file(name, "video/mp2t", "max-age=60", context)
        }
    }

    private func playlist(_ context: WebContext) async throws -> Response {
        let deadline = ContinuousClock.now + .seconds(Self.patience)
        while ContinuousClock.now < deadline {
            let path = "\(maker.wake())/\(maker.playlist)"
            if FileManager.default.fileExists(atPath: path) {
                return try await file(maker.playlist, "application/vnd.apple.mpegurl", "no-cache", context)
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        var headers = HTTPFields()
        if let name = HTTPField.Name("Retry-After") { headers[name] = "2" }
        throw HTTPError(.serviceUnavailable, headers: headers, message: maker.whyNot)
    }

    private func file(_ name: String, _ type: String, _ caching: String, _ context: WebContext) async throws -> Response
    {
        let path = "\(maker.wake())/\(name)"
        guard FileManager.default.fileExists(atPath: path) else { throw HTTPError(.notFound) }
        let body = try await FileIO().loadFile(path: path, context: context)
        let headers = HTTPFields([
            HTTPField(name: .contentType, value: type), HTTPField(name: .cacheControl, value: caching),
        ])
        return Response(status: .ok, headers: headers, body: body)
    }
}
