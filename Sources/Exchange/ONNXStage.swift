// One stage of an ONNX model: filters, tanh, rectification, local normalisation, pooling.

import Features
import Formats

extension ONNXBuilder {
    /// Adds stage `number` (from 1), which filters `maps` and leaves pooled ones.
    ///
    /// - Parameter filtered: rows and columns between filters and pooling.
    mutating func stage(
        _ number: Int, _ shape: StageShape, _ filters: StageFilters, filtered: Extent, _ connections: ONNXConnections,
        _ maps: String
    ) -> String {
        place = "stage \(number)/"
        let squashed = node("Tanh", [self.filtered(maps, shape, filters, connections)], "squashed")
        var maps = rectified(amplified(squashed, filters.gains), shape.rectification)
        if let window = shape.normalisation {
            maps = normalised(maps, window, filtered, count: shape.maps)
        }
        return pooled(maps, shape.pooling)
    }

    private mutating func amplified(_ maps: String, _ gains: [Float]) -> String {
        guard gains.contains(where: { $0 != 1 }) else { return maps }
        return node("Mul", [maps, constant("gains", shape: [1, gains.count, 1, 1], gains)], "amplified")
    }

    private mutating func rectified(_ maps: String, _ rectification: Rectification) -> String {
        switch rectification {
        case .none: return maps
        case .absolute: return node("Abs", [maps], "rectified")
        case .positive: return node("Relu", [maps], "rectified")
        case .split:
            let negative = node("Relu", [node("Neg", [maps], "turned round")], "negative part")
            let positive = node("Relu", [maps], "positive part")
            return node("Concat", [positive, negative], "rectified", ["axis": .int(1)])
        }
    }

    /// `v / max(c, σ)` with `v = x - μ`; μ and σ are of all maps, c is the mean of σ over the picture.
    private mutating func normalised(
        _ maps: String, _ window: GaussianWindow, _ extent: Extent, count: Int
    ) -> String {
        let smoothing = ONNXSmoothing(window, extent, times: 1 / Double(count), in: &self)
        let sum = reduced("ReduceSum", maps, over: [1], "sum")
        let means = smoothing.means(of: sum, "means", in: &self)
        let difference = node("Sub", [maps, means], "difference")
        let squares = reduced("ReduceSumSquare", difference, over: [1], "sum of squares")
        let deviation = node("Sqrt", [smoothing.means(of: squares, "variance", in: &self)], "deviation")
        let mean = reduced("ReduceMean", deviation, over: [2, 3], "mean deviation")
        let floor = node("Max", [mean, number(LocalNormalisation.smallestDeviation)], "floor")
        let divisor = node("Max", [deviation, floor], "divisor")
        return node("Mul", [difference, node("Reciprocal", [divisor], "scale")], "normalised")
    }

    /// Adds what is taken of windows, borders valid.
    mutating func pooled(_ maps: String, _ shape: PoolingShape) -> String {
        guard shape != .none else { return maps }
        let settings: [String: ONNXAttribute] = [
            "kernel_shape": .ints([shape.window.rows, shape.window.columns]),
            "strides": .ints([shape.step.rows, shape.step.columns]),
        ]
        switch shape.kind {
        case .average: return node("AveragePool", [maps], "pooled", settings)
        case .max: return node("MaxPool", [maps], "pooled", settings)
        case .l2:
            let squares = node("Mul", [maps, maps], "squares")
            return node("Sqrt", [node("AveragePool", [squares], "mean square", settings)], "pooled")
        }
    }
}
