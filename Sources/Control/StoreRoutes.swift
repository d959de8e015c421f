// What is stored, over HTTP: thumbnails of samples for everybody, session files for operators.

import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Wire

/// `/thumbnails/{sample}.jpg` and `/sessions/{name}.showtell`.
struct StoreRoutes: Sendable {
    let handler: any ControlHandler
    let guardian: Guardian
    /// Bytes of the largest file that is taken in.
    private static let largest = 4 << 30

    init(handler: any ControlHandler, guardian: Guardian) {
        self.handler = handler
        self.guardian = guardian
    }

    func add(to router: Router<WebContext>) {
        router.get("/thumbnails/{file}") { _, context in
            try await thumbnail(try Self.stem(context.parameters.get("file"), ".jpg"))
        }
        router.get("/sessions/{file}") { request, context in
            try await session(try Self.stem(context.parameters.get("file"), ".showtell"), request, context)
        }
        router.put("/sessions/{file}") { request, context in
            try await receive(try Self.stem(context.parameters.get("file"), ".showtell"), request, context)
        }
    }

    /// A number stands for the same sample for as long as there is the journal: a browser need not ask again.
    private func thumbnail(_ name: String) async throws -> Response {
        guard let sample = Int64(name), let bytes = await handler.thumbnail(of: sample) else {
            throw HTTPError(.notFound, message: "there is no thumbnail “\(name.prefix(20))”")
        }
        let headers = HTTPFields([
            HTTPField(name: .contentType, value: "image/jpeg"),
            HTTPField(name: .cacheControl, value: "public, max-age=31536000, immutable"),
        ])
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A session holds all pictures that were taught: it is not for who only looks on.
    private func session(_ name: String, _ request: Request, _ context: WebContext) async throws -> Response {
        try requireOperator(request, context)
        guard let path = handler.sessionFile(name) else {
            throw HTTPError(.notFound, message: "there is no such session")
        }
        let body = try await FileIO().loadFile(path: path, context: context)
        let headers = HTTPFields([
            HTTPField(name: .contentType, value: "application/vnd.sqlite3"),
            HTTPField(name: .cacheControl, value: "no-store"),
        ])
        return Response(status: .ok, headers: headers, body: body)
    }

    /// Takes a session's file in; the answer says why not, when not.
    private func receive(_ name: String, _ request: Request, _ context: WebContext) async throws -> Response {
        try requireOperator(request, context)
        guard guardian.acceptsOrigin(request.headers[.origin], of: guardian.visitor(request, context)) else {
            throw HTTPError(.forbidden, message: "another site's page may not send sessions")
        }
        guard let path = handler.uploadPath() else {
            throw HTTPError(.internalServerError, message: "there is no place for a session")
        }
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await store(request.body, in: path, context)
        do {
            try await handler.addSession(name, from: path)
        } catch {
            throw HTTPError(Self.status(of: error), message: error.message)
        }
        return Response(status: .created)
    }

    private func store(_ body: RequestBody, in path: String, _ context: WebContext) async throws {
        try await FileIO().writeFile(
            contents: Limited(pieces: body, largest: Self.largest), path: path, context: context)
    }

    private static func status(of failure: Failure) -> HTTPResponse.Status {
        switch failure.kind {
        case .nameRefused: .conflict
        case .badSession: .unprocessableContent
        default: .internalServerError
        }
    }

    private func requireOperator(_ request: Request, _ context: WebContext) throws {
        guard guardian.role(of: guardian.visitor(request, context)) >= .operator else {
            throw HTTPError(.forbidden, message: "sessions are for operators")
        }
    }

    private static func stem(_ file: String?, _ ending: String) throws -> String {
        guard let name = file?.removingPercentEncoding, name.hasSuffix(ending) else { throw HTTPError(.notFound) }
        return String(name.dropLast(ending.count))
    }
}

/// Pieces of bytes that end with a failure when there are too many.
private struct Limited: AsyncSequence {
    typealias Element = ByteBuffer

    let pieces: RequestBody
    /// Bytes.
    let largest: Int

    struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: RequestBody.AsyncIterator
        var left: Int

        mutating func next() async throws -> ByteBuffer? {
            guard let piece = try await pieces.next() else { return nil }
            left -= piece.readableBytes
            guard left >= 0 else { throw HTTPError(.contentTooLarge, message: "a session is not as large as that") }
            return piece
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: pieces.makeAsyncIterator(), left: largest) }
}
