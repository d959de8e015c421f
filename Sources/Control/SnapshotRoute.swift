// A single picture, never older than was asked for.

import HTTPTypes
import Hummingbird
import NIOCore

/// `/snapshot.jpg`.
struct SnapshotRoute: Sendable {
    let gallery: Gallery
    /// Tells the pictures of one run of the daemon from those of another, for both are counted from 1.
    private let run = String(UInt32.random(in: .min ... .max), radix: 16)

    init(gallery: Gallery) { self.gallery = gallery }

    func answer(_ request: Request) async throws -> Response {
        let query = try PictureQuery(request)
        let broadcast = query.isClean ? gallery.clean : query.size == .low ? gallery.low : gallery.full
        let picture = try await picture(of: broadcast, maximumAge: query.maximumAge)
        let tag = "\"\(run)-\(picture.sequence)\""
        var headers: HTTPFields = [.cacheControl: "no-store", .eTag: tag]
        headers[.timestamp] = Multipart.seconds(picture.captured)
        headers[.frame] = String(picture.frame)
        headers[.crossOriginResourcePolicy] = "same-site"
        let known = request.headers[values: .ifNoneMatch].flatMap { $0.split(separator: ",") }
        if known.contains(where: { Self.tag($0) == tag || Self.tag($0) == "*" }) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = "image/jpeg"
        if picture.frame < 0 {
            headers[.reason] = Self.ascii(picture.reason ?? "there are no pictures")
            headers[.retryAfter] = "1"
        }
        return Response(
            status: picture.frame < 0 ? .serviceUnavailable : .ok, headers: headers,
            body: .init(byteBuffer: picture.bytes))
    }

    /// One young enough if there is one, else the first such that comes within a second; without an age, the next one,
    /// or the newest when none comes within a second.
    private func picture(of broadcast: Broadcast, maximumAge: UInt64?) async throws -> EncodedPicture {
        let oldest = maximumAge.map { age in
            let (now, nanoseconds) = (NIODeadline.now().uptimeNanoseconds, age * 1_000_000)
            return now > nanoseconds ? now - nanoseconds : 0
        }
        let newest = broadcast.newest
        if let oldest, let newest, newest.captured >= oldest { return newest }
        let next = try await withThrowingTaskGroup(of: EncodedPicture?.self) { group in
            group.addTask {
                let isUrgent = oldest != nil
                var next = try await broadcast.next(after: newest?.sequence ?? 0, isUrgent: isUrgent)
                while let oldest, next.captured < oldest { next = try await broadcast.next(after: next.sequence) }
                return next
            }
            group.addTask {
                try await Task.sleep(for: .seconds(1))
                // The source stands still: what it showed last may never have been encoded.
                broadcast.wake()
                try await Task.sleep(for: .milliseconds(300))
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        if let next { return next }
        if let newest = broadcast.newest, oldest == nil { return newest }
        let sentence =
            maximumAge.map { "no picture of the last \($0) milliseconds has come within a second" }
            ?? "there has been no picture yet"
        throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "1"], message: sentence)
    }

    /// A tag without the mark of a weak one: here both are the same picture.
    private static func tag(_ text: Substring) -> String {
        let tag = text.trimmingPrefix { $0 == " " }
        return String((tag.hasPrefix("W/") ? tag.dropFirst(2) : tag).prefix { $0 != " " })
    }

    /// A header holds ASCII only.
    private static func ascii(_ sentence: String) -> String {
        String(
            sentence.map { letter in
                switch letter {
                case "“", "”": "\""
                case _ where letter.isASCII && !letter.isNewline: letter
                default: "?"
                }
            })
    }
}
