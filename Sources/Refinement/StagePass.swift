// One stage there and back.

import Features
import Kernels

/// A stage for a few pictures at a time: its values on the way there are kept for the way back.
final class StagePass {
    /// What it reads, `pictures × rows × columns × lanes`: whoever comes before writes here.
    let input: FloatBuffer
    /// The slopes of what it reads.
    let inputSlopes: FloatBuffer
    /// Rows and columns of the result.
    let size: Extent
    /// Lanes of the result.
    let lanes: Int

    private let outputs: Int
    private let rectification: Int32
    private let convolution: Convolution
    private let normalisation: NormalisationPass?
    private let pooling: PoolingPass
    private let pixels: Int
    /// What tanh makes: pictures × pixels × outputs.
    private let squashed: FloatBuffer
    /// Rectified values, less their means: pictures × pixels × lanes.
    private let values: FloatBuffer
    private let slopes: FloatBuffer
    private let sums: FloatBuffer
    private let ones: FloatBuffer

    /// A stage for up to `pictures` pictures of size `input`.
    init(_ shape: StageShape, plan: ConvolutionPlan, input: Extent, inputLanes: Int, pictures: Int) {
        convolution = Convolution(
            plan, kernel: shape.kernel, input: input, inputLanes: inputLanes, pictures: pictures)
        outputs = convolution.lanes
        let (lanes, filtered) = (shape.maps, convolution.size)
        self.lanes = lanes
        pixels = filtered.rows * filtered.columns
        normalisation = shape.normalisation.map {
            NormalisationPass(window: $0, size: filtered, maps: lanes, pictures: pictures)
        }
        pooling = PoolingPass(shape.pooling, input: filtered, lanes: lanes, pictures: pictures)
        size = pooling.size
        rectification = shape.rectification.code
        self.input = FloatBuffer(count: pictures * input.rows * input.columns * inputLanes)
        inputSlopes = FloatBuffer(count: self.input.count)
        squashed = FloatBuffer(count: pictures * pixels * outputs)
        values = FloatBuffer(count: pictures * pixels * lanes)
        slopes = FloatBuffer(count: values.count)
        sums = FloatBuffer(count: pictures * pixels)
        ones = FloatBuffer(Array(repeating: 1, count: normalisation == nil ? pictures * pixels : 0))
    }

    /// The `c` of each picture's normalisation; none where nothing is normalised.
    var floors: [Float] { normalisation?.floors ?? [] }

    private var scales: UnsafePointer<Float> { UnsafePointer(normalisation?.scales.start ?? ones.start) }

    /// Writes what the stage makes of `input`: pictures × rows × columns × lanes.
    func apply(_ numbers: StageNumbers, pictures: Int, into pooled: UnsafeMutablePointer<Float>) {
        convolution.apply(input.start, pictures: pictures, weights: numbers.weights, into: squashed.start)
        kernel_squash_maps(
            squashed.start, numbers.biases, numbers.gains, rectification, outputs, pictures * pixels, values.start,
            sums.start)
        normalisation?.apply(values.start, sums: sums.start, pictures: pictures)
        pooling.apply(values.start, scales: scales, pictures: pictures, into: pooled)
    }

    /// Adds the slopes of the stage's numbers, and unless it is the first stage writes `inputSlopes`.
    ///
    /// Of curvatures the same: those of the numbers from those of the result, `numbers.weights` being squares.
    func takeBack(
        _ pooledSlopes: UnsafePointer<Float>, pooled: UnsafePointer<Float>, _ numbers: StageNumbers, pictures: Int,
        isFirst: Bool, isCurvature: Bool, into own: StageSlopes
    ) {
        pooling.takeBack(
            pooledSlopes, values.start, scales: scales, pooled: pooled, pictures: pictures, isCurvature: isCurvature,
            into: slopes.start)
        if isCurvature {
            normalisation?.takeBack(curvatures: slopes.start, pictures: pictures)
            kernel_squash_curvatures(
                slopes.start, squashed.start, numbers.gains, rectification, outputs, pictures * pixels, own.gains,
                own.biases)
        } else {
            normalisation?.takeBack(slopes.start, values.start, pictures: pictures)
            kernel_squash_slopes(
                slopes.start, normalisation?.corrections.start, squashed.start, numbers.gains, rectification, outputs,
                pictures * pixels, own.gains, own.biases)
        }
        if !isFirst { inputSlopes.start.update(repeating: 0, count: inputSlopes.count) }
        convolution.takeBack(
            squashed.start, input.start, pictures: pictures, weights: numbers.weights, isCurvature: isCurvature,
            weightSlopes: own.weights, planeSlopes: isFirst ? nil : inputSlopes.start)
    }
}

/// Where the numbers of a stage lie; gains and biases in the order of the lanes.
struct StageNumbers {
    let weights: UnsafePointer<Float>
    let gains: UnsafePointer<Float>
    let biases: UnsafePointer<Float>
}

/// Where the slopes of a stage's numbers are added up.
struct StageSlopes {
    let weights: UnsafeMutablePointer<Float>
    let gains: UnsafeMutablePointer<Float>
    let biases: UnsafeMutablePointer<Float>
}

extension Rectification {
    fileprivate var code: Int32 {
        let code =
            switch self {
            case .none: KERNEL_SIGNED
            case .absolute: KERNEL_ABSOLUTE
            case .positive: KERNEL_POSITIVE
            case .split: KERNEL_SPLIT
            }
        return Int32(code)
    }
}
