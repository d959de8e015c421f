// One step of training LISTA or LCoD, in memory of its own, shared among threads.

package import Features
import Linear
package import Workers

/// The inputs of a step, their codes and what is learnt from them.
///
/// Threads take pieces of inputs, then the gradients of one parameter each. All pieces are the same whatever the number of
/// threads, and so are the sums.
package final class LearnedStep {
    let kind: LearnedInference.Kind
    /// n, m, T and the number of inputs.
    let inputs, atoms, steps, batch: Int
    let isPartial: Bool
    let team: Team

    /// W_e, Sᵀ, θ and the sums of their gradients over the inputs.
    let filters, inhibition, thresholds: FloatBuffer
    package let filterSlopes, inhibitionSlopes, thresholdSlopes: FloatBuffer
    /// `batch × n` and `batch × atoms`: x and z*.
    let x, targets: FloatBuffer
    /// `batch × atoms`: B, its gradient, and room.
    let sums, sumSlopes, room: FloatBuffer
    /// `lista`, `(T + 1) × batch × atoms`: z(t), and the gradients before the shrink.
    let codes, slopes: FloatBuffer
    /// `lcod`, for each piece: the gradients of Sᵀ and θ.
    let pieceInhibition, pieceThresholds: FloatBuffer

    /// Inputs a piece of work.
    static let piece = 32

    package init(_ model: LearnedInference, batchSize: Int, team: Team) {
        (kind, steps, isPartial) = (model.kind, model.steps, model.isPartial)
        (inputs, atoms, batch) = (model.filters.columns, model.filters.rows, batchSize)
        self.team = team
        filters = FloatBuffer(model.filters.values)
        inhibition = FloatBuffer(model.inhibition.values)
        thresholds = FloatBuffer(model.thresholds)
        filterSlopes = FloatBuffer(count: filters.count)
        inhibitionSlopes = FloatBuffer(count: inhibition.count)
        thresholdSlopes = FloatBuffer(count: thresholds.count)
        x = FloatBuffer(count: batch * inputs)
        targets = FloatBuffer(count: batch * atoms)
        sums = FloatBuffer(count: batch * atoms)
        sumSlopes = FloatBuffer(count: batch * atoms)
        room = FloatBuffer(count: batch * atoms)
        let layers = kind == .lista ? steps + 1 : 1
        codes = FloatBuffer(count: layers * batch * atoms)
        slopes = FloatBuffer(count: layers * batch * atoms)
        let pieces = kind == .lcod ? (batch + Self.piece - 1) / Self.piece : 0
        pieceInhibition = FloatBuffer(count: pieces * inhibition.count)
        pieceThresholds = FloatBuffer(count: pieces * atoms)
    }

    /// Takes the inputs of the step and their codes.
    package func load(_ rows: [ArraySlice<Float>], codes: [ArraySlice<Float>]) {
        Self.copy(rows, to: x.start, inputs)
        Self.copy(codes, to: targets.start, atoms)
    }

    private static func copy(_ rows: [ArraySlice<Float>], to target: UnsafeMutablePointer<Float>, _ count: Int) {
        for (index, row) in rows.enumerated() {
            row.withUnsafeBufferPointer { row in
                if let start = row.baseAddress { (target + index * count).update(from: start, count: count) }
            }
        }
    }

    /// Finds the gradients of `½‖z* − z(x)‖²`, summed over the inputs.
    package func takeGradient() {
        team.split(batch, chunk: Self.piece, of: self) { object, part, _ in
            let step = unsafeDowncast(object, to: LearnedStep.self)
            for first in stride(from: part.lowerBound, to: part.upperBound, by: LearnedStep.piece) {
                let piece = first..<min(first + LearnedStep.piece, part.upperBound)
                step.kind == .lista ? step.unroll(piece) : step.descend(piece)
            }
        }
        team.split(3, chunk: 1, of: self) { object, part, _ in
            let step = unsafeDowncast(object, to: LearnedStep.self)
            for place in part {
                switch place {
                case 0: step.sumFilterSlopes()
                case 1: step.kind == .lista ? step.sumUnrolledInhibition() : step.sumDescentInhibition()
                default: step.kind == .lista ? step.sumUnrolledThresholds() : step.sumDescentThresholds()
                }
            }
        }
    }

    /// The mean of `‖z* − z(x)‖²` over the inputs.
    var error: Double {
        let last = codes.start + codes.count - batch * atoms
        var error = 0.0
        for place in 0..<batch * atoms {
            let difference = Double(last[place] - targets.start[place])
            error += difference * difference
        }
        return error / Double(batch)
    }

    /// Moves the parameters down the mean gradient, or one of the length `longest` where that is longer.
    func move(rate: Float, longest: Float) {
        let share = 1 / Float(batch)
        var length: Float = 0
        for slope in [filterSlopes.start, inhibitionSlopes.start, thresholdSlopes.start].enumerated() {
            let count = [filterSlopes.count, inhibitionSlopes.count, thresholdSlopes.count][slope.offset]
            length += BLAS.dot(slope.element, slope.element, count: count) * share * share
        }
        length.formSquareRoot()
        let move = rate * share * min(1, longest / max(length, 1e-30))
        for place in 0..<filters.count { filters.start[place] -= move * filterSlopes.start[place] }
        for place in 0..<inhibition.count where !isPartial || inhibition.start[place] != 0 {
            inhibition.start[place] -= move * inhibitionSlopes.start[place]
        }
        for unit in 0..<atoms {
            thresholds.start[unit] = max(
                thresholds.start[unit] - move * thresholdSlopes.start[unit], LearnedInference.leastThreshold)
        }
    }

    /// Whether no parameter has lost its bounds.
    var isFinite: Bool {
        (0..<filters.count).allSatisfy { filters.start[$0].isFinite }
            && (0..<inhibition.count).allSatisfy { inhibition.start[$0].isFinite }
            && (0..<atoms).allSatisfy { thresholds.start[$0].isFinite }
    }

    /// Gives what was learnt back.
    func store(in model: inout LearnedInference) {
        model.filters.values = Array(UnsafeBufferPointer(start: filters.start, count: filters.count))
        model.inhibition.values = Array(UnsafeBufferPointer(start: inhibition.start, count: inhibition.count))
        model.thresholds = Array(UnsafeBufferPointer(start: thresholds.start, count: thresholds.count))
    }
}
