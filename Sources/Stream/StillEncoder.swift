// Parts of pictures as small JPEG files, one at a time.

import CPango
import Dispatch
public import Foundation
public import Imaging
import Synchronization

/// Makes a JPEG of a part of a picture and waits for it.
///
/// For one thread that may wait: some milliseconds a picture.
public final class StillEncoder: Sendable {
    private static let patience = DispatchTimeInterval.milliseconds(1000)

    private let longestSide: Int
    private let encoder: JPEGEncoder
    private let tray = Tray()

    /// An encoder.
    ///
    /// - Parameters:
    ///   - longestSide: pixels; what is larger is made smaller, what is smaller stays as it is.
    ///   - quality: 1…100, as libjpeg counts.
    public init(longestSide: Int, quality: Int) {
        let tray = tray
        self.longestSide = longestSide
        encoder = JPEGEncoder(quality: quality) { bytes, tag in tray.put(Data(bytes), tag) }
    }

    /// The JPEG file of a part of a picture.
    ///
    /// - Throws: a sentence when it cannot be made.
    public func encode(_ picture: Picture, _ part: PixelRectangle) throws(EncoderError) -> Data {
        let tag = tray.expect()
        try encoder.encode(scaled(picture, part), tag: tag)
        guard let bytes = tray.take(waiting: Self.patience) else {
            throw EncoderError(description: "a picture was not encoded within a second")
        }
        return bytes
    }

    /// A part of a picture in a size that is wanted, in memory of its own.
    private func scaled(_ picture: Picture, _ part: PixelRectangle) -> Picture {
        let scale = min(1, Double(longestSide) / Double(max(part.width, part.height)))
        func pixels(_ length: Int) -> Int { max(1, Int((Double(length) * scale).rounded())) }
        let small = Picture(width: pixels(part.width), height: pixels(part.height))
        picture.withBytes { source in
            small.withBytes { target in
                let corner = source.baseAddress.map { $0 + part.y * picture.stride + 4 * part.x }
                let from = cairo_image_surface_create_for_data(
                    corner?.assumingMemoryBound(to: UInt8.self), CAIRO_FORMAT_RGB24, Int32(part.width),
                    Int32(part.height), Int32(picture.stride))
                defer { cairo_surface_destroy(from) }
                let to = cairo_image_surface_create_for_data(
                    target.baseAddress?.assumingMemoryBound(to: UInt8.self), CAIRO_FORMAT_RGB24, Int32(small.width),
                    Int32(small.height), Int32(small.stride))
                defer { cairo_surface_destroy(to) }
                guard let context = cairo_create(to) else { return }
                defer { cairo_destroy(context) }
                cairo_scale(
                    context, Double(small.width) / Double(part.width), Double(small.height) / Double(part.height))
                cairo_set_source_surface(context, from, 0, 0)
                // Beyond the edge lies the edge: no dark rim.
                cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
                cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_GOOD)
                cairo_paint(context)
                cairo_surface_flush(to)
            }
        }
        return small
    }
}

/// Where a streaming thread puts the one picture that is waited for.
private final class Tray: Sendable {
    private struct State {
        var expected: UInt64 = 0
        var bytes: Data?
    }

    private let state = Mutex(State())
    private let arrival = DispatchSemaphore(value: 0)

    /// The tag of the next picture; one that comes late is no longer wanted.
    func expect() -> UInt64 {
        state.withLock { state in
            state = State(expected: state.expected + 1)
            return state.expected
        }
    }

    func put(_ bytes: Data, _ tag: UInt64) {
        let isWanted = state.withLock { state in
            guard tag == state.expected else { return false }
            state.bytes = bytes
            return true
        }
        if isWanted { arrival.signal() }
    }

    func take(waiting patience: DispatchTimeInterval) -> Data? {
        let deadline = DispatchTime.now() + patience
        // A signal may be that of a picture that came too late for the one before.
        while arrival.wait(timeout: deadline) == .success {
            if let bytes = state.withLock({ $0.bytes.take() }) { return bytes }
        }
        return nil
    }
}
