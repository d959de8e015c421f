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
    /// g · tanh(Σ k ⋆ x + b), borders valid, and what the rectification makes of it.
    static func filter(_ x: Maps, _ shape: StageShape, _ filters: StageFilters) -> Maps {
        let (table, kernel) = (shape.table, shape.kernel)
        var y = Maps(table.outputs, x.rows - kernel.rows + 1, x.columns - kernel.columns + 1)
        for output in 0..<table.outputs {
            for row in 0..<y.rows {
                for column in 0..<y.columns {
                    var sum = Double(filters.biases[output])
                    for (place, input) in table.inputs(of: output).enumerated() {
                        let first = (output * table.inputsPerOutput + place) * kernel.rows * kernel.columns
                        for p in 0..<kernel.rows {
                            for q in 0..<kernel.columns {
                                let weight = filters.kernels[first + p * kernel.columns + q]
                                sum += Double(weight) * x[input, row + p, column + q]
                            }
                        }
                    }
                    y[output, row, column] = Double(filters.gains[output]) * tanh(sum)
                }
            }
        }
        return rectify(y, shape.rectification)
    }

    static func rectify(_ y: Maps, _ rectification: Rectification) -> Maps {
        switch rectification {
        case .none: return y
        case .absolute: return Maps(y.count, y.rows, y.columns, values: y.values.map { abs($0) })
        case .positive: return Maps(y.count, y.rows, y.columns, values: y.values.map { max($0, 0) })
        case .split:
            let values = y.values.map { max($0, 0) } + y.values.map { max(-$0, 0) }
            return Maps(2 * y.count, y.rows, y.columns, values: values)
        }
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

    /// What is taken of windows, borders valid.
    static func pool(_ x: Maps, _ shape: PoolingShape) -> Maps {
        let (window, step) = (shape.window, shape.step)
        var y = Maps(
            x.count, (x.rows - window.rows) / step.rows + 1, (x.columns - window.columns) / step.columns + 1)
        for map in 0..<y.count {
            for row in 0..<y.rows {
                for column in 0..<y.columns {
                    let values = (0..<window.rows * window.columns).map { index in
                        x[
                            map, row * step.rows + index / window.columns,
                            column * step.columns + index % window.columns]
                    }
                    let count = Double(values.count)
                    y[map, row, column] =
                        switch shape.kind {
                        case .average: values.reduce(0, +) / count
                        case .max: values.max() ?? .nan
                        case .l2: (values.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
                        }
                }
            }
        }
        return y
    }

    /// One whole stage.
    static func stage(_ x: Maps, _ shape: StageShape, _ filters: StageFilters) -> Maps {
        var maps = filter(x, shape, filters)
        if let window = shape.normalisation {
            maps = normalise(maps, window) { max($0, Double(LocalNormalisation.smallestDeviation)) }
        }
        return pool(maps, shape.pooling)
    }

    /// A picture's channels, prepared and centred in `size`.
    static func prepare(_ x: Maps, _ input: InputShape, in size: Extent) -> Maps {
        var luminance = Maps(1, x.rows, x.columns, values: Array(x.values.prefix(x.rows * x.columns)))
        let count = Double(luminance.values.count)
        let mean = luminance.values.reduce(0, +) / count
        let deviation = (luminance.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        let standard = luminance.values.map { deviation < 0.5 / 255 ? 0 : ($0 - mean) / deviation }
        switch input.preparation {
        case .none: break
        case .standard: luminance.values = standard
        case .contrast:
            luminance.values = standard
            luminance = normalise(luminance, input.window) { _ in 1 }
        case .gain:
            luminance.values = luminance.values.map { 255 * $0 }
            let means = localMean(luminance, input.window).values
            luminance.values = zip(luminance.values, means).map { $0 / ($1 + 1) }
        }
        let even = Maps(
            x.count, x.rows, x.columns,
            values: luminance.values + x.values.dropFirst(x.rows * x.columns))
        let border = input.border
        let kept = Extent(x.rows - 2 * border, x.columns - 2 * border)
        var y = Maps(x.count, size.rows, size.columns)
        let (top, left) = ((size.rows - kept.rows) / 2, (size.columns - kept.columns) / 2)
        for map in 0..<x.count {
            for row in 0..<kept.rows {
                for column in 0..<kept.columns {
                    y[map, top + row, left + column] = even[map, row + border, column + border]
                }
            }
        }
        return y
    }
}

/// The largest difference between two lists of the same length.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).map { abs($0 - $1) }.max() ?? 0
}
