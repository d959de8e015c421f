// FISTA on the codes of one crop.

import Features
import Linear

/// Proximal steps on `½‖t − Σ D_k ∗ z_k‖² + λ|z|₁ + α‖z − z̃‖²` from given codes.
struct ConvolutionalSteps {
    /// λ.
    let sparsity: Float
    /// α.
    let predictionWeight: Float
    /// No less than the largest eigenvalue of DᵀD.
    let eigenvalue: Float
    /// Steps to take.
    let steps: Int

    /// What one thread needs beside the codes.
    final class Room {
        let products: KernelProducts
        /// `atoms × places`: the points y, and `Dᵀ(Dy − t)`.
        let points, slopes: FloatBuffer
        /// `inputs × crop`: `Dy − t`.
        let residual: FloatBuffer

        init(_ shape: ConvolutionalShape) {
            products = KernelProducts(shape)
            points = FloatBuffer(count: shape.codeCount)
            slopes = FloatBuffer(count: shape.codeCount)
            residual = FloatBuffer(count: shape.inputCount)
        }
    }

    /// Takes the steps, and leaves `Dz − t` of the last codes in `room.residual`.
    ///
    /// - Parameters:
    ///   - rows: the dictionary as `KernelLayout` lays it out.
    ///   - target: t, `inputs × crop`.
    ///   - predictions: z̃, `atoms × places`.
    ///   - codes: where to start, and the result.
    func run(
        _ rows: UnsafePointer<Float>, _ target: UnsafePointer<Float>, _ predictions: UnsafePointer<Float>,
        _ codes: UnsafeMutablePointer<Float>, in room: Room
    ) {
        let (points, slopes) = (room.points.start, room.slopes.start)
        let count = room.points.count
        points.update(from: codes, count: count)
        let pull = 2 * predictionWeight
        let (rate, threshold) = (1 / (eigenvalue + pull), sparsity / (eigenvalue + pull))
        var t: Float = 1
        for _ in 0..<steps {
            takeResidual(of: points, rows, target, in: room)
            room.products.correlate(rows, with: room.residual.start, into: slopes)
            let next = (1 + (1 + 4 * t * t).squareRoot()) / 2
            let momentum = (t - 1) / next
            t = next
            for index in 0..<count {
                let point = points[index]
                let goal = point - rate * (slopes[index] + pull * (point - predictions[index]))
                let code = goal - max(-threshold, min(goal, threshold))
                points[index] = code + momentum * (code - codes[index])
                codes[index] = code
            }
        }
        takeResidual(of: codes, rows, target, in: room)
    }

    /// `Dz − t`.
    private func takeResidual(
        of codes: UnsafePointer<Float>, _ rows: UnsafePointer<Float>, _ target: UnsafePointer<Float>, in room: Room
    ) {
        let residual = room.residual.start
        room.products.spread(codes, by: rows, into: residual)
        for pixel in 0..<room.residual.count { residual[pixel] -= target[pixel] }
    }

    /// The largest eigenvalue of DᵀD, from thirty steps of power iteration and a tenth for safety.
    static func eigenvalue(of rows: UnsafePointer<Float>, in room: Room) -> Float {
        let (vector, count) = (room.points.start, room.points.count)
        var start = StartVector()
        for index in 0..<count { vector[index] = Float(start.next()) }
        var length: Float = 0
        for _ in 0..<30 {
            length = BLAS.dot(vector, vector, count: count).squareRoot()
            for index in 0..<count { vector[index] /= length }
            room.products.spread(vector, by: rows, into: room.residual.start)
            room.products.correlate(rows, with: room.residual.start, into: vector)
        }
        return 1.1 * BLAS.dot(vector, vector, count: count).squareRoot()
    }
}

/// FISTA on a crop (Beck and Teboulle 2009, as `FISTA`), in Float and in a fixed number of steps.
public struct ConvolutionalFISTA: ConvolutionalSolver {
    /// Steps to take.
    public let steps: Int

    /// A solver.
    public init(steps: Int = 30) { self.steps = steps }

    /// Finds codes; an iteration is a step.
    public func minimise(
        _ problem: ConvolutionalCoding, target: [Float], predictions: [Float]
    ) -> (codes: [Float], iterations: Int) {
        let room = ConvolutionalSteps.Room(problem.shape)
        let atoms = FloatBuffer(problem.dictionary.values)
        let rows = FloatBuffer(count: room.products.layout.count)
        room.products.layout.expand(atoms.start, into: rows.start)
        let target = FloatBuffer(target)
        let start = FloatBuffer(predictions)
        let codes = FloatBuffer(predictions)
        let solver = ConvolutionalSteps(
            sparsity: problem.sparsity, predictionWeight: problem.predictionWeight,
            eigenvalue: ConvolutionalSteps.eigenvalue(of: rows.start, in: room), steps: steps)
        solver.run(rows.start, target.start, start.start, codes.start, in: room)
        return (Array(UnsafeBufferPointer(start: codes.start, count: codes.count)), steps)
    }
}
