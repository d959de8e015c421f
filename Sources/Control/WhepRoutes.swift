// The film over WebRTC: offers, answers and goodbyes (WHEP, draft-ietf-wish-whep; as WHIP, RFC 9725).

import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// `/whep` and `/whep/{secret}`.
struct WhepRoutes: Sendable {
    let peers: Peers
    let guardian: Guardian
    /// Other servers whose pages may watch.
    let origins: CrossOrigin
    /// Bytes of the longest offer.
    private static let longest = 65_536

    func add(to router: Router<WebContext>) {
        router.post("/whep") { request, context in try await begin(request, context) }
        router.delete("/whep/{secret}") { request, context in try end(request, context) }
        refuseOthers(router, at: "/whep", allow: "POST, OPTIONS", [.get, .head, .put, .patch, .delete])
        refuseOthers(router, at: "/whep/{secret}", allow: "DELETE, OPTIONS", [.get, .head, .put, .patch, .post])
    }

    private func begin(_ request: Request, _ context: WebContext) async throws -> Response {
        let visitor = guardian.visitor(request, context)
        try requireOwnPage(request, visitor)
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces)
        guard type?.lowercased() == "application/sdp" else {
            throw HTTPError(.unsupportedMediaType, message: "an offer is sent as application/sdp")
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.longest)
        } catch is NIOTooManyBytesError {
            throw HTTPError(.contentTooLarge, message: "an offer has at most \(Self.longest) bytes")
        }
        do throws(PeerRefusal) {
            let (secret, answer) = try await peers.admit(
                String(buffer: body), from: visitor.address)
            let headers = HTTPFields([
                HTTPField(name: .contentType, value: "application/sdp"),
                HTTPField(name: .location, value: place(of: secret, for: visitor, asking: request.uri.path)),
                HTTPField(name: .cacheControl, value: "no-store"),
            ])
            return Response(status: .created, headers: headers, body: .init(byteBuffer: ByteBuffer(string: answer)))
        } catch {
            throw Self.answer(to: error)
        }
    }

    private func end(_ request: Request, _ context: WebContext) throws -> Response {
        try requireOwnPage(request, guardian.visitor(request, context))
        guard let secret = context.parameters.get("secret"), peers.dismiss(secret) else {
            throw HTTPError(.notFound, message: "nobody watches by that address")
        }
        return Response(status: .ok)
    }

    /// The address that ends a session. Where nobody says below which path this server is seen, it is relative to what was
    /// asked for (RFC 9110, section 10.2.2), which is right behind every proxy.
    private func place(of secret: String, for visitor: Visitor, asking path: String) -> String {
        let known = visitor.prefix ?? (guardian.front.basePath == BasePath() ? nil : guardian.front.basePath)
        if let known { return "\(known.path)/whep/\(secret)" }
        return path.hasSuffix("/") ? secret : "whep/\(secret)"
    }

    private func requireOwnPage(_ request: Request, _ visitor: Visitor) throws {
        let origin = request.headers[.origin]
        guard guardian.acceptsOrigin(origin, of: visitor) || origins.allows(origin) else {
            throw HTTPError(.forbidden, message: "another site's page may not watch here")
        }
    }

    private func refuseOthers(
        _ router: Router<WebContext>, at path: RouterPath, allow: String, _ methods: [HTTPRequest.Method]
    ) {
        for method in methods {
            router.on(path, method: method) { _, _ -> Response in
                // An answer to HEAD has no body.
                if method == .head { return Response(status: .methodNotAllowed, headers: [.allow: allow]) }
                throw HTTPError(
                    .methodNotAllowed, headers: [.allow: allow], message: "here one can \(allow)")
            }
        }
        router.on(path, method: .options) { _, _ in
            var headers: HTTPFields = [.allow: allow]
            if let name = HTTPField.Name("Accept-Post"), allow.hasPrefix("POST") { headers[name] = "application/sdp" }
            return Response(status: .noContent, headers: headers)
        }
    }

    private static func answer(to refusal: PeerRefusal) -> HTTPError {
        switch refusal.kind {
        case .malformed: HTTPError(.badRequest, message: refusal.message)
        case .unusable: HTTPError(.unprocessableContent, message: refusal.message)
        case .unavailable(let seconds):
            HTTPError(.serviceUnavailable, headers: [.retryAfter: "\(seconds)"], message: refusal.message)
        }
    }
}
