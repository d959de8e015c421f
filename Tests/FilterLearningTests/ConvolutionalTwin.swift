// Convolutional codes and their learning as they are printed: sums over places, in Double.

import Features
import FilterLearning
import Linear

/// Kernels laid on crops by loops.
struct ConvolutionalTwin {
    let shape: ConvolutionalShape

    private var code: Extent { shape.code }

    /// Calls `body` for each number of each atom at each place: its atom and column, the code's index and the crop's.
    func visit(_ body: (_ atom: Int, _ column: Int, _ code: Int, _ input: Int) -> Void) {
        let (kernel, crop) = (shape.kernel, shape.crop)
        for atom in 0..<shape.atoms {
            for (slot, input) in shape.table.inputs(of: atom).enumerated() {
                for tap in 0..<kernel.rows * kernel.columns {
                    for place in 0..<code.rows * code.columns {
                        let row = place / code.columns + tap / kernel.columns
                        let column = place % code.columns + tap % kernel.columns
                        body(
                            atom, slot * kernel.rows * kernel.columns + tap, atom * code.rows * code.columns + place,
                            (input * crop.rows + row) * crop.columns + column)
                    }
                }
            }
        }
    }

    /// `Σ_iu K_ki(u) x_i(p + u)`.
    func correlate(_ kernels: Matrix, _ crop: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: shape.codeCount)
        visit { sums[$2] += Double(kernels[$0, $1]) * crop[$3] }
        return sums
    }

    /// `Σ_k D_k ∗ z_k`.
    func spread(_ codes: [Double], _ dictionary: Matrix) -> [Double] {
        var crop = [Double](repeating: 0, count: shape.inputCount)
        visit { crop[$3] += Double(dictionary[$0, $1]) * codes[$2] }
        return crop
    }

    /// `Σ_p a_k(p) x_i(p + u)`.
    func slopes(_ codes: [Double], _ crop: [Double]) -> [Double] {
        var slopes = [Double](repeating: 0, count: shape.atoms * shape.atomCount)
        visit { slopes[$0 * shape.atomCount + $1] += codes[$2] * crop[$3] }
        return slopes
    }

    /// `mask · x`.
    func target(_ crop: [Double]) -> [Double] {
        let mask = shape.mask
        return crop.indices.map { crop[$0] * Double(mask[$0 % mask.count]) }
    }

    /// The convolution with all atoms as one matrix: a row a value of a code, as long as a crop.
    func matrix(_ dictionary: Matrix) -> [[Double]] {
        var rows = [[Double]](
            repeating: [Double](repeating: 0, count: shape.inputCount), count: shape.codeCount)
        visit { rows[$2][$3] += Double(dictionary[$0, $1]) }
        return rows
    }

    /// f(x) of every unit at every place.
    func responses(_ encoder: Encoder, _ crop: [Double]) -> [UnitResponse] {
        let places = code.rows * code.columns
        return correlate(encoder.kernels, crop).enumerated().map { index, sum in
            let unit = index / places
            return UnitResponse(
                encoder.kind, sum: sum, bias: Double(encoder.biases[unit]), scale: Double(encoder.scales[unit]))
        }
    }

    /// `½‖mx − ΣD∗z‖² + λ|z|₁ + α‖z − f(x)‖²`.
    func energy(
        _ crop: [Double], _ codes: [Double], _ dictionary: Matrix, _ encoder: Encoder, _ recipe: ConvolutionalRecipe
    ) -> Double {
        let rest = zip(target(crop), spread(codes, dictionary)).map { $0 - $1 }
        let predicted = responses(encoder, crop).map(\.value)
        return rest.reduce(0) { $0 + $1 * $1 / 2 } + codes.reduce(0) { $0 + Double(recipe.sparsity) * abs($1) }
            + zip(codes, predicted).reduce(0) {
                $0 + Double(recipe.predictionWeight) * ($1.0 - $1.1) * ($1.0 - $1.1)
            }
    }
}

extension Numbers {
    /// Unit atoms for a shape.
    mutating func atoms(_ shape: ConvolutionalShape) -> Matrix { dictionary(shape.atoms, shape.atomCount) }
}

/// Small sizes and settings that the tests of learning share.
enum ConvolutionalSample {
    static let plain = ConvolutionalShape(
        table: .full(inputs: 1, outputs: 5), kernel: Extent(3), crop: Extent(9))
    static let grouped = ConvolutionalShape(
        table: .grouped(inputs: 4, outputs: 6, each: 2, groups: 2, seed: 3), kernel: Extent(3, 2), crop: Extent(7, 8))
    static let free = ConvolutionalShape(
        table: .random(inputs: 5, outputs: 4, each: 2, seed: 4), kernel: Extent(2, 3), crop: Extent(8, 6))

    static func recipe(_ kind: Encoder.Kind = .tanh, batch: Int = 1) -> ConvolutionalRecipe {
        var recipe = ConvolutionalRecipe()
        (recipe.encoder, recipe.batchSize, recipe.batches, recipe.seed) = (kind, batch, 40, 7)
        (recipe.sparsity, recipe.predictionWeight, recipe.codeSteps) = (0.3, 0.8, 50)
        (recipe.dictionaryRate, recipe.kernelRate, recipe.scaleRate) = (0.005, 0.01, 0.01)
        recipe.curvatureInterval = 0
        return recipe
    }

    static func crops(_ count: Int, _ shape: ConvolutionalShape, seed: UInt64 = 31) -> Matrix {
        var numbers = Numbers(seed: seed)
        return numbers.matrix(count, shape.inputCount)
    }
}
