// The filters of a stage there and back, for a few pictures at a time.

import Features
import Kernels
import Linear

/// Correlates maps with kernels, borders valid, as products of matrices: each row of the left factor is what a kernel sees
/// at one place.
///
/// Maps lie picture after picture, pixel by pixel: `pictures × rows × columns × lanes`. What the kernels see is laid out
/// for a band of rows at a time, so that it stays in the cache.
final class Convolution {
    /// Rows and columns of the result.
    let size: Extent
    /// Lanes of the result.
    let lanes: Int

    private let plan: ConvolutionPlan
    private let input: Extent
    private let inputLanes: Int
    private let kernel: Extent
    /// Rows of the result, those of all pictures counted through, that are computed at a time.
    private let band: Int
    /// What the kernels of a product see in a band.
    private let patches: FloatBuffer
    private let patchSlopes: FloatBuffer
    /// The inputs of a product, where they are not all there are.
    private let gathered: FloatBuffer
    private let gatheredSlopes: FloatBuffer

    /// Values of patches that fit in the processor's second cache beside all else.
    private static let cached = 1 << 16

    /// Filters for up to `pictures` pictures of size `input`.
    init(_ plan: ConvolutionPlan, kernel: Extent, input: Extent, inputLanes: Int, pictures: Int) {
        self.plan = plan
        self.kernel = kernel
        self.input = input
        self.inputLanes = inputLanes
        size = Extent(input.rows - kernel.rows + 1, input.columns - kernel.columns + 1)
        lanes = plan.laneOfOutput.count
        let widest = plan.groups.reduce(0) { max($0, $1.inputs.count) } * kernel.rows * kernel.columns
        band = min(max(Self.cached / (size.columns * widest), 1), pictures * size.rows)
        patches = FloatBuffer(count: band * size.columns * widest)
        patchSlopes = FloatBuffer(count: patches.count)
        let most = plan.groups.reduce(0) { $1.inputs.count < inputLanes ? max($0, $1.inputs.count) : $0 }
        gathered = FloatBuffer(count: pictures * input.rows * input.columns * most)
        gatheredSlopes = FloatBuffer(count: gathered.count)
    }

    /// Writes `pictures × rows × columns × lanes` sums `Σ k ⋆ x`.
    ///
    /// - Parameter weights: those of all products.
    func apply(
        _ planes: UnsafePointer<Float>, pictures: Int, weights: UnsafePointer<Float>,
        into sums: UnsafeMutablePointer<Float>
    ) {
        for group in plan.groups {
            let source = gather(group, planes, pictures)
            let seen = kernel.rows * kernel.columns * group.inputs.count
            eachBand(pictures) { rows in
                layOut(source, group.inputs.count, rows)
                BLAS.multiply(
                    patches.start, .plain, weights + group.firstWeight, .transposed,
                    into: sums + rows.lowerBound * size.columns * lanes + group.firstLane,
                    rows: rows.count * size.columns, inner: seen, columns: group.outputs.count, columnsOfC: lanes)
            }
        }
    }

    /// Adds what the slopes of the sums make of those of the weights, and of those of the planes.
    ///
    /// - Parameters:
    ///   - isCurvature: the slopes are curvatures: what is multiplied by is squared, and `weights` are squares.
    ///   - planeSlopes: nil for a first stage, whose input nothing asks after.
    func takeBack(
        _ slopes: UnsafePointer<Float>, _ planes: UnsafePointer<Float>, pictures: Int, weights: UnsafePointer<Float>,
        isCurvature: Bool, weightSlopes: UnsafeMutablePointer<Float>, planeSlopes: UnsafeMutablePointer<Float>?
    ) {
        for group in plan.groups {
            let source = gather(group, planes, pictures)
            let isPart = group.inputs.count < inputLanes
            let seen = kernel.rows * kernel.columns * group.inputs.count
            let target = planeSlopes.map { isPart ? gatheredSlopes.start : $0 }
            if isPart, let target {
                target.update(repeating: 0, count: pictures * input.rows * input.columns * group.inputs.count)
            }
            eachBand(pictures) { rows in
                layOut(source, group.inputs.count, rows)
                let places = rows.count * size.columns
                if isCurvature { for index in 0..<places * seen { patches.start[index] *= patches.start[index] } }
                let own = slopes + rows.lowerBound * size.columns * lanes + group.firstLane
                BLAS.multiply(
                    own, .transposed, patches.start, .plain, into: weightSlopes + group.firstWeight,
                    rows: group.outputs.count, inner: places, columns: seen, keep: 1, columnsOfA: lanes)
                guard let target else { return }
                BLAS.multiply(
                    own, .plain, weights + group.firstWeight, .plain, into: patchSlopes.start, rows: places,
                    inner: group.outputs.count, columns: seen, columnsOfA: lanes)
                putBack(target, group.inputs.count, rows)
            }
            if isPart, let planeSlopes { scatter(group, into: planeSlopes, pictures) }
        }
    }

    private func eachBand(_ pictures: Int, _ body: (Range<Int>) -> Void) {
        let rows = pictures * size.rows
        for first in stride(from: 0, to: rows, by: band) { body(first..<min(first + band, rows)) }
    }

    /// The lanes that a product reads, by themselves.
    private func gather(
        _ group: ConvolutionPlan.Group, _ planes: UnsafePointer<Float>, _ pictures: Int
    ) -> UnsafePointer<Float> {
        if group.inputs.count == inputLanes { return planes }
        var (source, target) = (planes, gathered.start)
        for _ in 0..<pictures * input.rows * input.columns {
            for (slot, lane) in group.inputs.enumerated() { target[slot] = source[lane] }
            source += inputLanes
            target += group.inputs.count
        }
        return UnsafePointer(gathered.start)
    }

    private func scatter(_ group: ConvolutionPlan.Group, into planes: UnsafeMutablePointer<Float>, _ pictures: Int) {
        var (source, target) = (gatheredSlopes.start, planes)
        for _ in 0..<pictures * input.rows * input.columns {
            for (slot, lane) in group.inputs.enumerated() { target[lane] += source[slot] }
            source += group.inputs.count
            target += inputLanes
        }
    }

    /// Lays out what the kernels see in a band of rows: places × kernel rows × kernel columns × inputs.
    private func layOut(_ source: UnsafePointer<Float>, _ inputs: Int, _ rows: Range<Int>) {
        let (line, piece) = (input.columns * inputs, kernel.columns * inputs)
        var target = patches.start
        for row in rows {
            let first = source + (row / size.rows * input.rows + row % size.rows) * line
            for column in 0..<size.columns {
                var corner = first + column * inputs
                for _ in 0..<kernel.rows {
                    target.update(from: corner, count: piece)
                    target += piece
                    corner += line
                }
            }
        }
    }

    /// Adds what a band's patches say to the values that they were laid out from.
    private func putBack(_ target: UnsafeMutablePointer<Float>, _ inputs: Int, _ rows: Range<Int>) {
        let (line, piece) = (input.columns * inputs, kernel.columns * inputs)
        var source = UnsafePointer(patchSlopes.start)
        for row in rows {
            let first = target + (row / size.rows * input.rows + row % size.rows) * line
            for column in 0..<size.columns {
                var corner = first + column * inputs
                for _ in 0..<kernel.rows {
                    kernel_add(corner, source, piece)
                    source += piece
                    corner += line
                }
            }
        }
    }
}
