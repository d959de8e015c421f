// The products of one crop with all kernels, on BLAS: the loop that convolutional learning spends its time in.

import Features
import Linear

/// Kernels laid on a crop at all places, as products of matrices.
///
/// The patches under the kernel at all places are written side by side as columns, `inputs · taps × places`, so that what
/// a kernel gives everywhere is a row of a product. The memory for them is one thread's own.
final class KernelProducts {
    let shape: ConvolutionalShape
    let layout: KernelLayout
    private let columns: FloatBuffer

    init(_ shape: ConvolutionalShape) {
        self.shape = shape
        layout = KernelLayout(shape)
        columns = FloatBuffer(count: layout.length * shape.places)
    }

    /// The valid correlation `a_k(p) = Σ_iu D_ki(u) · x_i(p + u)`.
    ///
    /// - Parameters:
    ///   - rows: kernels as `layout` lays them out.
    ///   - maps: `inputs × crop`.
    ///   - codes: receives `atoms × places`.
    func correlate(
        _ rows: UnsafePointer<Float>, with maps: UnsafePointer<Float>, into codes: UnsafeMutablePointer<Float>
    ) {
        for run in layout.runs {
            takeColumns(of: maps, run.inputs)
            BLAS.multiply(
                rows + run.atoms.lowerBound * layout.length, .plain, columns.start, .plain,
                into: codes + run.atoms.lowerBound * shape.places, rows: run.atoms.count, inner: layout.length,
                columns: shape.places)
        }
    }

    /// The full convolution `x_i(q) = Σ_ku D_ki(u) · z_k(q − u)`, the transpose of `correlate`.
    func spread(
        _ codes: UnsafePointer<Float>, by rows: UnsafePointer<Float>, into maps: UnsafeMutablePointer<Float>
    ) {
        maps.update(repeating: 0, count: shape.inputCount)
        for run in layout.runs {
            BLAS.multiply(
                rows + run.atoms.lowerBound * layout.length, .transposed,
                codes + run.atoms.lowerBound * shape.places, .plain, into: columns.start, rows: layout.length,
                inner: run.atoms.count, columns: shape.places)
            addColumns(to: maps, run.inputs)
        }
    }

    /// The slopes of `Σ_kp a_k(p) · (what correlate gives)` in the kernels: `s_ki(u) = Σ_p a_k(p) · x_i(p + u)`.
    ///
    /// - Parameter rows: receives rows as `layout` lays them out, also for what is not connected.
    func slopes(
        of codes: UnsafePointer<Float>, on maps: UnsafePointer<Float>, into rows: UnsafeMutablePointer<Float>
    ) {
        for run in layout.runs {
            takeColumns(of: maps, run.inputs)
            BLAS.multiply(
                codes + run.atoms.lowerBound * shape.places, .plain, columns.start, .transposed,
                into: rows + run.atoms.lowerBound * layout.length, rows: run.atoms.count, inner: shape.places,
                columns: layout.length)
        }
    }

    private func takeColumns(of maps: UnsafePointer<Float>, _ inputs: [Int]) {
        let (height, width) = (shape.code.rows, shape.code.columns)
        visitTaps(inputs) { source, target in
            for row in 0..<height {
                (columns.start + target + row * width).update(
                    from: maps + source + row * shape.crop.columns, count: width)
            }
        }
    }

    private func addColumns(to maps: UnsafeMutablePointer<Float>, _ inputs: [Int]) {
        let (height, width) = (shape.code.rows, shape.code.columns)
        visitTaps(inputs) { target, source in
            for row in 0..<height {
                let (sum, column) = (maps + target + row * shape.crop.columns, columns.start + source + row * width)
                for place in 0..<width { sum[place] += column[place] }
            }
        }
    }

    /// Gives `body`, for each number of a kernel, where it first lies in the maps and where its column begins.
    private func visitTaps(_ inputs: [Int], _ body: (_ maps: Int, _ column: Int) -> Void) {
        var column = 0
        for input in inputs {
            for row in 0..<shape.kernel.rows {
                for place in 0..<shape.kernel.columns {
                    body(input * shape.area + row * shape.crop.columns + place, column)
                    column += shape.places
                }
            }
        }
    }
}
