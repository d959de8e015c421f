// Where films are taken by WHIP (RFC 9725), and how that is spoken with.

import Foundation
import FoundationNetworking

/// An address that answers the POST of an offer, and what is shown there.
struct WHIPEndpoint: Hashable {
    /// Redirections that are followed.
    private static let mostRedirections = 5
    /// How long a farewell may take.
    private static let farewell = Duration.seconds(2)

    /// `http://…` or `https://…`, without user and password.
    private let url: URL
    /// The field `Authorization`; nil where nothing is shown.
    private let authorization: String?

    /// - Parameter parts: an address by `whip` or `whips`: a user alone is a bearer token (RFC 6750), with a password it is
    ///   both (RFC 7617).
    /// - Throws: a sentence that repeats nothing secret.
    init(_ parts: URLComponents, scheme: String) throws(PublishError) {
        var address = parts
        address.scheme = scheme == "whips" ? "https" : "http"
        (address.user, address.password, address.fragment) = (nil, nil, nil)
        guard !parts.path.isEmpty, let url = address.url else {
            throw PublishError("\(scheme):// needs a path; write \(scheme)://HOST/PATH")
        }
        self.url = url
        switch (parts.user ?? "", parts.password) {
        case ("", _): authorization = nil
        case (let token, nil):
            // Whoever decodes %0A has another line of the head.
            guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw PublishError("the token in \(scheme)://TOKEN@HOST/PATH has a character that no token has")
            }
            authorization = "Bearer \(token)"
        case (let user, let password?):
            authorization = "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
        }
    }

    /// What came of an offer.
    struct Session {
        /// Where it is ended; nil when the server did not say.
        let url: URL?
        let answer: String
    }

    /// Sends an offer and waits for the answer.
    ///
    /// - Throws: a sentence when it is refused or nobody answers.
    func post(_ offer: String, patience: Duration) throws(PipelineError) -> Session {
        var place = url
        for _ in 0...Self.mostRedirections {
            var request = request("POST", place)
            request.setValue("application/sdp", forHTTPHeaderField: "Content-Type")
            request.httpBody = Data(offer.utf8)
            let answer: HTTPExchange.Answer
            do throws(HTTPExchange.Failure) {
                answer = try HTTPExchange.ask(request, patience: patience)
            } catch {
                throw PipelineError(description: "its web server cannot be asked: \(error.description)")
            }
            let location = answer.field("Location").flatMap { URL(string: $0, relativeTo: place)?.absoluteURL }
            switch answer.status {
            case 200...202: return Session(url: location, answer: String(decoding: answer.body, as: UTF8.self))
            case 307, 308: place = try next(location, from: place)
            default: throw refusal(answer, of: place)
            }
        }
        throw PipelineError(description: "it has sent us on more than \(Self.mostRedirections) times")
    }

    /// Ends a session; what the server says to that is of no consequence.
    func delete(_ session: URL) { _ = try? HTTPExchange.ask(request("DELETE", session), patience: Self.farewell) }

    private func request(_ method: String, _ place: URL) -> URLRequest {
        var request = URLRequest(url: place)
        request.httpMethod = method
        request.setValue("Showtell", forHTTPHeaderField: "User-Agent")
        if let authorization, mayKnow(place) { request.setValue(authorization, forHTTPHeaderField: "Authorization") }
        return request
    }

    /// What is shown is for one host, and never for the open where it was meant for TLS.
    private func mayKnow(_ place: URL) -> Bool {
        place.host == url.host && (place.scheme == "https" || url.scheme == "http")
    }

    private func next(_ location: URL?, from place: URL) throws(PipelineError) -> URL {
        guard let location, let scheme = location.scheme, ["http", "https"].contains(scheme) else {
            throw PipelineError(description: "it sends us on without saying where to")
        }
        // The offer holds the keys of the connection.
        guard scheme == "https" || place.scheme == "http" else {
            throw PipelineError(description: "it sends us on from https to http, where anybody could listen in")
        }
        return location
    }

    private func refusal(_ answer: HTTPExchange.Answer, of place: URL) -> PipelineError {
        let isKnown = authorization != nil && mayKnow(place)
        let sentence =
            switch answer.status {
            case 301, 302, 303: "it sends us on by \(answer.status), by which no offer can follow; 307 or 308 could"
            case 401 where isKnown: "it does not know the token (401)"
            case 401 where authorization != nil:
                "it sends us on to another host, which wants a token (401); the one in the address is for its own host"
            case 401: "it wants a token (401); write whip://TOKEN@HOST/PATH"
            case 403: "it does not let us publish there (403)"
            case 404: "there is nothing to publish to at that path (404)"
            case 405: "no WHIP is spoken at that path (405)"
            case 406, 415, 422: "it cannot take what is offered (\(answer.status))"
            case 409: "somebody else publishes there already (409)"
            case 429, 503: "it has no room now (\(answer.status))"
            default: "its web server answers \(answer.status)"
            }
        let wait = [429, 503].contains(answer.status) ? answer.field("Retry-After").flatMap { UInt16($0) } : nil
        return PipelineError(description: sentence, retryAfter: wait.map(Double.init))
    }
}
