// How the daemon does, for load balancers and for Prometheus.

import HTTPTypes
import Hummingbird
import NIOCore
import Wire

/// Knows how the daemon does.
public protocol HealthReporter: Sendable {
    /// Why nobody should be sent here now, in a sentence; nil when pictures come.
    var whyNotReady: String? { get }
    /// Numbers in the text format of Prometheus.
    var metrics: String { get }
}

/// `/readyz` and `/metrics`.
struct HealthRoutes: Sendable {
    let reporter: any HealthReporter
    let guardian: Guardian

    func add(to router: Router<WebContext>) {
        router.get("/readyz") { _, _ in
            let reason = reporter.whyNotReady
            return Self.text(reason ?? "ok", status: reason == nil ? .ok : .serviceUnavailable)
        }
        router.get("/metrics") { request, context in
            guard guardian.role(of: guardian.visitor(request, context)) >= .operator else {
                throw HTTPError(
                    .forbidden, message: "the numbers are for operators: ask from this machine, as localhost")
            }
            return Self.text(reporter.metrics, type: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    private static func text(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        let headers = HTTPFields([
            HTTPField(name: .contentType, value: type), HTTPField(name: .cacheControl, value: "no-store"),
        ])
        return Response(
            status: status, headers: headers,
            body: .init(byteBuffer: ByteBuffer(string: text.hasSuffix("\n") ? text : text + "\n")))
    }
}
