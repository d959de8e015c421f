// Which category wins where, and the connected parts in which one does.

package import Classifier

/// The verdicts on a grid of places.
package struct WinnerMap {
    /// Rows and columns of places.
    package let rows, columns: Int
    /// The places, row by row.
    package let places: [PlaceJudgement]
    /// The categories in the order of each place's evidence.
    package let categories: [Int64]

    /// A map.
    ///
    /// - Precondition: `rows × columns` places.
    package init(rows: Int, columns: Int, places: [PlaceJudgement], categories: [Int64]) {
        precondition(places.count == rows * columns, "\(places.count) places do not fill \(rows) × \(columns)")
        (self.rows, self.columns, self.places, self.categories) = (rows, columns, places, categories)
    }

    /// Places side by side at which one category wins.
    package struct Part: Hashable {
        /// The category.
        package let category: Int64
        /// Its places, by their number, in ascending order.
        package let cells: [Int]

        /// A part.
        package init(category: Int64, cells: [Int]) { (self.category, self.cells) = (category, cells) }
    }

    /// The connected parts, by the first of their places. Places are connected through their sides, not their corners.
    package var parts: [Part] {
        var seen = [Bool](repeating: false, count: places.count)
        var parts: [Part] = []
        for start in places.indices where !seen[start] {
            guard let category = places[start].category else { continue }
            var (cells, open) = ([Int](), [start])
            seen[start] = true
            while let cell = open.popLast() {
                cells.append(cell)
                for next in neighbours(cell) where !seen[next] && places[next].category == category {
                    seen[next] = true
                    open.append(next)
                }
            }
            parts.append(Part(category: category, cells: cells.sorted()))
        }
        return parts
    }

    private func neighbours(_ cell: Int) -> [Int] {
        let (row, column) = (cell / columns, cell % columns)
        var next: [Int] = []
        if row > 0 { next.append(cell - columns) }
        if column > 0 { next.append(cell - 1) }
        if column + 1 < columns { next.append(cell + 1) }
        if row + 1 < rows { next.append(cell + columns) }
        return next
    }

    /// Where the evidence for a part's category is greatest.
    package struct Peak {
        /// The place, by its number.
        package let cell: Int
        /// The evidence there.
        package let evidence: Double
        /// Row and column between places: where a parabola through the place and its neighbours has its top.
        package let row, column: Double
    }

    /// The place of a part at which most speaks for its category.
    package func peak(of part: Part) -> Peak? {
        guard let index = categories.firstIndex(of: part.category) else { return nil }
        func evidence(_ cell: Int) -> Double { places[cell].evidence[index] }
        guard let best = part.cells.max(by: { evidence($0) < evidence($1) }) else { return nil }
        let (row, column) = (best / columns, best % columns)
        func between(_ before: Int?, _ after: Int?) -> Double {
            guard let before, let after else { return 0 }
            return Self.top(evidence(before), evidence(best), evidence(after))
        }
        return Peak(
            cell: best, evidence: evidence(best),
            row: Double(row) + between(row > 0 ? best - columns : nil, row + 1 < rows ? best + columns : nil),
            column: Double(column) + between(column > 0 ? best - 1 : nil, column + 1 < columns ? best + 1 : nil))
    }

    /// Where a parabola through three values, one apart, has its top: -0.5 to 0.5 from the middle one.
    private static func top(_ before: Double, _ middle: Double, _ after: Double) -> Double {
        let bend = before - 2 * middle + after
        return bend < 0 ? min(max(0.5 * (before - after) / bend, -0.5), 0.5) : 0
    }
}
