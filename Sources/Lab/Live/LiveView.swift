// A picture, or a part of one, that is taught or asked.

import Features
import Foundation
package import Imaging

/// What is looked at.
package struct LiveView: Sendable, Hashable {
    /// Where in a picture.
    package enum Part: Sendable, Hashable {
        /// The largest square in the middle, as the daemon looks.
        case square
        /// A box; what of it lies outside of the picture does not count.
        case box(x: Int, y: Int, width: Int, height: Int)
        /// A box of the same size as this one, at a random place where the two do not overlap.
        case beside(x: Int, y: Int, width: Int, height: Int, seed: UInt64)
    }

    /// Places that are tried for a box beside another.
    private static let patience = 10_000

    /// The picture.
    package let path: String
    /// Where in it.
    package let part: Part

    /// A view of a picture.
    package init(_ path: String, _ part: Part = .square) { (self.path, self.part) = (path, part) }

    /// The pixels of the view in its picture.
    ///
    /// - Throws: `LabError.badInput` when the part does not lie in the picture.
    package func rectangle(width: Int, height: Int) throws(LabError) -> PixelRectangle {
        switch part {
        case .square:
            return Region.centredSquare(width: width, height: height).pixels(width: width, height: height)
        case .box(let x, let y, let columns, let rows):
            return try box(x, y, columns, rows, width, height)
        case .beside(let x, let y, let columns, let rows, let seed):
            let own = try box(x, y, columns, rows, width, height)
            var generator = SplitMix64(seed: seed)
            for _ in 0..<Self.patience {
                let left = Int(generator.next() % UInt64(width - own.width + 1))
                let top = Int(generator.next() % UInt64(height - own.height + 1))
                if abs(left - own.x) >= own.width || abs(top - own.y) >= own.height {
                    return PixelRectangle(x: left, y: top, width: own.width, height: own.height)
                }
            }
            throw .badInput(
                reason: "“\(path)” has no room beside a box of \(own.width) × \(own.height) pixels.")
        }
    }

    private func box(
        _ x: Int, _ y: Int, _ columns: Int, _ rows: Int, _ width: Int, _ height: Int
    ) throws(LabError) -> PixelRectangle {
        let (left, top) = (max(x, 0), max(y, 0))
        let (right, bottom) = (min(x + columns, width), min(y + rows, height))
        guard left < right, top < bottom else {
            throw .badInput(
                reason: "“\(path)” has \(width) × \(height) pixels, and a box of \(columns) × \(rows) at (\(x), \(y)).")
        }
        return PixelRectangle(x: left, y: top, width: right - left, height: bottom - top)
    }
}

extension PictureList {
    /// What is seen of pictures in files, cut out.
    ///
    /// - Parameter areMirrored: exchanges left and right.
    package init(views: [LiveView], areMirrored: Bool = false) {
        let files = PictureList(files: views.map(\.path))
        count = files.count
        identity =
            files.identity + "\n" + views.map { "\($0.part)" }.joined(separator: "\n")
            + (areMirrored ? "\nmirrored" : "")
        read = { index throws(LabError) in
            let whole = try files.read(index)
            guard case .colours(let picture) = whole else { return whole }
            let part = try views[index].rectangle(width: picture.width, height: picture.height)
            return .colours(picture.copy(of: part, isMirrored: areMirrored))
        }
    }
}
