// What can be asked for behind the question mark of the picture's addresses.

import Hummingbird

/// A rendition, by the word for its size.
enum PictureSize: String, CaseIterable {
    case full
    case low
}

/// The wishes of a request for pictures. What is not known is left alone: pages add numbers of their own, so that no
/// cache answers.
struct PictureQuery {
    /// Pictures a second at the most; nil for as they come.
    var rate: Double?
    var size = PictureSize.full
    /// Milliseconds that a picture may be old; nil for the next one.
    var maximumAge: UInt64?
    /// Without anything drawn on it.
    var isClean = false
    /// Whether the head of each part is sent with the picture before; nil for what the browser needs.
    var isAdvanced: Bool?

    /// - Throws: `HTTPError` with a sentence when a wish cannot be understood.
    init(_ request: Request) throws(HTTPError) {
        let values = request.uri.queryParameters
        if let text = values["fps"] {
            guard let rate = Double(text), (1...120).contains(rate) else {
                throw Self.refusal("fps is a number of pictures a second from 1 to 120, not “\(Self.shown(text))”")
            }
            self.rate = rate
        }
        if let text = values["size"] {
            guard let size = PictureSize(rawValue: String(text)) else {
                throw Self.refusal("size is “full” or “low”, not “\(Self.shown(text))”")
            }
            self.size = size
        }
        if let text = values["max_age_ms"] {
            guard let age = UInt64(text), age <= 3_600_000 else {
                throw Self.refusal("max_age_ms is a number of milliseconds up to 3600000, not “\(Self.shown(text))”")
            }
            maximumAge = age
        }
        if let text = values["clean"] {
            guard text == "0" || text == "1" else {
                throw Self.refusal("clean is 1 for a picture with nothing drawn on it, or 0, not “\(Self.shown(text))”")
            }
            isClean = text == "1"
        }
        // The name is ustreamer's.
        if let text = values["advance_headers"] {
            guard text == "0" || text == "1" else {
                throw Self.refusal("advance_headers is 1 or 0, not “\(Self.shown(text))”")
            }
            isAdvanced = text == "1"
        }
        if isClean, size != .full { throw Self.refusal("a clean picture comes in its full size only") }
    }

    private static func shown(_ text: Substring) -> String { text.count > 40 ? text.prefix(40) + "…" : String(text) }

    private static func refusal(_ sentence: String) -> HTTPError { HTTPError(.badRequest, message: sentence) }
}
