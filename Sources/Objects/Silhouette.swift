// Which pixels around a place are the thing that stands there: a box that fits.

import Foundation
package import Imaging

/// Tells figure from ground by their colours.
///
/// A window around the middle of a thing is looked at in 40 × 40 cells. What lies in the middle is likely figure, what lies
/// at the sides ground; each has a histogram of colours, smoothed, and each cell belongs to the one in whose histogram its
/// colour is more frequent, its neighbours' opinion included (Bayes' rule, as in tracking by colour: Bradski, “Computer vision face
/// tracking for use in a perceptual user interface”, 1998). Both histograms are made anew from that, three times. The figure
/// is the connected part with the most of the middle.
package struct Silhouette {
    /// Cells along a side of the window.
    private static let side = 40
    /// How far from the middle, in shares of the window, a cell is as likely figure as ground: about.
    private static let spread = 0.24
    private static let rounds = 3
    /// So much of a histogram is thought of any colour.
    private static let unseen: Float = 1e-5
    /// Bins along luminance, `B - Y` and `R - Y`; and levels a bin.
    private static let (bright, blue, red) = (7, 20, 28)
    private static let (brightLevels, colourLevels): (Float, Float) = (40, 12)

    /// For each cell how likely it is figure by its place alone; 0 outside the frame.
    private var prior = [Float](repeating: 0, count: side * side)
    private var bins = [Int](repeating: 0, count: side * side)
    private var figure = [Float](repeating: 0, count: bright * blue * red)
    private var ground = [Float](repeating: 0, count: bright * blue * red)

    /// Memory for one look after another.
    package init() {}

    /// The box of the thing whose middle is at (`x`, `y`); nil when nothing there differs from what is around it.
    ///
    /// - Parameter window: pixels of the window's sides; about twice the thing's.
    package mutating func box(in picture: Picture, x: Double, y: Double, window: Double) -> Box? {
        let cell = window / Double(Self.side)
        let (left, top) = (x - window / 2, y - window / 2)
        read(picture, left: left, top: top, cell: cell)
        var share = prior
        for _ in 0..<Self.rounds { classify(&share) }
        guard let part = middle(of: share.map { $0 > 0.5 }) else { return nil }
        let (rows, columns) = (part.map { $0 / Self.side }, part.map { $0 % Self.side })
        guard let first = rows.min(), let last = rows.max(), let start = columns.min(), let end = columns.max() else {
            return nil
        }
        return Box(
            x: left + Double(start) * cell, y: top + Double(first) * cell, width: Double(end - start + 1) * cell,
            height: Double(last - first + 1) * cell)
    }

    /// Reads the cells' colours, four pixels each.
    private mutating func read(_ picture: Picture, left: Double, top: Double, cell: Double) {
        let stride = picture.stride
        picture.withBytes { bytes in
            for place in 0..<Self.side * Self.side {
                let (row, column) = (place / Self.side, place % Self.side)
                let down = (Double(row) + 0.5) / Double(Self.side) - 0.5
                let across = (Double(column) + 0.5) / Double(Self.side) - 0.5
                let (x, y) = (left + Double(column) * cell, top + Double(row) * cell)
                let isInside =
                    x + cell / 2 >= 0 && y + cell / 2 >= 0 && x + cell / 2 < Double(picture.width)
                    && y + cell / 2 < Double(picture.height)
                let squares = (down * down + across * across) / (Self.spread * Self.spread)
                prior[place] = isInside ? Float(exp(-squares / 2)) : 0
                var (red, green, blue): (Float, Float, Float) = (0, 0, 0)
                for quarter in 0..<4 {
                    let pixelX = Int(x + (0.25 + 0.5 * Double(quarter % 2)) * cell)
                    let pixelY = Int(y + (0.25 + 0.5 * Double(quarter / 2)) * cell)
                    let offset =
                        min(max(pixelY, 0), picture.height - 1) * stride + 4 * min(max(pixelX, 0), picture.width - 1)
                    let pixel = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                    red += Float(pixel >> 16 & 255)
                    green += Float(pixel >> 8 & 255)
                    blue += Float(pixel & 255)
                }
                bins[place] = Self.bin(red / 4, green / 4, blue / 4)
            }
        }
    }

    private static func bin(_ red: Float, _ green: Float, _ blue: Float) -> Int {
        let luminance = 0.299 * red + 0.587 * green + 0.114 * blue
        let y = min(max(Int((luminance / brightLevels).rounded()), 0), bright - 1)
        let u = min(max(Int((0.492 * (blue - luminance) / colourLevels).rounded()) + Self.blue / 2, 0), Self.blue - 1)
        let v = min(max(Int((0.877 * (red - luminance) / colourLevels).rounded()) + Self.red / 2, 0), Self.red - 1)
        return (y * Self.blue + u) * Self.red + v
    }

    /// Makes both histograms from the cells' shares, and the shares from the histograms.
    private mutating func classify(_ share: inout [Float]) {
        for index in figure.indices { (figure[index], ground[index]) = (0, 0) }
        var (ofFigure, ofGround) = (Float(0), Float(0))
        for place in share.indices where prior[place] > 0 {
            figure[bins[place]] += share[place]
            ground[bins[place]] += 1 - share[place]
            ofFigure += share[place]
            ofGround += 1 - share[place]
        }
        guard ofFigure > 0, ofGround > 0 else { return }
        Self.smooth(&figure)
        Self.smooth(&ground)
        let votes = bins.map {
            log((figure[$0] / ofFigure + Self.unseen) / (ground[$0] / ofGround + Self.unseen))
        }
        for place in share.indices {
            guard prior[place] > 0 else {
                share[place] = 0
                continue
            }
            let (row, column) = (place / Self.side, place % Self.side)
            var sum: Float = 0
            for down in -1...1 {
                for across in -1...1 {
                    let (y, x) = (min(max(row + down, 0), Self.side - 1), min(max(column + across, 0), Self.side - 1))
                    sum += votes[y * Self.side + x]
                }
            }
            let odds = sum / 9 + log(prior[place] / (1.15 - prior[place]))
            share[place] = 1 / (1 + exp(-odds))
        }
    }

    /// Spreads each bin over its neighbours: a quarter to either side, along each of the three directions.
    private static func smooth(_ histogram: inout [Float]) {
        for (step, count) in [(blue * red, bright), (red, blue), (1, red)] {
            let old = histogram
            for index in histogram.indices {
                let place = index / step % count
                let before = place > 0 ? old[index - step] : 0
                let after = place + 1 < count ? old[index + step] : 0
                histogram[index] = 0.25 * before + 0.5 * old[index] + 0.25 * after
            }
        }
    }

    /// The connected cells with the most of the middle.
    private func middle(of mask: [Bool]) -> [Int]? {
        var seen = [Bool](repeating: false, count: mask.count)
        var best: (cells: [Int], weight: Float)?
        for start in mask.indices where mask[start] && !seen[start] {
            var (cells, open, weight) = ([Int](), [start], Float(0))
            seen[start] = true
            while let cell = open.popLast() {
                cells.append(cell)
                weight += prior[cell]
                let (row, column) = (cell / Self.side, cell % Self.side)
                for (y, x) in [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)] {
                    guard (0..<Self.side).contains(y), (0..<Self.side).contains(x) else { continue }
                    let next = y * Self.side + x
                    if mask[next], !seen[next] {
                        seen[next] = true
                        open.append(next)
                    }
                }
            }
            if weight > best?.weight ?? 0 { best = (cells, weight) }
        }
        return best?.cells
    }
}
