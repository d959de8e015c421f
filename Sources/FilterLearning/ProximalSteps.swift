// FISTA on many inputs at once, in Float: the loop that learning spends its time in.

import Linear

/// FISTA on `½ zᵀQz − cᵀz + λ|z|₁` for one Q and the c of several inputs, from given codes.
///
/// With `Q = DᵀD + 2αI` and `c = Dᵀx + 2αz̃` this is the energy `½‖x − Dz‖² + λ|z|₁ + α‖z − z̃‖²` of predictive sparse
/// decomposition but for a constant; with α = 0, that of sparse coding.
struct ProximalSteps {
    /// Number of values of a code, m.
    let atoms: Int
    /// λ.
    let sparsity: Float
    /// L, no less than the largest eigenvalue of Q.
    let curvature: Float
    /// Steps to take.
    let steps: Int

    /// Where codes are found: all `inputs × atoms`, row-major, but Q.
    struct Work {
        /// `atoms × atoms`.
        let q: UnsafePointer<Float>
        let c: UnsafePointer<Float>
        /// The codes to start from, and the result.
        let codes: UnsafeMutablePointer<Float>
        /// Room for the points y and for `Q·y`.
        let points, products: UnsafeMutablePointer<Float>

        /// The same from another input on.
        func from(_ offset: Int) -> Work {
            Work(q: q, c: c + offset, codes: codes + offset, points: points + offset, products: products + offset)
        }
    }

    /// Takes the steps for `inputs` codes.
    func run(_ work: Work, inputs: Int) {
        let count = inputs * atoms
        let (codes, points, products, c) = (work.codes, work.points, work.products, work.c)
        points.update(from: codes, count: count)
        let (rate, threshold) = (1 / curvature, sparsity / curvature)
        var t: Float = 1
        for _ in 0..<steps {
            BLAS.multiply(points, .plain, work.q, .plain, into: products, rows: inputs, inner: atoms, columns: atoms)
            let next = (1 + (1 + 4 * t * t).squareRoot()) / 2
            let momentum = (t - 1) / next
            t = next
            for index in 0..<count {
                let target = points[index] - rate * (products[index] - c[index])
                let code = target - max(-threshold, min(target, threshold))
                points[index] = code + momentum * (code - codes[index])
                codes[index] = code
            }
        }
    }

    /// `L = λ_max(Q)` of a symmetric Q, from fifty steps of power iteration and 5 % for safety.
    ///
    /// - Parameter room: for `2 × atoms` values.
    static func curvature(of q: UnsafePointer<Float>, atoms: Int, room: UnsafeMutablePointer<Float>) -> Float {
        var start = StartVector()
        let (vector, image) = (room, room + atoms)
        for index in 0..<atoms { vector[index] = Float(start.next()) }
        var length: Float = 0
        for _ in 0..<50 {
            length = 1 / BLAS.dot(vector, vector, count: atoms).squareRoot()
            for index in 0..<atoms { vector[index] *= length }
            BLAS.multiply(q, .plain, rows: atoms, columns: atoms, vector: vector, into: image)
            vector.update(from: image, count: atoms)
        }
        return 1.05 * BLAS.dot(vector, vector, count: atoms).squareRoot()
    }
}
