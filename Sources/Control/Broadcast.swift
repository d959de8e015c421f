// The newest picture, for everybody who watches.

import Foundation
public import NIOCore
import Synchronization

/// A picture that has been encoded once for all viewers.
public struct EncodedPicture: Sendable {
    /// JPEG.
    public let bytes: ByteBuffer
    /// The frame's number; −1 for a picture that says why there is none.
    public let frame: Int64
    /// Monotonic clock at capture, in nanoseconds.
    public let captured: UInt64
    /// Why there is no picture, when this is one that says so.
    public let reason: String?
    /// Counts what was published, so that a viewer knows what it has seen.
    package let sequence: UInt64
    /// Monotonic clock at publication, in nanoseconds.
    let published: UInt64
    /// The picture as a part of a stream, with the boundary that ends it. All three are slices of one memory.
    let part: ByteBuffer
    /// The picture with the head of the part that follows it.
    let advancedPart: ByteBuffer
}

/// Holds the newest picture of one rendition; every viewer takes it when it is ready, and nobody waits for anybody.
public final class Broadcast: Sendable {
    private struct State {
        var newest: EncodedPicture?
        var sequence: UInt64 = 0
        var waiters: [Int64: CheckedContinuation<EncodedPicture?, Never>] = [:]
        var nextWaiter: Int64 = 0
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    /// Those who follow it.
    package let crowd = Crowd()

    /// A broadcast without a picture.
    public init() {}

    /// Whether somebody watches or has asked for a picture: if not, encoding can be spared.
    public var isWanted: Bool { crowd.count > 0 || isAwaited }

    /// Whether somebody has asked for one picture and waits for it.
    public var isAwaited: Bool { state.withLock { !$0.waiters.isEmpty } }

    /// Sets what makes a picture of the newest frame: nobody encodes while nobody watches, so there may be none to show
    /// to somebody who comes.
    public func whenWanted(_ action: @escaping @Sendable () -> Void) {
        crowd.whenJoined(action)
        state.withLock { $0.wake = action }
    }

    /// Has a picture made of the newest frame, for those who wait.
    func wake() { state.withLock { $0.wake }?() }

    /// Makes a picture the newest one.
    ///
    /// - Parameters:
    ///   - captured: monotonic clock at capture, in nanoseconds.
    ///   - reason: why there is no picture, when this one says so.
    public func publish(jpeg: UnsafeRawBufferPointer, frame: Int64, captured: UInt64, reason: String? = nil) {
        let (bytes, part, advanced) = Multipart.part(jpeg: jpeg, frame: frame, captured: captured)
        let now = NIODeadline.now().uptimeNanoseconds
        let (picture, waiters) = state.withLock { state in
            state.sequence += 1
            let picture = EncodedPicture(
                bytes: bytes, frame: frame, captured: captured, reason: reason, sequence: state.sequence,
                published: now, part: part, advancedPart: advanced)
            state.newest = picture
            defer { state.waiters.removeAll(keepingCapacity: true) }
            return (picture, state.waiters)
        }
        crowd.ring()
        for waiter in waiters.values { waiter.resume(returning: picture) }
    }

    /// The newest picture, if there is one.
    package var newest: EncodedPicture? { state.withLock { $0.newest } }

    /// A picture newer than the given one, waiting for it.
    ///
    /// - Parameter isUrgent: whether one of the newest frame will do, if that has not been encoded.
    /// - Throws: `CancellationError`.
    package func next(after sequence: UInt64, isUrgent: Bool = false) async throws -> EncodedPicture {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let picture = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isDone, picture) = state.withLock { state in
                    if Task.isCancelled { return (true, EncodedPicture?.none) }
                    if let newest = state.newest, newest.sequence > sequence { return (true, newest) }
                    state.waiters[number] = continuation
                    return (false, nil)
                }
                if isDone { continuation.resume(returning: picture) } else if isUrgent { wake() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(returning: nil)
        }
        guard let picture else { throw CancellationError() }
        return picture
    }
}

/// How pictures follow one another in a stream (RFC 2046, 5.1, as `multipart/x-mixed-replace`).
///
/// A part ends with the boundary that other programs wait for. Chromium shows a picture only when it has read the head of
/// the part that follows (https://crbug.com/527446), one picture later: for it that head is sent in advance, when
/// nothing is known yet of the picture in it, and so it says no more than that there is one.
enum Multipart {
    static let boundary = "showtell-picture"
    static let contentType = "multipart/x-mixed-replace; boundary=\(boundary)"
    private static let type = "Content-Type: image/jpeg\r\n"
    private static let end = "\r\n--\(boundary)\r\n"

    /// What stands before the first part.
    static func opening(isAdvanced: Bool) -> ByteBuffer { isAdvanced ? advancedOpening : plainOpening }
    private static let plainOpening = ByteBuffer(string: "--\(boundary)\r\n")
    private static let advancedOpening = ByteBuffer(string: "--\(boundary)\r\n\(type)\r\n")

    /// A JPEG, the part with its head and the boundary that ends it, and the JPEG with the head of the next part.
    static func part(
        jpeg: UnsafeRawBufferPointer, frame: Int64, captured: UInt64
    ) -> (jpeg: ByteBuffer, part: ByteBuffer, advanced: ByteBuffer) {
        let head = """
            \(type)Content-Length: \(jpeg.count)\r
            X-Timestamp: \(seconds(captured))\r
            X-Frame: \(frame)\r
            \r\n
            """
        var all = ByteBuffer()
        all.reserveCapacity(head.utf8.count + jpeg.count + end.utf8.count + type.utf8.count + 2)
        let start = all.writeString(head)
        all.writeBytes(jpeg)
        let length = jpeg.count + all.writeString(end)
        let rest = all.writeString("\(type)\r\n")
        func slice(_ place: Int, _ count: Int) -> ByteBuffer { all.getSlice(at: place, length: count) ?? ByteBuffer() }
        return (slice(start, jpeg.count), slice(0, start + length), slice(start, length + rest))
    }

    /// Nanoseconds as seconds.
    static func seconds(_ nanoseconds: UInt64) -> String { String(format: "%.6f", Double(nanoseconds) / 1e9) }
}
