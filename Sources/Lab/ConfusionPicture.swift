// What was taken for what, to look at.

import Formats
import Foundation
import Imaging
import Stream

/// A square of squares: a row a class that was shown, a column a class that was answered; the darker, the more often.
struct ConfusionPicture {
    let title: String
    let categories: [String]
    let confusion: Confusion

    private static let margin = 20
    private static let top = 60
    private static let nameWidth = 150
    private static let accuracyWidth = 60
    private static let paper = Colour(red: 0.98, green: 0.98, blue: 0.97)

    /// Pixels of a class: smaller where there are many, but enough for its name.
    private var side: Int { max(12, min(40, 900 / max(confusion.classes, 1))) }

    func write(to path: String) throws(LabError) {
        do {
            try OutputFile.write(PNGFile.bytes(of: picture()).bytes, to: path)
        } catch {
            throw .notWritten(reason: "\(error)")
        }
    }

    func picture() -> Picture {
        let (extent, left) = (side * confusion.classes, Self.margin + Self.nameWidth)
        let width = max(left + extent + Self.accuracyWidth + Self.margin, 700)
        let picture = Picture(width: width, height: Self.top + extent + Self.margin)
        let accuracies = confusion.classAccuracies
        Canvas.draw(on: picture) { canvas in
            canvas.fill(Self.paper)
            func write(_ string: String, size: Double, x: Int, y: Int, within limit: Int) {
                guard let text = canvas.text(string, size: size, within: Double(limit)) else { return }
                canvas.draw(text, x: Double(x), y: Double(y), .shade)
            }
            write(title, size: 13, x: Self.margin, y: 12, within: width - 2 * Self.margin)
            write("rows: shown; columns: answered, in the same order", size: 11, x: left, y: 36, within: 600)
            for (label, category) in categories.enumerated() {
                let y = Self.top + label * side + (side - 12) / 2 - 2
                write(category, size: 10, x: Self.margin, y: y, within: Self.nameWidth - 6)
                if let accuracy = accuracies[label] {
                    write(Spread([accuracy]).percent, size: 10, x: left + extent + 6, y: y, within: Self.accuracyWidth)
                }
            }
        }
        paint(picture, left)
        return picture
    }

    private func paint(_ picture: Picture, _ left: Int) {
        let classes = confusion.classes
        picture.withBytes { bytes in
            for row in 0..<classes {
                let counts = Array(confusion.counts[row * classes..<(row + 1) * classes])
                let shown = max(counts.reduce(0, +), 1)
                for (column, count) in counts.enumerated() {
                    // The root lets single mistakes be seen.
                    let share = (Double(count) / Double(shown)).squareRoot()
                    // What is right is blue, what is wrong is red.
                    let full = row == column ? [150, 70, 20] : [30, 30, 190]
                    for y in 0..<side - 1 {
                        let line = (Self.top + row * side + y) * picture.stride + 4 * (left + column * side)
                        for x in 0..<side - 1 {
                            for part in 0..<3 {
                                bytes[line + 4 * x + part] = UInt8(240 - share * Double(240 - full[part]))
                            }
                        }
                    }
                }
            }
        }
    }
}
