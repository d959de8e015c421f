// Pooling there and back.

import Features
import Kernels

/// Takes the mean, the largest or the root of the mean square of windows, borders valid.
///
/// Maps lie picture after picture, pixel by pixel, before and after.
final class PoolingPass {
    /// Rows and columns of the result.
    let size: Extent

    private let shape: PoolingShape
    private let input: Extent
    private let lanes: Int
    /// Which pixel of its window each largest value stood at: pictures × pixels × lanes of the result.
    private let winners: UnsafeMutablePointer<Int32>
    private let window: kernel_window

    /// Pooling of up to `pictures` pictures of `lanes` maps.
    init(_ shape: PoolingShape, input: Extent, lanes: Int, pictures: Int) {
        self.shape = shape
        self.input = input
        self.lanes = lanes
        size = Extent(
            (input.rows - shape.window.rows) / shape.step.rows + 1,
            (input.columns - shape.window.columns) / shape.step.columns + 1)
        let count = pictures * size.rows * size.columns * lanes
        winners = .allocate(capacity: count)
        winners.initialize(repeating: 0, count: count)
        let kind =
            switch shape.kind {
            case .average: KERNEL_SUM
            case .l2: KERNEL_SQUARES
            case .max: KERNEL_LARGEST
            }
        window = kernel_window(
            kind: Int32(kind), rows: shape.window.rows, columns: shape.window.columns, step: input.columns, lanes: lanes
        )
    }

    deinit { winners.deallocate() }

    /// Pools value · scale, each pixel with its own scale.
    func apply(
        _ values: UnsafePointer<Float>, scales: UnsafePointer<Float>, pictures: Int,
        into pooled: UnsafeMutablePointer<Float>
    ) {
        var window = window
        eachWindow(pictures) { corner, place in
            kernel_pool_window(
                &window, values + corner * lanes, scales + corner, pooled + place * lanes, winners + place * lanes)
        }
    }

    /// Writes the slopes of value · scale from those of the result; or curvatures from curvatures.
    func takeBack(
        _ pooledSlopes: UnsafePointer<Float>, _ values: UnsafePointer<Float>, scales: UnsafePointer<Float>,
        pooled: UnsafePointer<Float>, pictures: Int, isCurvature: Bool, into slopes: UnsafeMutablePointer<Float>
    ) {
        slopes.update(repeating: 0, count: pictures * input.rows * input.columns * lanes)
        var window = window
        let way = isCurvature ? kernel_pool_curvatures : kernel_pool_slopes
        eachWindow(pictures) { corner, place in
            way(
                &window, values + corner * lanes, scales + corner, pooled + place * lanes, winners + place * lanes,
                pooledSlopes + place * lanes, slopes + corner * lanes)
        }
    }

    /// The first pixel and the result's pixel of each window.
    private func eachWindow(_ pictures: Int, _ body: (_ corner: Int, _ place: Int) -> Void) {
        var place = 0
        for picture in 0..<pictures {
            for row in 0..<size.rows {
                let first = (picture * input.rows + row * shape.step.rows) * input.columns
                for column in 0..<size.columns {
                    body(first + column * shape.step.columns, place)
                    place += 1
                }
            }
        }
    }
}
