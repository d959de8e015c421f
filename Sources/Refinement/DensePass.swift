// A layer that connects everything with everything, there and back.

import Features
import Kernels
import Linear

/// `tanh(W·x + b)`, or `W·x + b` alone for the last layer, of a few pictures at a time.
final class DensePass {
    /// pictures × outputs.
    let output: FloatBuffer
    /// The slopes of the output: whoever comes behind writes here.
    let outputSlopes: FloatBuffer

    private let layer: NetLayout.Layer
    private let isLast: Bool
    /// `W·x`, then what tanh makes of it.
    private let squashed: FloatBuffer
    private let squares: FloatBuffer
    private let ones: FloatBuffer
    private let unused: FloatBuffer

    /// A layer for up to `pictures` pictures.
    init(_ layer: NetLayout.Layer, isLast: Bool, pictures: Int) {
        self.layer = layer
        self.isLast = isLast
        output = FloatBuffer(count: pictures * layer.outputs)
        outputSlopes = FloatBuffer(count: output.count)
        squashed = FloatBuffer(count: output.count)
        squares = FloatBuffer(count: pictures * layer.inputs)
        ones = FloatBuffer(Array(repeating: 1, count: layer.outputs))
        unused = FloatBuffer(count: max(layer.outputs, pictures))
    }

    /// Writes `output` from pictures × inputs.
    func apply(_ input: UnsafePointer<Float>, _ packed: UnsafePointer<Float>, pictures: Int) {
        let (weights, biases) = (packed + layer.packed, packed + layer.packed + layer.inputs * layer.outputs)
        BLAS.multiply(
            input, .plain, weights, .transposed, into: isLast ? output.start : squashed.start, rows: pictures,
            inner: layer.inputs, columns: layer.outputs)
        if isLast {
            for picture in 0..<pictures { kernel_add(output.start + picture * layer.outputs, biases, layer.outputs) }
        } else {
            kernel_squash_maps(
                squashed.start, biases, ones.start, Int32(KERNEL_SIGNED), layer.outputs, pictures, output.start,
                unused.start)
        }
    }

    /// Adds the slopes of the layer's numbers and writes those of its input; of curvatures the same, `packed` being squares.
    func takeBack(
        _ input: UnsafePointer<Float>, _ packed: UnsafePointer<Float>, pictures: Int, isCurvature: Bool,
        into slopes: UnsafeMutablePointer<Float>, inputSlopes: UnsafeMutablePointer<Float>
    ) {
        let (weights, own) = (packed + layer.packed, slopes + layer.packed)
        let biases = own + layer.inputs * layer.outputs
        var errors = UnsafePointer(outputSlopes.start)
        if isLast {
            for picture in 0..<pictures { kernel_add(biases, errors + picture * layer.outputs, layer.outputs) }
        } else {
            let way = isCurvature ? throughCurvatures : throughSlopes
            way(pictures, biases)
            errors = UnsafePointer(squashed.start)
        }
        var input = input
        if isCurvature {
            for index in 0..<pictures * layer.inputs { squares.start[index] = input[index] * input[index] }
            input = UnsafePointer(squares.start)
        }
        BLAS.multiply(
            errors, .transposed, input, .plain, into: own, rows: layer.outputs, inner: pictures,
            columns: layer.inputs, keep: 1)
        BLAS.multiply(
            errors, .plain, weights, .plain, into: inputSlopes, rows: pictures, inner: layer.outputs,
            columns: layer.inputs)
    }

    private func throughSlopes(_ pictures: Int, _ biases: UnsafeMutablePointer<Float>) {
        kernel_squash_slopes(
            outputSlopes.start, nil, squashed.start, ones.start, Int32(KERNEL_SIGNED), layer.outputs, pictures,
            unused.start, biases)
    }

    private func throughCurvatures(_ pictures: Int, _ biases: UnsafeMutablePointer<Float>) {
        kernel_squash_curvatures(
            outputSlopes.start, squashed.start, ones.start, Int32(KERNEL_SIGNED), layer.outputs, pictures,
            unused.start, biases)
    }
}
