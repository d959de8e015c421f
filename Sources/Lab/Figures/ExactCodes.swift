// Exact codes of many inputs, by feature-sign search.

import FilterLearning
import Linear
import Synchronization
import Workers

/// Searches the codes of inputs to the end, each by itself, on the threads of a team.
struct ExactCodes {
    let problem: SparseCoding
    let team: Team

    /// The largest gap that is no more than rounding.
    static let tolerance = 1e-6

    /// The codes of inputs, `count × atoms`.
    ///
    /// - Throws: when an input cannot be coded, or a code is not the minimum.
    func codes(of inputs: Matrix) throws(LearningError) -> Matrix {
        let job = Job(problem, inputs)
        team.split(inputs.rows, chunk: 4, of: job) { object, part, _ in
            let job = unsafeDowncast(object, to: Job.self)
            for row in part { job.search(row) }
        }
        if let error = job.error.withLock({ $0 }) { throw error }
        let values = Array(UnsafeBufferPointer(start: job.codes, count: inputs.rows * problem.atoms))
        return Matrix(rows: inputs.rows, columns: problem.atoms, values: values)
    }

    private final class Job: @unchecked Sendable {
        // Guard of the @unchecked: each row of `codes` is written by the one thread that was given it.
        let codes: UnsafeMutablePointer<Float>
        let error = Mutex<LearningError?>(nil)
        private let problem: SparseCoding
        private let inputs: Matrix

        init(_ problem: SparseCoding, _ inputs: Matrix) {
            (self.problem, self.inputs) = (problem, inputs)
            codes = .allocate(capacity: max(inputs.rows * problem.atoms, 1))
            codes.initialize(repeating: 0, count: inputs.rows * problem.atoms)
        }

        deinit { codes.deallocate() }

        func search(_ row: Int) {
            do throws(LearningError) {
                let code = try problem.code(inputs.row(row).map(Double.init), by: FeatureSign())
                guard code.gap <= tolerance else {
                    throw .badInput(reason: "The search for code \(row) ended \(code.gap) away from the minimum.")
                }
                for (atom, value) in code.values.enumerated() { codes[row * problem.atoms + atom] = Float(value) }
            } catch let reason {
                error.withLock { $0 = reason }
            }
        }
    }
}
