// The frames of a film, one behind another.

import Dispatch
import Features
package import Imaging
package import Linear
import Stream
import Synchronization

/// Reads the luminance of a film's frames.
package enum FilmFrames {
    /// The first frames of a film, each made to fit a box. Blocks.
    ///
    /// - Parameters:
    ///   - path: a file that GStreamer can play.
    ///   - count: frames at most; fewer when the film is shorter.
    ///   - side: the box, in pixels.
    /// - Throws: `LabError.badInput` when the film cannot be played, or has fewer than two frames.
    package static func read(
        _ path: String, count: Int, side: Int, progress: LabProgress
    ) throws(LabError) -> [Plane] {
        let capture = Capture(.file(path: path), everyFrame: true, clip: nil)
        let shelf = Shelf()
        let end = DispatchSemaphore(value: 0)
        capture.start()
        Task.detached {
            var resampler = Resampler(rows: side, columns: side)
            reading: while let event = await capture.next() {
                switch event {
                case .offline(let status):
                    shelf.fail(status.message ?? "it shows no picture")
                    break reading
                case .frame(let frame):
                    if frame.lap > 0 { break reading }
                    if shelf.put(resampler.luminance(of: frame.picture, side: side)) >= count { break reading }
                }
            }
            end.signal()
        }
        while end.wait(timeout: .now() + 0.1) == .timedOut { progress("frames", shelf.planes.count, count) }
        capture.stop()
        if let reason = shelf.reason { throw .badInput(reason: "“\(path)” cannot be played: \(reason).") }
        let found = shelf.planes
        guard found.count > 1 else { throw .badInput(reason: "“\(path)” has fewer than two frames.") }
        return found
    }

    /// Where frames are put until all are there.
    private final class Shelf: Sendable {
        private let content = Mutex<(planes: [Plane], reason: String?)>(([], nil))

        var planes: [Plane] { content.withLock { $0.planes } }
        var reason: String? { content.withLock { $0.reason } }

        func put(_ plane: Plane) -> Int {
            content.withLock {
                $0.planes.append(plane)
                return $0.planes.count
            }
        }

        func fail(_ reason: String) { content.withLock { $0.reason = reason } }
    }
}

/// Where patches are cut from every frame.
package struct PatchGrid {
    /// Rows and columns of a patch, and patches along each side of a frame.
    private let size, perSide: Int

    /// A patch that deviates less, from a picture of deviation 1, is flat: it is not made to deviate by 1.
    private static let smallestDeviation = 0.1

    /// `perSide · perSide` patches, spread evenly.
    package init(size: Int, perSide: Int) { (self.size, self.perSide) = (size, perSide) }

    /// The patches of a frame, each of mean 0 and deviation 1, flat ones less: `perSide² × size²`.
    ///
    /// - Precondition: the frame is larger than a patch.
    package func patches(of frame: Plane) -> Matrix {
        let deviation = Self.moments(frame.values).deviation
        var values: [Float] = []
        values.reserveCapacity(perSide * perSide * size * size)
        for vertical in 0..<perSide {
            let top = (frame.rows - size) * vertical / max(perSide - 1, 1)
            for horizontal in 0..<perSide {
                let left = (frame.columns - size) * horizontal / max(perSide - 1, 1)
                let patch = (top..<top + size).flatMap { row in
                    frame.values[row * frame.columns + left..<row * frame.columns + left + size]
                }
                let own = Self.moments(patch)
                let scale = max(own.deviation, Self.smallestDeviation * max(deviation, 1e-6))
                values += patch.map { Float((Double($0) - own.mean) / scale) }
            }
        }
        return Matrix(rows: perSide * perSide, columns: size * size, values: values)
    }

    private static func moments(_ values: [Float]) -> (mean: Double, deviation: Double) {
        let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
        let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
        return (mean, variance.squareRoot())
    }
}
