// Codes by a search of few steps.

import Features
public import Linear
public import Workers

extension LearnedInference {
    /// The codes of inputs, `count × inputs`: `count × atoms`.
    ///
    /// - Precondition: `inputs.columns == filters.columns`.
    public func codes(of inputs: Matrix) -> Matrix {
        let sums = inputs.times(transposeOf: filters)
        switch kind {
        case .lista:
            var codes = shrunk(sums)
            for _ in 0..<steps {
                var next = codes.times(inhibition)
                for place in next.values.indices { next.values[place] += sums.values[place] }
                codes = shrunk(next)
            }
            return codes
        case .lcod:
            var codes = sums
            let m = filters.rows
            let connections = FloatBuffer(inhibition.values)
            let bounds = FloatBuffer(thresholds)
            let values = FloatBuffer(count: m)
            let descent = CoordinateSteps(
                atoms: m, steps: steps, inhibition: connections.start, thresholds: bounds.start)
            codes.values.withUnsafeMutableBufferPointer { codes in
                guard let start = codes.baseAddress else { return }
                for row in 0..<sums.rows {
                    values.start.update(repeating: 0, count: m)
                    descent.run(sums: start + row * m, values: values.start) { _ in }
                }
            }
            return shrunk(codes)
        }
    }

    /// The codes of inputs, found by the threads of a team, whose number does not change a bit of them.
    ///
    /// - Precondition: `inputs.columns == filters.columns`.
    public func codes(of inputs: Matrix, team: Team) -> Matrix {
        let job = Job(model: self, inputs: inputs)
        team.split(inputs.rows, chunk: Job.piece, of: job) { object, part, _ in
            let job = unsafeDowncast(object, to: Job.self)
            for first in stride(from: part.lowerBound, to: part.upperBound, by: Job.piece) {
                job.code(first..<min(first + Job.piece, part.upperBound))
            }
        }
        return job.result
    }

    /// `sh_θ` of each row.
    private func shrunk(_ matrix: Matrix) -> Matrix {
        var result = matrix
        let count = thresholds.count
        thresholds.withUnsafeBufferPointer { thresholds in
            result.values.withUnsafeMutableBufferPointer { values in
                for start in stride(from: 0, to: values.count, by: count) {
                    for unit in 0..<count { values[start + unit] = shrink(values[start + unit], thresholds[unit]) }
                }
            }
        }
        return result
    }
}

/// What the threads share.
private final class Job {
    /// Inputs a piece.
    static let piece = 256

    private let model: LearnedInference
    private let inputs: Matrix
    private let codes: FloatBuffer

    init(model: LearnedInference, inputs: Matrix) {
        (self.model, self.inputs) = (model, inputs)
        codes = FloatBuffer(count: inputs.rows * model.filters.rows)
    }

    func code(_ part: Range<Int>) {
        let (n, m) = (inputs.columns, model.filters.rows)
        let rows = Matrix(
            rows: part.count, columns: n, values: Array(inputs.values[part.lowerBound * n..<part.upperBound * n]))
        for (place, value) in model.codes(of: rows).values.enumerated() {
            codes.start[part.lowerBound * m + place] = value
        }
    }

    var result: Matrix {
        Matrix(
            rows: inputs.rows, columns: model.filters.rows,
            values: Array(UnsafeBufferPointer(start: codes.start, count: codes.count)))
    }
}

/// `sh_t(u)`: soft threshold.
@inline(__always)
func shrink(_ value: Float, _ threshold: Float) -> Float { value - max(-threshold, min(value, threshold)) }
