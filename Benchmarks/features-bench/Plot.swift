// Curves on two logarithmic axes, as a picture that a browser shows.

import Foundation

/// Draws milliseconds over millions of multiply-adds.
enum Plot {
    private static let (width, height) = (760.0, 460.0)
    private static let (left, right, top, bottom) = (64.0, 24.0, 24.0, 56.0)
    private static let colours = ["#0a6cbf", "#5aa9e6", "#b5540a", "#e8994d"]

    static func svg(_ curves: [(String, [Growth.Point])]) -> String {
        let points = curves.flatMap(\.1)
        let (workSpan, timeSpan) = (span(points.map(\.work)), span(points.map(\.milliseconds)))
        func x(_ work: Double) -> Double { left + place(work, workSpan) * (width - left - right) }
        func y(_ time: Double) -> Double { height - bottom - place(time, timeSpan) * (height - top - bottom) }

        var parts = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" font-family="sans-serif" \
            font-size="13">
            """, #"<rect width="100%" height="100%" fill="white"/>"#,
        ]
        for tick in ticks(timeSpan) {
            parts.append(line(left, y(tick), width - right, y(tick), "#ddd"))
            parts.append(text(left - 8, y(tick) + 4, label(tick), "end"))
        }
        for tick in ticks(workSpan) {
            parts.append(line(x(tick), top, x(tick), height - bottom, "#ddd"))
            parts.append(text(x(tick), height - bottom + 18, label(tick), "middle"))
        }
        parts.append(
            text((left + width - right) / 2, height - 14, "millions of multiply-adds in the filters", "middle"))
        parts.append(text(left, top - 8, "ms a picture", "middle"))
        for (index, (title, points)) in curves.enumerated() {
            let colour = colours[index % colours.count]
            let path = points.map { "\(format(x($0.work))),\(format(y($0.milliseconds)))" }.joined(separator: " ")
            parts.append(#"<polyline points="\#(path)" fill="none" stroke="\#(colour)" stroke-width="2"/>"#)
            for point in points {
                let (cx, cy) = (format(x(point.work)), format(y(point.milliseconds)))
                parts.append(
                    #"<circle cx="\#(cx)" cy="\#(cy)" r="3.5" fill="\#(colour)"><title>\#(point.name)</title></circle>"#
                )
            }
            let row = top + 16 + 20 * Double(index)
            parts.append(line(left + 14, row, left + 38, row, colour))
            parts.append(text(left + 46, row + 4, title, "start"))
        }
        return (parts + ["</svg>\n"]).joined(separator: "\n")
    }

    private static func span(_ values: [Double]) -> (Double, Double) {
        (log10(values.min() ?? 1) - 0.1, log10(values.max() ?? 10) + 0.1)
    }

    private static func place(_ value: Double, _ span: (Double, Double)) -> Double {
        (log10(value) - span.0) / (span.1 - span.0)
    }

    /// 1, 2 and 5 times the powers of ten.
    private static func ticks(_ span: (Double, Double)) -> [Double] {
        (Int(span.0.rounded(.down))...Int(span.1.rounded(.up))).flatMap { exponent in
            [1.0, 2, 5].map { $0 * pow(10, Double(exponent)) }
        }.filter { (0...1).contains(place($0, span)) }
    }

    private static func label(_ value: Double) -> String { value < 1 ? "\(value)" : "\(Int(value.rounded()))" }

    private static func format(_ value: Double) -> String { String(format: "%.1f", value) }

    private static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: String) -> String {
        let ends = #"x1="\#(format(x1))" y1="\#(format(y1))" x2="\#(format(x2))" y2="\#(format(y2))""#
        return #"<line \#(ends) stroke="\#(colour)" stroke-width="\#(colour == "#ddd" ? 1 : 3)"/>"#
    }

    private static func text(_ x: Double, _ y: Double, _ string: String, _ anchor: String) -> String {
        #"<text x="\#(format(x))" y="\#(format(y))" text-anchor="\#(anchor)" fill="black">\#(string)</text>"#
    }
}
