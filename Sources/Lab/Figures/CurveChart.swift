// Curves to look at: how one number falls as another rises.

import Formats
import Foundation
package import Imaging
import Stream

/// Lines and points over a grid whose vertical axis, and horizontal if asked, is logarithmic.
package struct CurveChart {
    /// A line through points, or points alone.
    package struct Curve {
        let name: String
        let points: [(x: Double, y: Double)]
        let isLine: Bool

        package init(name: String, points: [(x: Double, y: Double)], isLine: Bool = true) {
            (self.name, self.points, self.isLine) = (name, points, isLine)
        }
    }

    let title, horizontal: String
    let curves: [Curve]
    let isLogarithmic: Bool

    private static let (width, height, left, top, bottom) = (860, 560, 70, 64, 60)
    private static let nameWidth = 220
    private static let paper = Colour(red: 0.98, green: 0.98, blue: 0.97)
    /// Apart in lightness too (Okabe and Ito's colours).
    private static let colours = [
        (0, 114, 178), (213, 94, 0), (0, 158, 115), (204, 121, 167), (86, 180, 233), (0, 0, 0),
    ]

    /// A picture.
    ///
    /// - Parameters:
    ///   - horizontal: what the horizontal axis counts.
    ///   - isLogarithmic: whether that axis is, too.
    package init(title: String, horizontal: String, isLogarithmic: Bool = false, curves: [Curve]) {
        (self.title, self.horizontal, self.isLogarithmic, self.curves) = (title, horizontal, isLogarithmic, curves)
    }

    /// Writes it as PNG.
    ///
    /// - Throws: `LabError.notWritten`
    package func write(to path: String) throws(LabError) {
        do {
            try OutputFile.write(PNGFile.bytes(of: picture()).bytes, to: path)
        } catch {
            throw .notWritten(reason: "\(error)")
        }
    }

    /// The picture, 860 × 560 pixels.
    package func picture() -> Picture {
        let picture = Picture(width: Self.width, height: Self.height)
        let points = curves.flatMap(\.points).filter { $0.y > 0 && (!isLogarithmic || $0.x > 0) }
        let right = Self.width - Self.nameWidth
        let across = Axis(points.map(\.x), isLogarithmic: isLogarithmic, from: Self.left, to: right)
        let up = Axis(points.map(\.y), isLogarithmic: true, from: Self.height - Self.bottom, to: Self.top)
        Canvas.draw(on: picture) { canvas in
            canvas.fill(Self.paper)
            func write(_ string: String, _ size: Double, _ x: Double, _ y: Double, _ colour: Colour = .shade) {
                guard let text = canvas.text(string, size: size, within: Double(Self.width)) else { return }
                canvas.draw(text, x: x, y: y, colour)
            }
            write(title, 15, 20, 16)
            write(horizontal, 12, Double(Self.left), Double(Self.height - 26))
            for tick in across.ticks { write(Self.label(tick), 11, across.place(tick) - 6, Double(Self.height - 50)) }
            for tick in up.ticks { write(Self.label(tick), 11, 16, up.place(tick) - 8) }
            for (index, curve) in curves.enumerated() {
                write(curve.name, 12, Double(right + 24), Double(Self.top + 22 * index), Self.colour(index))
            }
        }
        picture.withBytes { bytes in
            var brush = Brush(bytes: bytes, stride: picture.stride, width: picture.width, height: picture.height)
            brush.colour = (205, 205, 205)
            let (floor, ceiling) = (Double(Self.height - Self.bottom), Double(Self.top))
            for tick in up.ticks {
                brush.line((Double(Self.left), up.place(tick)), (Double(right), up.place(tick)), 0.5)
            }
            for tick in across.ticks { brush.line((across.place(tick), floor), (across.place(tick), ceiling), 0.5) }
            for (index, curve) in curves.enumerated() {
                brush.colour = Self.colours[index % Self.colours.count]
                let places = curve.points.filter { $0.y > 0 && (!isLogarithmic || $0.x > 0) }.map {
                    (across.place($0.x), up.place($0.y))
                }
                if curve.isLine {
                    for (from, to) in zip(places, places.dropFirst()) { brush.line(from, to, 1) }
                } else {
                    for place in places { brush.line(place, place, 4) }
                }
            }
        }
        return picture
    }

    private static func colour(_ index: Int) -> Colour {
        let (red, green, blue) = colours[index % colours.count]
        return Colour(red: Double(red) / 255, green: Double(green) / 255, blue: Double(blue) / 255)
    }

    private static func label(_ value: Double) -> String {
        value >= 1 || value == 0 ? String(format: "%.0f", value) : "\(value)"
    }
}

/// Where numbers lie on a picture.
private struct Axis {
    private let least, most: Double
    private let isLogarithmic: Bool
    private let from, to: Double

    init(_ values: [Double], isLogarithmic: Bool, from: Int, to: Int) {
        self.isLogarithmic = isLogarithmic
        (self.from, self.to) = (Double(from), Double(to))
        let (low, high) = (values.min() ?? 1, values.max() ?? 10)
        if isLogarithmic {
            (least, most) = (floor(log10(low)), max(ceil(log10(high)), floor(log10(low)) + 1))
        } else {
            (least, most) = (0, max(high, 1))
        }
    }

    func place(_ value: Double) -> Double {
        from + ((isLogarithmic ? log10(value) : value) - least) / (most - least) * (to - from)
    }

    /// Powers of ten, or some round numbers.
    var ticks: [Double] {
        if isLogarithmic { return stride(from: least, through: most, by: 1).map { pow(10, $0) } }
        let step = [1, 2, 5, 10, 20, 50, 100, 200, 500].first { most / $0 <= 10 } ?? most
        return Array(stride(from: 0, through: most, by: step))
    }
}

/// Thick lines on the bytes of a picture, their edges smooth.
private struct Brush {
    let bytes: UnsafeMutableRawBufferPointer
    let stride, width, height: Int
    /// Red, green, blue.
    var colour = (0, 0, 0)

    init(bytes: UnsafeMutableRawBufferPointer, stride: Int, width: Int, height: Int) {
        (self.bytes, self.stride, self.width, self.height) = (bytes, stride, width, height)
    }

    /// A line with round ends; a point where both are one.
    func line(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ radius: Double) {
        let reach = radius + 1
        let rows = max(0, Int(min(from.y, to.y) - reach))...min(height - 1, max(0, Int(max(from.y, to.y) + reach)))
        let columns = max(0, Int(min(from.x, to.x) - reach))...min(width - 1, max(0, Int(max(from.x, to.x) + reach)))
        let (dx, dy) = (to.x - from.x, to.y - from.y)
        let length = dx * dx + dy * dy
        for y in rows {
            for x in columns {
                let (px, py) = (Double(x) + 0.5 - from.x, Double(y) + 0.5 - from.y)
                let share = length > 0 ? max(0, min(1, (px * dx + py * dy) / length)) : 0
                let distance = hypot(px - share * dx, py - share * dy)
                let ink = max(0, min(1, radius + 0.5 - distance))
                if ink == 0 { continue }
                let place = y * stride + 4 * x
                for (part, value) in [colour.2, colour.1, colour.0].enumerated() {
                    let old = Double(bytes[place + part])
                    bytes[place + part] = UInt8(old + ink * (Double(value) - old))
                }
            }
        }
    }
}
