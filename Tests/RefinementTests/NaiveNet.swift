// The net by its formulas, in Double, one value after another: the judge of the fast passes.

import Features
import Foundation
import Refinement

/// A net whose every module is written down as its formula stands.
struct NaiveNet {
    let shape: ExtractorShape
    let layers: [Int]
    let offsets: [Double]
    let scales: [Double]
    var numbers: [Double]

    init(_ net: RefinementNet) {
        (shape, layers) = (net.shape, net.layers)
        (offsets, scales) = (net.offsets.map(Double.init), net.scales.map(Double.init))
        numbers = net.numbers.map(Double.init)
    }

    /// Planes as rows of values.
    typealias Planes = [[[Double]]]

    /// -ln p(label). `floors` has the `c` of each stage's normalisation, or nil to find them; those that were used come
    /// back.
    func loss(_ picture: [Float], label: Int, floors given: [Double]? = nil) -> (loss: Double, floors: [Double]) {
        let (features, floors) = features(picture, floors: given)
        var (values, first, inputs) = (features, stageNumbers, features.count)
        for (index, outputs) in layers.enumerated() {
            let biases = first + inputs * outputs
            values = (0..<outputs).map { output in
                var sum = numbers[biases + output]
                for input in 0..<inputs { sum += numbers[first + output * inputs + input] * values[input] }
                return index + 1 < layers.count ? tanh(sum) : sum
            }
            first = biases + outputs
            inputs = outputs
        }
        return (log(values.reduce(0) { $0 + exp($1) }) - values[label], floors)
    }

    private var stageNumbers: Int {
        shape.stages.reduce(0) {
            $0 + $1.table.indices.count * $1.kernel.rows * $1.kernel.columns + 2 * $1.table.outputs
        }
    }

    /// The standardised features.
    func features(_ picture: [Float], floors given: [Double]? = nil) -> (features: [Double], floors: [Double]) {
        let size = shape.sizes[0]
        let (rows, columns) = (size.extent.rows, size.extent.columns)
        var planes: Planes = (0..<size.maps).map { map in
            (0..<rows).map { row in
                (0..<columns).map { Double(picture[(map * rows + row) * columns + $0]) }
            }
        }
        var (first, floors) = (0, [Double]())
        for (index, stage) in shape.stages.enumerated() {
            planes = filter(planes, stage, &first)
            planes = rectify(planes, stage.rectification)
            if let window = stage.normalisation {
                let floor: Double
                (planes, floor) = normalise(planes, window, floor: given?[index])
                floors.append(floor)
            } else {
                floors.append(0)
            }
            planes = pool(planes, stage.pooling)
        }
        if let last = shape.finalPooling { planes = pool(planes, last) }
        let flat = planes.flatMap { $0.flatMap { $0 } }
        return (flat.indices.map { (flat[$0] - offsets[$0]) * scales[$0] }, floors)
    }

    private func filter(_ planes: Planes, _ stage: StageShape, _ first: inout Int) -> Planes {
        let (table, taps) = (stage.table, stage.kernel.rows * stage.kernel.columns)
        let gains = first + table.indices.count * taps
        let biases = gains + table.outputs
        let (rows, columns) = (planes[0].count - stage.kernel.rows + 1, planes[0][0].count - stage.kernel.columns + 1)
        let result: Planes = (0..<table.outputs).map { output in
            (0..<rows).map { row in
                (0..<columns).map { column in
                    var sum = numbers[biases + output]
                    for (place, input) in table.inputs(of: output).enumerated() {
                        let kernel = first + (output * table.inputsPerOutput + place) * taps
                        for p in 0..<stage.kernel.rows {
                            for q in 0..<stage.kernel.columns {
                                sum +=
                                    numbers[kernel + p * stage.kernel.columns + q] * planes[input][row + p][column + q]
                            }
                        }
                    }
                    return numbers[gains + output] * tanh(sum)
                }
            }
        }
        first = biases + table.outputs
        return result
    }

    private func rectify(_ planes: Planes, _ rectification: Rectification) -> Planes {
        func each(_ body: (Double) -> Double) -> Planes { planes.map { $0.map { $0.map(body) } } }
        return switch rectification {
        case .none: planes
        case .absolute: each(abs)
        case .positive: each { max($0, 0) }
        case .split: each { max($0, 0) } + each { max(-$0, 0) }
        }
    }

    private func normalise(_ planes: Planes, _ window: GaussianWindow, floor given: Double?) -> (Planes, Double) {
        let (rows, columns, maps) = (planes[0].count, planes[0][0].count, Double(planes.count))
        let means = smooth(planes, window) { $0 }
        let centred: Planes = planes.map { plane in
            (0..<rows).map { row in (0..<columns).map { plane[row][$0] - means[row][$0] / maps } }
        }
        let deviations = smooth(centred, window) { $0 * $0 }.map { $0.map { ($0 / maps).squareRoot() } }
        let floor = given ?? deviations.flatMap { $0 }.reduce(0, +) / Double(rows * columns)
        return (
            centred.map { plane in
                (0..<rows).map { row in
                    (0..<columns).map { plane[row][$0] / max(floor, deviations[row][$0]) }
                }
            }, floor
        )
    }

    /// The window's mean of the sum over maps, over what lies inside.
    private func smooth(_ planes: Planes, _ window: GaussianWindow, _ body: (Double) -> Double) -> [[Double]] {
        let (rows, columns, reach) = (planes[0].count, planes[0][0].count, window.side / 2)
        return (0..<rows).map { row in
            (0..<columns).map { column in
                var (sum, mass) = (0.0, 0.0)
                for p in -reach...reach where (0..<rows).contains(row + p) {
                    for q in -reach...reach where (0..<columns).contains(column + q) {
                        let weight = exp(-Double(p * p + q * q) / (2 * window.deviation * window.deviation))
                        mass += weight
                        for plane in planes { sum += weight * body(plane[row + p][column + q]) }
                    }
                }
                return sum / mass
            }
        }
    }

    private func pool(_ planes: Planes, _ pooling: PoolingShape) -> Planes {
        let rows = (planes[0].count - pooling.window.rows) / pooling.step.rows + 1
        let columns = (planes[0][0].count - pooling.window.columns) / pooling.step.columns + 1
        return planes.map { plane in
            (0..<rows).map { row in
                (0..<columns).map { column in
                    let window = (0..<pooling.window.rows).flatMap { p in
                        (0..<pooling.window.columns).map { q in
                            plane[row * pooling.step.rows + p][column * pooling.step.columns + q]
                        }
                    }
                    let count = Double(window.count)
                    return switch pooling.kind {
                    case .average: window.reduce(0, +) / count
                    case .max: window.max() ?? 0
                    case .l2: (window.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
                    }
                }
            }
        }
    }
}
