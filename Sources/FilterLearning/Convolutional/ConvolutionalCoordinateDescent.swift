// Coordinate descent on the codes of one crop.

import Features
import Linear

/// Convolutional coordinate descent (Kavukcuoglu et al., Learning Convolutional Feature Hierarchies for Visual
/// Recognition, 2010, algorithm 1): always the value that moves farthest.
///
///     β = Dᵀ(t − Dz) + z,  S = the inner products of all atoms shifted against each other
///     repeat   z̄ = sh_λ(β + 2αz̃)/(1 + 2α),  (k, p) = argmax |z_k(p) − z̄_k(p)|
///              β_i(q) −= ⟨D_i at q, D_k at p⟩ (z̄_k(p) − z_k(p))  for all others,  z_k(p) ← z̄_k(p)
///
/// The largest change of each tile of each map is remembered: a step looks again only at tiles that it reached. A step costs
/// atoms × (2s − 1)² multiplications; S, which is made anew for each crop, atoms² × (2s − 1)² × s². On crops of 25 × 25 FISTA
/// comes as near to the minimum in a third of the time, so that learning uses that; this is the exact one that it is held
/// against.
public struct ConvolutionalCoordinateDescent: ConvolutionalSolver {
    /// The change at which it stops.
    public let tolerance: Double
    /// The number of changes after which it stops anyway.
    public let limit: Int

    /// A solver.
    public init(tolerance: Double = 1e-7, limit: Int = 10_000_000) {
        (self.tolerance, self.limit) = (tolerance, limit)
    }

    /// Finds codes; an iteration changes one value.
    public func minimise(
        _ problem: ConvolutionalCoding, target: [Float], predictions: [Float]
    ) -> (codes: [Float], iterations: Int) {
        var descent = Descent(problem, target, predictions)
        var iterations = 0
        while iterations < limit, descent.step(beyond: tolerance) { iterations += 1 }
        return (descent.codes.map { Float($0) }, iterations)
    }
}

/// The codes on their way, in Double.
private struct Descent {
    private(set) var codes: [Double]

    private let shape: ConvolutionalShape
    private let products: ShiftedProducts
    private let sparsity, pull: Double
    /// β + 2αz̃.
    private var sums: [Double]
    /// The places of each tile of a map.
    private let tiles: [(rows: Range<Int>, columns: Range<Int>)]
    /// For each tile of each map the value that would move farthest, and how far.
    private var farthest: [(place: Int, change: Double)]

    /// Rows and columns of a tile.
    private static let side = 16

    init(_ problem: ConvolutionalCoding, _ target: [Float], _ predictions: [Float]) {
        let shape = problem.shape
        self.shape = shape
        products = ShiftedProducts(problem.dictionary, shape)
        (sparsity, pull) = (Double(problem.sparsity), 2 * Double(problem.predictionWeight))
        codes = predictions.map(Double.init)
        let rest = zip(target, problem.product(of: predictions)).map { $0 - $1 }
        let pull = pull
        sums = zip(problem.correlations(with: rest), predictions).map { Double($0) + (1 + pull) * Double($1) }
        tiles = stride(from: 0, to: shape.code.rows, by: Self.side).flatMap { row in
            stride(from: 0, to: shape.code.columns, by: Self.side).map { column in
                (row..<min(row + Self.side, shape.code.rows), column..<min(column + Self.side, shape.code.columns))
            }
        }
        farthest = Array(repeating: (0, 0), count: shape.atoms * tiles.count)
        for place in farthest.indices { look(place) }
    }

    /// Moves the value that moves farthest, unless that is no more than `tolerance`.
    mutating func step(beyond tolerance: Double) -> Bool {
        guard let (place, change) = farthest.max(by: { abs($0.change) < abs($1.change) }), abs(change) > tolerance
        else { return false }
        let own = sums[place]
        products.add(-change, of: place, to: &sums)
        // What its value was made of stays.
        sums[place] = own
        codes[place] += change
        let (row, column) = (place % shape.places / shape.code.columns, place % shape.code.columns)
        let (rows, columns) = (shape.kernel.rows - 1, shape.kernel.columns - 1)
        for (index, tile) in tiles.enumerated()
        where tile.rows.overlaps(row - rows..<row + rows + 1)
            && tile.columns.overlaps(column - columns..<column + columns + 1)
        {
            for atom in 0..<shape.atoms { look(atom * tiles.count + index) }
        }
        return true
    }

    /// Finds the value of a tile that would move farthest.
    private mutating func look(_ place: Int) {
        let (atom, tile) = (place / tiles.count, tiles[place % tiles.count])
        var (best, most) = (0, 0.0)
        for row in tile.rows {
            let first = atom * shape.places + row * shape.code.columns
            for index in first + tile.columns.lowerBound..<first + tile.columns.upperBound {
                let change = shrink(sums[index], sparsity) / (1 + pull) - codes[index]
                if abs(change) > abs(most) { (best, most) = (index, change) }
            }
        }
        farthest[place] = (best, most)
    }
}

/// The inner products of all atoms, laid on a crop at all distances: `atoms × atoms × (2s − 1) × (2s − 1)`.
private struct ShiftedProducts {
    private let shape: ConvolutionalShape
    private let rows, columns: Int
    private var values: [Double]

    init(_ dictionary: Matrix, _ shape: ConvolutionalShape) {
        self.shape = shape
        (rows, columns) = (2 * shape.kernel.rows - 1, 2 * shape.kernel.columns - 1)
        values = Array(repeating: 0, count: shape.atoms * shape.atoms * rows * columns)
        for moved in 0..<shape.atoms {
            for other in 0..<shape.atoms {
                let first = (moved * shape.atoms + other) * rows * columns
                for index in 0..<rows * columns {
                    values[first + index] = product(
                        dictionary, moved, other, index / columns - shape.kernel.rows + 1,
                        index % columns - shape.kernel.columns + 1)
                }
            }
        }
    }

    /// `⟨other at p + (down, right), moved at p⟩`.
    private func product(_ dictionary: Matrix, _ moved: Int, _ other: Int, _ down: Int, _ right: Int) -> Double {
        var sum = 0.0
        let others = shape.table.inputs(of: other)
        for (slot, input) in shape.table.inputs(of: moved).enumerated() {
            guard let otherSlot = others.firstIndex(of: input) else { continue }
            let (a, b) = (slot * shape.taps, (otherSlot - others.startIndex) * shape.taps)
            for row in max(0, down)..<min(shape.kernel.rows, shape.kernel.rows + down) {
                for column in max(0, right)..<min(shape.kernel.columns, shape.kernel.columns + right) {
                    sum +=
                        Double(dictionary[moved, a + row * shape.kernel.columns + column])
                        * Double(dictionary[other, b + (row - down) * shape.kernel.columns + column - right])
                }
            }
        }
        return sum
    }

    /// Adds what a change of one value changes at all others within reach.
    func add(_ change: Double, of place: Int, to sums: inout [Double]) {
        let (height, width) = (shape.code.rows, shape.code.columns)
        let (atom, row, column) = (place / shape.places, place % shape.places / width, place % width)
        let (down, right) = (shape.kernel.rows - 1, shape.kernel.columns - 1)
        let left = max(0, column - right)
        let count = min(width, column + right + 1) - left
        values.withUnsafeBufferPointer { values in
            sums.withUnsafeMutableBufferPointer { sums in
                for other in 0..<shape.atoms {
                    for y in max(0, row - down)..<min(height, row + down + 1) {
                        let source = ((atom * shape.atoms + other) * rows + y - row + down) * columns
                        let products = values[(source + left - column + right)...].prefix(count)
                        let target = other * shape.places + y * width + left
                        for (index, product) in products.enumerated() { sums[target + index] += change * product }
                    }
                }
            }
        }
    }
}
