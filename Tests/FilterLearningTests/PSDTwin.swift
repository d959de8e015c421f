// A step of predictive sparse decomposition as it is printed, in Double.

import Features
import FilterLearning
import Linear

/// Dictionary and encoder that learn from all inputs at each step: dense, with zeros where a table connects nothing.
struct Twin {
    var atoms, kernels: [[Double]]
    var biases, scales: [Double]
    private let recipe: PSDRecipe
    private let mask: [[Double]]

    init(_ trainer: PSDTrainer) {
        recipe = trainer.recipe
        atoms = Self.dense(trainer.dictionary, of: trainer)
        kernels = Self.dense(trainer.encoder.kernels, of: trainer)
        let ones = Matrix(rows: recipe.atoms, columns: trainer.dictionary.columns, repeating: 1)
        mask = Self.dense(ones, of: trainer)
        biases = trainer.encoder.biases.map(Double.init)
        scales = trainer.encoder.scales.map(Double.init)
    }

    /// A matrix of a trainer with all its zeros: a row an atom, map by map.
    static func dense(_ matrix: Matrix, of trainer: PSDTrainer) -> [[Double]] {
        let (table, taps) = (trainer.table, trainer.taps)
        return (0..<matrix.rows).map { atom in
            var row = Array(repeating: 0.0, count: table.inputs * taps)
            for (place, map) in table.inputs(of: atom).enumerated() {
                for tap in 0..<taps { row[map * taps + tap] = Double(matrix[atom, place * taps + tap]) }
            }
            return row
        }
    }

    /// Learns, and answers the mean energy before.
    mutating func step(_ inputs: Matrix, rate: Double) -> Double {
        let (old, λ, α) = (self, Double(recipe.sparsity), Double(recipe.predictionWeight))
        let share = rate / Double(inputs.rows)
        var energy = 0.0
        for row in 0..<inputs.rows {
            let x = inputs.row(row).map(Double.init)
            let responses = old.kernels.indices.map { unit in
                let sum = zip(old.kernels[unit], x).reduce(0) { $0 + $1.0 * $1.1 }
                return UnitResponse(recipe.encoder, sum: sum, bias: old.biases[unit], scale: old.scales[unit])
            }
            let z = naiveCode(
                x, old.atoms, sparsity: λ, weight: α, from: responses.map(\.value), rate: 0.15, steps: 500)
            var residual = x
            for (value, atom) in zip(z, old.atoms) { for i in x.indices { residual[i] -= value * atom[i] } }
            energy += residual.reduce(0) { $0 + $1 * $1 / 2 }
            for unit in z.indices {
                let error = z[unit] - responses[unit].value
                energy += λ * abs(z[unit]) + α * error * error
                let pull = 2 * α * share * error
                for i in x.indices {
                    let share = share * mask[unit][i]
                    atoms[unit][i] += share * Double(recipe.dictionaryRate) * residual[i] * z[unit]
                    kernels[unit][i] +=
                        2 * α * share * error * Double(recipe.kernelRate) * responses[unit].slope * x[i]
                }
                biases[unit] += pull * Double(recipe.kernelRate) * responses[unit].biasSlope
                scales[unit] += pull * Double(recipe.scaleRate) * responses[unit].scaleSlope
            }
        }
        atoms = atoms.map { atom in
            let length = atom.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return atom.map { $0 / length }
        }
        return energy / Double(inputs.rows)
    }
}
