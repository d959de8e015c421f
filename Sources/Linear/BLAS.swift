// Products on OpenBLAS over memory that the caller owns: the one place where its C interface is called for them.

import COpenBLAS

/// Dense products of Float matrices, row-major without gaps, on one thread.
///
/// For owners of memory who call once per frame; `Matrix` is the pleasant form. Nothing here allocates: OpenBLAS
/// keeps its own packing buffers from the first call on.
public enum BLAS {
    /// OpenBLAS starts a thread for every core by default. A frame has one core and its neighbours theirs, so all
    /// products run on the thread that asks for them.
    private static let oneThread: Void = openblas_set_num_threads(1)

    /// Makes sure that OpenBLAS keeps to the calling thread; every product calls it first.
    static func keepToOneThread() { oneThread }

    /// Whether a factor is taken as it lies in memory or transposed.
    public enum Form: Sendable {
        /// As it lies.
        case plain
        /// Rows for columns.
        case transposed

        var cblas: CBLAS_TRANSPOSE { self == .plain ? CblasNoTrans : CblasTrans }
    }

    /// Computes `C = A·B + keep·C`, where `A` is `rows × inner`, `B` is `inner × columns` and `C` is `rows × columns`.
    ///
    /// A factor whose form is `.transposed` lies in memory with rows and columns exchanged.
    ///
    /// - Parameters:
    ///   - keep: how much of the old `C` is added; with 0 (the default) `C` need not be initialised with numbers.
    ///   - columnsOfA: values from one row of `A` to the next in memory, when `A` is a part of a wider matrix.
    ///   - columnsOfB: the same for `B`.
    ///   - columnsOfC: the same for `C`.
    public static func multiply(
        _ a: UnsafePointer<Float>, _ formA: Form, _ b: UnsafePointer<Float>, _ formB: Form,
        into c: UnsafeMutablePointer<Float>, rows: Int, inner: Int, columns: Int, keep: Float = 0,
        columnsOfA: Int? = nil, columnsOfB: Int? = nil, columnsOfC: Int? = nil
    ) {
        keepToOneThread()
        cblas_sgemm(
            CblasRowMajor, formA.cblas, formB.cblas, Int32(rows), Int32(columns), Int32(inner), 1,
            a, Int32(columnsOfA ?? (formA == .plain ? inner : rows)),
            b, Int32(columnsOfB ?? (formB == .plain ? columns : inner)), keep,
            c, Int32(columnsOfC ?? columns))
    }

    /// Computes `y = A·x` (`A` is `rows × columns`), or `y = Aᵀ·x` when the form is `.transposed`.
    public static func multiply(
        _ a: UnsafePointer<Float>, _ form: Form, rows: Int, columns: Int, vector x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        keepToOneThread()
        cblas_sgemv(CblasRowMajor, form.cblas, Int32(rows), Int32(columns), 1, a, Int32(columns), x, 1, 0, y, 1)
    }

    /// The inner product of two vectors of `count` values.
    public static func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) -> Float {
        keepToOneThread()
        return cblas_sdot(Int32(count), x, 1, y, 1)
    }

    /// Computes `C = A·B` in Double, where `A` is `rows × inner`, `B` is `inner × columns` and `C` is `rows × columns`.
    public static func product(_ a: [Double], _ b: [Double], rows: Int, inner: Int, columns: Int) -> [Double] {
        precondition(a.count == rows * inner && b.count == inner * columns, "no \(rows) × \(inner) × \(columns)")
        var c = [Double](repeating: 0, count: rows * columns)
        guard rows > 0, inner > 0, columns > 0 else { return c }
        keepToOneThread()
        cblas_dgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, a, Int32(inner), b,
            Int32(columns), 0, &c, Int32(columns))
        return c
    }

    /// Adds `factor·x` to `y`, which has as many values.
    public static func add(_ x: UnsafeBufferPointer<Double>, times factor: Double, to y: inout [Double]) {
        precondition(x.count == y.count, "\(x.count) values are not \(y.count)")
        keepToOneThread()
        cblas_daxpy(Int32(x.count), factor, x.baseAddress, 1, &y, 1)
    }

    /// Adds `factor·x` to `y`, which has as many values.
    public static func add(_ x: [Double], times factor: Double, to y: inout [Double]) {
        x.withUnsafeBufferPointer { add($0, times: factor, to: &y) }
    }
}
