// How live teaching fares, as curves that a browser shows by day and by night.

import Foundation

/// Accuracy and the area under the curve against the number of views that are taught, a line a classifier.
struct LivePlot {
    let rows: [LiveReport.Row]

    private static let (width, height, gap) = (380.0, 300.0, 70.0)
    private static let (left, top, bottom) = (56.0, 40.0, 56.0)
    /// Apart in lightness too (Okabe and Ito's colours, those that are seen on white and on black).
    private static let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#b08c00"]
    /// What ink and paper are where the reader likes it dark.
    private static let style = """
        <style>
        rect { fill: #fcfcfa } text { fill: #1a1c20 } .grid { stroke: #d4d4d0 }
        @media (prefers-color-scheme: dark) { rect { fill: #16181c } text { fill: #e8e8e4 } .grid { stroke: #3a3e46 } }
        </style>
        """

    private var classifiers: [String] {
        rows.map(\.classifier).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private var counts: [Int] { Set(rows.map(\.count)).sorted() }

    /// The picture.
    var svg: String {
        let whole = (
            width: Self.left + 2 * Self.width + Self.gap + 24,
            height: Self.top + Self.height + Self.bottom + 22 * Double(classifiers.count)
        )
        var parts = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(whole.width)) \(Int(whole.height))" \
            font-family="sans-serif" font-size="13">
            """, Self.style, #"<rect width="100%" height="100%"/>"#,
        ]
        parts += panel("accuracy, %", at: Self.left, \.accuracy)
        parts += panel("AUROC of what was never taught, %", at: Self.left + Self.width + Self.gap, \.areaUnderCurve)
        for (index, name) in classifiers.enumerated() {
            let y = Self.top + Self.height + Self.bottom + 22 * Double(index)
            parts.append(line((Self.left, y), (Self.left + 28, y), Self.colour(index), 3))
            parts.append(text(Self.left + 38, y + 4, name, "start"))
        }
        return (parts + ["</svg>\n"]).joined(separator: "\n")
    }

    private func panel(_ title: String, at left: Double, _ value: KeyPath<LiveReport.Row, Spread>) -> [String] {
        let least = rows.map { 100 * $0[keyPath: value].mean }.min() ?? 0
        let floor = max(0, (least / 10).rounded(.down) * 10 - 10)
        let logs = counts.map { log(Double($0)) }
        let span = (logs.last ?? 0) - (logs.first ?? 0)
        func x(_ count: Int) -> Double {
            left + (span > 0 ? (log(Double(count)) - (logs.first ?? 0)) / span : 0.5) * Self.width
        }
        func y(_ percent: Double) -> Double {
            Self.top + (1 - (percent - floor) / (100 - floor)) * Self.height
        }
        var parts = [text(left, Self.top - 16, title, "start")]
        for percent in stride(from: floor, through: 100, by: 10) {
            parts.append(grid((left, y(percent)), (left + Self.width, y(percent))))
            parts.append(text(left - 8, y(percent) + 4, "\(Int(percent))", "end"))
        }
        for count in counts {
            parts.append(grid((x(count), Self.top), (x(count), Self.top + Self.height)))
            parts.append(text(x(count), Self.top + Self.height + 18, "\(count)", "middle"))
        }
        parts.append(text(left + Self.width / 2, Self.top + Self.height + 38, "views taught of each class", "middle"))
        for (index, name) in classifiers.enumerated() {
            let points = rows.filter { $0.classifier == name }.sorted { $0.count < $1.count }.map { row in
                (x: x(row.count), spread: row[keyPath: value])
            }
            let path = points.map { "\($0.x.fixed(1)),\(y(100 * $0.spread.mean).fixed(1))" }.joined(separator: " ")
            let colour = Self.colour(index)
            parts.append(#"<polyline points="\#(path)" fill="none" stroke="\#(colour)" stroke-width="2"/>"#)
            for point in points {
                let (mean, deviation) = (100 * point.spread.mean, 100 * (point.spread.deviation ?? 0))
                let (low, high) = (max(mean - deviation, floor), min(mean + deviation, 100))
                parts.append(line((point.x, y(low)), (point.x, y(high)), colour, 1))
                parts.append(
                    #"<circle cx="\#(point.x.fixed(1))" cy="\#(y(mean).fixed(1))" r="3.5" fill="\#(colour)">"#
                        + "<title>\(name): \(point.spread.percent)</title></circle>")
            }
        }
        return parts
    }

    private static func colour(_ index: Int) -> String { colours[index % colours.count] }

    private func grid(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double)) -> String {
        #"<line class="grid" \#(ends(from, to))/>"#
    }

    private func line(
        _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ colour: String, _ thickness: Int
    ) -> String {
        #"<line \#(ends(from, to)) stroke="\#(colour)" stroke-width="\#(thickness)"/>"#
    }

    private func ends(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double)) -> String {
        #"x1="\#(from.x.fixed(1))" y1="\#(from.y.fixed(1))" x2="\#(to.x.fixed(1))" y2="\#(to.y.fixed(1))""#
    }

    private func text(_ x: Double, _ y: Double, _ string: String, _ anchor: String) -> String {
        #"<text x="\#(x.fixed(1))" y="\#(y.fixed(1))" text-anchor="\#(anchor)">\#(string)</text>"#
    }
}
