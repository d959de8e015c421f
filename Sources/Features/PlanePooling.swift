// The last pooling of some nets, over whole small maps.

/// Pools planes, borders valid.
package struct PlanePooling {
    private let shape: PoolingShape
    private let input: MapSize
    private let size: Extent

    /// Pooling of planes of a size.
    package init(shape: PoolingShape, input: MapSize) {
        self.shape = shape
        self.input = input
        size = shape.pooled(input.extent)
    }

    /// Pools `planes` into `maps × rows × columns` values.
    package func apply(_ planes: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>) {
        let (rows, columns) = (input.extent.rows, input.extent.columns)
        var target = result
        for map in 0..<input.maps {
            let plane = planes + map * rows * columns
            for row in 0..<size.rows {
                for column in 0..<size.columns {
                    target.pointee = value(plane + row * shape.step.rows * columns + column * shape.step.columns)
                    target += 1
                }
            }
        }
    }

    private func value(_ corner: UnsafePointer<Float>) -> Float {
        var taken: Float = shape.kind == .max ? -.infinity : 0
        for row in 0..<shape.window.rows {
            let line = corner + row * input.extent.columns
            for column in 0..<shape.window.columns {
                switch shape.kind {
                case .average: taken += line[column]
                case .l2: taken += line[column] * line[column]
                case .max: taken = max(taken, line[column])
                }
            }
        }
        let share = 1 / Float(shape.window.rows * shape.window.columns)
        switch shape.kind {
        case .average: return taken * share
        case .l2: return (taken * share).squareRoot()
        case .max: return taken
        }
    }
}
