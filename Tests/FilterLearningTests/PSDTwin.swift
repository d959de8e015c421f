// A step of predictive sparse decomposition as it is printed, in Double.

import FilterLearning
import Linear

/// Dictionary and encoder that learn from all inputs at each step.
struct Twin {
    var atoms, kernels: [[Double]]
    var biases, scales: [Double]
    private let recipe: PSDRecipe

    init(_ trainer: PSDTrainer) {
        recipe = trainer.recipe
        atoms = (0..<recipe.atoms).map { trainer.dictionary.row($0).map(Double.init) }
        kernels = (0..<recipe.atoms).map { trainer.encoder.kernels.row($0).map(Double.init) }
        biases = trainer.encoder.biases.map(Double.init)
        scales = trainer.encoder.scales.map(Double.init)
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
                    atoms[unit][i] += share * Double(recipe.dictionaryRate) * residual[i] * z[unit]
                    kernels[unit][i] += pull * Double(recipe.kernelRate) * responses[unit].slope * x[i]
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
