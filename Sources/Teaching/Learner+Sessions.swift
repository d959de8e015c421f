// Taking over what a saved session knows.

import Features
public import Foundation
public import Imaging

extension Learner {
    /// Makes the pixels of a JPEG file; called on the learner's thread.
    public typealias Decoder = @Sendable (Data) throws -> Picture

    /// Lets a session take the place of all that is known: one act, which can be undone.
    ///
    /// Where the session was taught with other filters its pictures are described anew, one between two frames.
    ///
    /// - Parameters:
    ///   - name: what the history calls it.
    ///   - decode: reads the pictures of a session.
    /// - Returns: how many samples it brought.
    /// - Throws: `unusable` when it has neither these features nor the pictures to make them from; `staleRevision`, `disk`.
    public func load(
        _ content: SessionContent, name: String, decode: Decoder, author: String, ifRevision: Int64?
    ) async throws(TeachingError) -> Int {
        try check(ifRevision)
        var samples = content.samples
        if content.features != journal.features {
            samples = try await describedAnew(content, name, decode)
            try check(ifRevision)
        }
        let isWhole = samples.allSatisfy { sample in
            [sample.features, sample.mirrored ?? sample.features].allSatisfy {
                $0.count == descriptor.featureCount && $0.allSatisfy(\.isFinite)
            }
        }
        guard isWhole else {
            throw TeachingError(
                .unusable, "the session “\(name)” has samples that are not of its own filters; it is broken")
        }
        let act = Act.load(session: name, origin: content.origin, content: content.snapshot)
        return try commit(act, author: author, samples: samples).samples.count
    }

    private func describedAnew(
        _ content: SessionContent, _ name: String, _ decode: Decoder
    ) async throws(TeachingError) -> [StoredSample] {
        guard content.hasPictures else {
            throw TeachingError(
                .unusable,
                "the session “\(name)” was taught with \(content.features), this daemon uses \(journal.features), and "
                    + "its pictures were not kept; serve it with that bank, or teach with --keep pictures")
        }
        var samples: [StoredSample] = []
        for var sample in content.samples {
            // Frames come between.
            await Task.yield()
            do {
                guard let bytes = sample.keepsake.picture else { continue }
                let picture = try decode(bytes)
                sample.features = extract(picture, .whole)
                if sample.mirrored != nil { sample.mirrored = extractMirrored(picture, .whole) }
            } catch {
                throw TeachingError(.unusable, "the session “\(name)” has a picture that cannot be read: \(error)")
            }
            samples.append(sample)
        }
        return samples
    }
}
