// The naive formulas that judge the fast ones: loops over every index, in Double.

import Features
import Foundation

/// `maps × rows × columns` numbers.
struct Maps {
    let count: Int
    let rows: Int
    let columns: Int
    var values: [Double]

    init(_ count: Int, _ rows: Int, _ columns: Int, values: [Double]? = nil) {
        self.count = count
        self.rows = rows
        self.columns = columns
        self.values = values ?? Array(repeating: 0, count: count * rows * columns)
    }

    subscript(map: Int, row: Int, column: Int) -> Double {
        get { values[(map * rows + row) * columns + column] }
        set { values[(map * rows + row) * columns + column] = newValue }
    }
}

enum Naive {
    /// |g · tanh(Σ k ⋆ x + b)|, borders valid.
    static func filter(_ x: Maps, table: ConnectionTable, filters: StageFilters) -> Maps {
        let side = filters.side
        var y = Maps(table.outputs, x.rows - side + 1, x.columns - side + 1)
        for output in 0..<table.outputs {
            for row in 0..<y.rows {
                for column in 0..<y.columns {
                    var sum = Double(filters.biases[output])
                    for (place, input) in table.inputs(of: output).enumerated() {
                        let kernel = (output * table.inputsPerOutput + place) * side * side
                        for p in 0..<side {
                            for q in 0..<side {
                                sum += Double(filters.kernels[kernel + p * side + q]) * x[input, row + p, column + q]
                            }
                        }
                    }
                    y[output, row, column] = abs(Double(filters.gains[output]) * tanh(sum))
                }
            }
        }
        return y
    }

    /// Σ w·x over the part of the window inside, divided by the weight of that part.
    static func localMean(_ x: Maps, _ window: GaussianWindow) -> Maps {
        let reach = window.side / 2
        var y = Maps(x.count, x.rows, x.columns)
        for map in 0..<x.count {
            for row in 0..<x.rows {
                for column in 0..<x.columns {
                    var (sum, mass) = (0.0, 0.0)
                    for p in max(-reach, -row)...min(reach, x.rows - 1 - row) {
                        for q in max(-reach, -column)...min(reach, x.columns - 1 - column) {
                            let w = exp(-Double(p * p + q * q) / (2 * window.deviation * window.deviation))
                            sum += w * x[map, row + p, column + q]
                            mass += w
                        }
                    }
                    y[map, row, column] = sum / mass
                }
            }
        }
        return y
    }

    /// Means over the maps at every pixel.
    static func meanOverMaps(_ x: Maps, _ value: (Double) -> Double = { $0 }) -> Maps {
        var y = Maps(1, x.rows, x.columns)
        for row in 0..<x.rows {
            for column in 0..<x.columns {
                for map in 0..<x.count { y[0, row, column] += value(x[map, row, column]) / Double(x.count) }
            }
        }
        return y
    }

    /// y = v / max(c, σ); `floor` makes c of the mean of σ.
    static func normalise(_ x: Maps, _ window: GaussianWindow, floor: (Double) -> Double) -> Maps {
        let mean = localMean(meanOverMaps(x), window)
        var v = x
        for map in 0..<x.count {
            for row in 0..<x.rows {
                for column in 0..<x.columns { v[map, row, column] -= mean[0, row, column] }
            }
        }
        let deviation = localMean(meanOverMaps(v) { $0 * $0 }, window).values.map { $0.squareRoot() }
        let c = floor(deviation.reduce(0, +) / Double(deviation.count))
        for index in v.values.indices { v.values[index] /= max(c, deviation[index % deviation.count]) }
        return v
    }

    /// Averages of windows, borders valid.
    static func pool(_ x: Maps, side: Int, step: Int) -> Maps {
        var y = Maps(x.count, (x.rows - side) / step + 1, (x.columns - side) / step + 1)
        for map in 0..<y.count {
            for row in 0..<y.rows {
                for column in 0..<y.columns {
                    for p in 0..<side {
                        for q in 0..<side { y[map, row, column] += x[map, row * step + p, column * step + q] }
                    }
                    y[map, row, column] /= Double(side * side)
                }
            }
        }
        return y
    }

    /// One whole stage.
    static func stage(_ x: Maps, _ shape: StageShape, _ filters: StageFilters, _ window: GaussianWindow) -> Maps {
        let filtered = filter(x, table: shape.table, filters: filters)
        let normalised = normalise(filtered, window) { max($0, Double(LocalNormalisation.smallestDeviation)) }
        return pool(normalised, side: shape.poolingSide, step: shape.poolingStep)
    }
}

/// The largest difference between two lists of the same length.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).map { abs($0 - $1) }.max() ?? 0
}
