// LISTA and LCoD in Double, as they are printed: what the fast forms and their gradients are judged by.

import FilterLearning
import Linear

/// The parameters as one list, filters first, then Sᵀ, then thresholds, so that each can be moved a little.
struct LearnedTwin {
    let kind: LearnedInference.Kind
    let inputs, atoms, steps: Int
    var parameters: [Double]

    init(_ model: LearnedInference) {
        (kind, steps) = (model.kind, model.steps)
        (inputs, atoms) = (model.filters.columns, model.filters.rows)
        parameters = (model.filters.values + model.inhibition.values + model.thresholds).map(Double.init)
    }

    /// S between two units: what the second adds to the first.
    private func inhibition(_ unit: Int, from other: Int) -> Double {
        parameters[atoms * inputs + other * atoms + unit]
    }

    private func shrunk(_ sums: [Double]) -> [Double] {
        sums.indices.map { unit in
            let size = abs(sums[unit]) - parameters[atoms * (inputs + atoms) + unit]
            return size > 0 ? (sums[unit] > 0 ? size : -size) : 0
        }
    }

    /// The code of an input.
    func code(_ x: [Double]) -> [Double] {
        var sums = (0..<atoms).map { unit in
            (0..<inputs).reduce(0) { $0 + parameters[unit * inputs + $1] * x[$1] }
        }
        var z = [Double](repeating: 0, count: atoms)
        switch kind {
        case .lista:
            z = shrunk(sums)
            for _ in 0..<steps {
                z = shrunk(
                    (0..<atoms).map { i in (0..<atoms).reduce(sums[i]) { $0 + inhibition(i, from: $1) * z[$1] } })
            }
            return z
        case .lcod:
            for _ in 0..<steps {
                let goals = shrunk(sums)
                guard let k = (0..<atoms).max(by: { abs(goals[$0] - z[$0]) < abs(goals[$1] - z[$1]) }) else { break }
                for unit in 0..<atoms { sums[unit] += inhibition(unit, from: k) * (goals[k] - z[k]) }
                z[k] = goals[k]
            }
            return shrunk(sums)
        }
    }

    /// `½ Σ ‖z* − z(x)‖²` of all inputs.
    func loss(_ inputs: Matrix, _ codes: Matrix) -> Double {
        (0..<inputs.rows).reduce(0) { sum, row in
            let code = code(inputs.row(row).map(Double.init))
            return sum + zip(code, codes.row(row)).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) / 2 }
        }
    }

    /// The slopes of the loss, by differences of the loss a little before and behind each parameter.
    func slopes(_ inputs: Matrix, _ codes: Matrix) -> [Double] {
        let step = 1e-6
        return parameters.indices.map { index in
            var (before, behind) = (self, self)
            before.parameters[index] -= step
            behind.parameters[index] += step
            return (behind.loss(inputs, codes) - before.loss(inputs, codes)) / (2 * step)
        }
    }
}
