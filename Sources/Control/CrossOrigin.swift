// Who else may show the picture: pages of other servers that the operator has named.

import HTTPTypes
import Hummingbird

/// Lets pages of named origins read what is to be seen, and nothing that teaches or changes anything.
///
/// Without `Access-Control-Allow-Origin` a browser shows no page what another server answers (Fetch, section 3.2).
struct CrossOrigin: RouterMiddleware {
    /// Origins as browsers write them, `https://museum.example`; `*` is every page.
    let origins: Set<String>

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard !origins.isEmpty, Self.isToBeSeen(request.uri.path) else { return try await next(request, context) }
        guard let origin = request.headers[.origin], allows(origin) else {
            var response = try await next(request, context)
            response.headers[.vary] = "Origin"
            return response
        }
        if request.method == .options { return Response(status: .noContent, headers: Self.preflight(origin)) }
        do {
            var response = try await next(request, context)
            for field in Self.allowance(origin) { response.headers[field.name] = field.value }
            return response
        } catch var error as HTTPError {
            // The reason is for the foreign page too.
            for field in Self.allowance(origin) { error.headers[field.name] = field.value }
            throw error
        }
    }

    /// Whether pages of an origin may show the picture.
    func allows(_ origin: String?) -> Bool { origin.map { origins.contains($0) || origins.contains("*") } ?? false }

    private static func isToBeSeen(_ path: String) -> Bool {
        ["/view/", "/stream.", "/hls/", "/whep/"].contains { path.hasPrefix($0) }
            || ["/config.json", "/snapshot.jpg", "/whep"].contains(path)
    }

    private static func allowance(_ origin: String) -> HTTPFields {
        // `Location` ends a session that WHEP began.
        [
            .accessControlAllowOrigin: origin, .accessControlExposeHeaders: "Location",
            .crossOriginResourcePolicy: "cross-origin", .vary: "Origin",
        ]
    }

    private static func preflight(_ origin: String) -> HTTPFields {
        [
            .accessControlAllowOrigin: origin, .accessControlAllowMethods: "GET, POST, PATCH, DELETE",
            .accessControlAllowHeaders: "Content-Type", .accessControlMaxAge: "600", .vary: "Origin",
        ]
    }
}
