// Connected parts of a winner map, their peaks, and boxes that compete.

import Classifier
import Imaging
import Objects
import Testing

@Suite("The winner map")
struct WinnerMapTests {
    /// A map from rows of digits: 0 for nothing, else the category; all evidence 1 where it wins.
    private func map(_ rows: [String], evidence: [Double]? = nil) -> WinnerMap {
        let digits = rows.flatMap { $0.compactMap(\.wholeNumberValue) }
        let places = digits.enumerated().map { place, digit in
            PlaceJudgement(
                verdict: digit == 0 ? .unknown : .known, category: digit == 0 ? nil : Int64(digit), confidence: 0.9,
                rank: 0.5, evidence: [1, 2].map { $0 == digit ? evidence?[place] ?? 1 : evidence?[place] ?? 0 })
        }
        return WinnerMap(rows: rows.count, columns: rows[0].count, places: places, categories: [1, 2])
    }

    @Test("Places of one category that touch at their sides are one part; corners do not connect")
    func parts() {
        let parts = map(["1100", "0120", "1020", "1001"]).parts
        #expect(
            parts == [
                .init(category: 1, cells: [0, 1, 5]), .init(category: 2, cells: [6, 10]),
                .init(category: 1, cells: [8, 12]), .init(category: 1, cells: [15]),
            ])
        #expect(map(["000", "000"]).parts.isEmpty)
        #expect(map(["111", "101", "111"]).parts.map(\.cells.count) == [8])
    }

    @Test("A part that winds is found whole, however large")
    func winding() {
        let rows = (0..<60).map { row in
            row % 2 == 0
                ? String(repeating: "1", count: 60)
                : row % 4 == 1 ? String(repeating: "0", count: 59) + "1" : "1" + String(repeating: "0", count: 59)
        }
        let parts = map(rows).parts
        #expect(parts.count == 1 && parts[0].cells.count == 30 * 60 + 30)
    }

    @Test("A peak lies between places where its neighbours say so, and on the place at the border")
    func peaks() throws {
        let middle = map(["111", "111", "111"], evidence: [0.1, 0.4, 0.1, 0.3, 0.8, 0.5, 0.1, 0.4, 0.1])
        let peak = try #require(middle.peak(of: middle.parts[0]))
        #expect(peak.cell == 4 && peak.evidence == 0.8 && peak.row == 1)
        // The top of the parabola through 0.3, 0.8 and 0.5: 0.5 · (0.3 - 0.5) / (0.3 - 1.6 + 0.5).
        #expect(abs(peak.column - 1.125) < 1e-12)
        let corner = map(["11", "11"], evidence: [0.9, 0.5, 0.5, 0.1])
        let first = try #require(corner.peak(of: corner.parts[0]))
        #expect(first.row == 0 && first.column == 0)
        #expect(map(["11"]).peak(of: .init(category: 7, cells: [0])) == nil)
    }

    @Test("Overlap is the shared part of what two boxes cover")
    func overlap() {
        let box = Box(x: 0, y: 0, width: 10, height: 10)
        #expect(box.overlap(with: box) == 1)
        #expect(box.overlap(with: Box(x: 5, y: 0, width: 10, height: 10)) == 50.0 / 150)
        #expect(box.overlap(with: Box(x: 10, y: 0, width: 5, height: 5)) == 0)
        #expect(box.common(with: Box(x: 2, y: 3, width: 4, height: 5)) == 20)
    }

    @Test("Of boxes on one thing the first stays, also where a small one lies in a large one")
    func apart() {
        let boxes = [
            Box(x: 0, y: 0, width: 100, height: 100), Box(x: 10, y: 0, width: 100, height: 100),
            Box(x: 20, y: 20, width: 20, height: 20), Box(x: 95, y: 0, width: 100, height: 100),
        ]
        #expect(Box.apart(boxes, overlap: 0.3, inside: 0.6) == [0, 3])
        #expect(Box.apart(boxes, overlap: 0.3, inside: 1) == [0, 2, 3])
        #expect(Box.apart([], overlap: 0.3, inside: 0.6).isEmpty)
    }

    @Test("A box is cut off at the frame's edge, and outside of it there is none")
    func region() throws {
        let region = try #require(Box(x: -10, y: 10, width: 60, height: 20).region(inFrameOf: 100, 50))
        #expect(region.x == 0 && region.y == 0.2 && region.width == 0.5 && region.height == 0.4)
        #expect(Box(x: 120, y: 10, width: 60, height: 20).region(inFrameOf: 100, 50) == nil)
    }
}
