// The naive formulas that judge the fast ones, and numbers that are the same on every run.

/// Products as triple loops in Double.
enum Naive {
    static func multiply(_ a: [Double], _ b: [Double], rows: Int, inner: Int, columns: Int) -> [Double] {
        var result = [Double](repeating: 0, count: rows * columns)
        for row in 0..<rows {
            for column in 0..<columns {
                for k in 0..<inner { result[row * columns + column] += a[row * inner + k] * b[k * columns + column] }
            }
        }
        return result
    }

    static func transpose(_ a: [Double], rows: Int, columns: Int) -> [Double] {
        (0..<rows * columns).map { a[$0 % rows * columns + $0 / rows] }
    }

    /// `M·Mᵀ + I`: positive definite whatever `M` is.
    static func definite(_ order: Int, seed: UInt64) -> [Double] {
        var numbers = Numbers(seed: seed)
        let values = numbers.list(order * order)
        let turned = transpose(values, rows: order, columns: order)
        var matrix = multiply(values, turned, rows: order, inner: order, columns: order)
        for index in 0..<order { matrix[index * order + index] += 1 }
        return matrix
    }
}

/// Numbers in -1…1 from a fixed seed (a linear congruential generator, after Knuth's MMIX constants).
struct Numbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 52) - 1
    }

    mutating func list(_ count: Int) -> [Double] { (0..<count).map { _ in next() } }
}

/// The largest difference between two lists of the same length.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).map { abs($0 - $1) }.max() ?? 0
}
