// The parts of figures: errors, states, grids, curves.

import Foundation
import Imaging
import Lab
import Linear
import Testing

@Suite("Parts of figures")
struct FigurePartsTests {
    @Test func `Errors are squares, shares of the codes, and the overlap of what is not 0`() {
        let codes = Matrix(rows: 2, columns: 3, values: [1, 0, 2, 0, 0, 0])
        let best = Matrix(rows: 2, columns: 3, values: [2, 1, 2, 0, -1, 0])
        let error = CodeError(codes, from: best)
        #expect(error.square == 1.5 && abs(error.relative - 0.3) < 1e-12)
        // Both have 2 in common, of 2 and 4.
        #expect(abs(error.support - 4.0 / 6) < 1e-12)
    }

    @Test func `Transitions are shares of the state that they begin with`() {
        let frames = [
            Matrix(rows: 1, columns: 5, values: [1, 2, -1, 0, 3]),
            Matrix(rows: 1, columns: 5, values: [1, 0, -2, 0, -1]),
        ]
        let states = SignStates(frames: frames)
        #expect(states.density == 0.7)
        let shares = states.transitions([(from: 0, to: 1)])
        #expect(abs(shares.stayAbove - 1.0 / 3) < 1e-12 && abs(shares.aboveToZero - 1.0 / 3) < 1e-12)
        #expect(shares.stayBelow == 1 && shares.belowToZero == 0 && shares.stayZero == 1)
        #expect(abs(shares.flips - 1.0 / 3) < 1e-12)
    }

    @Test func `Each unit of predicted codes has as many zeros as the exact ones`() {
        let exact = SignStates(frames: [
            Matrix(rows: 2, columns: 2, values: [1, 0, 0, 0]), Matrix(rows: 2, columns: 2, values: [0, 5, 0, -1]),
        ])
        let predicted = SignStates(
            frames: [
                Matrix(rows: 2, columns: 2, values: [0.3, 9, -0.1, 0.5]),
                Matrix(rows: 2, columns: 2, values: [-4, 0.1, 0.2, -3]),
            ], asManyZerosAs: exact)
        // The first unit keeps the largest of four, the second two.
        #expect(predicted.frames == [[0, 1, 0, 0], [-1, 0, 0, -1]])
        #expect(predicted.density == exact.density)
    }

    @Test func `A grid reaches from corner to corner, and flat patches stay small`() {
        var frame = Plane(rows: 20, columns: 30)
        for row in 0..<20 {
            for column in 0..<30 { frame[row, column] = column < 15 ? 0 : Float((row * 7 + column * 5) % 11) }
        }
        let patches = PatchGrid(size: 9, perSide: 3).patches(of: frame)
        #expect(patches.rows == 9 && patches.columns == 81)
        #expect(patches.row(0).allSatisfy { $0 == 0 })
        let last = patches.row(8)
        let cut = (11..<20).flatMap { row in (21..<30).map { frame[row, $0] } }
        let mean = cut.reduce(0, +) / 81
        let deviation = (cut.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 81).squareRoot()
        #expect(zip(last, cut).allSatisfy { abs($0 - ($1 - mean) / deviation) < 1e-4 })
    }

    @Test func `Curves are drawn where their numbers lie`() {
        let curve = CurveChart.Curve(name: "falls", points: [(x: 0, y: 100), (x: 10, y: 1)])
        let picture = CurveChart(title: "A title", horizontal: "steps", curves: [curve]).picture()
        #expect(picture.width == 860 && picture.height == 560)
        picture.withBytes { bytes in
            func isBlue(_ x: Int, _ y: Int) -> Bool {
                let place = y * picture.stride + 4 * x
                return bytes[place] > 150 && bytes[place + 2] < 40
            }
            // Half-way along a straight line in logarithms; nothing above it.
            #expect(isBlue(355, 282) && !isBlue(355, 200) && !isBlue(355, 400))
        }
    }

    @Test func `A film's frames come one behind another, and what is no film is named`() throws {
        let scratch = try Scratch()
        let broken = try scratch.file("broken.mp4", Data("no film".utf8))
        let error = try #require(throws: LabError.self) {
            try FilmFrames.read(broken, count: 3, side: 32) { _, _, _ in }
        }
        #expect(error.description.contains(broken))
        let clip = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("clip/tabletop.mp4")
        let frames = try FilmFrames.read(clip.path, count: 4, side: 48) { _, _, _ in }
        #expect(frames.count == 4 && frames.allSatisfy { max($0.rows, $0.columns) == 48 })
        #expect(frames[0] != frames[3])
    }
}
