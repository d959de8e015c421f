// How much of an atom a Gabor function explains: localised, oriented, of one frequency.

import Foundation

/// Gabor functions `exp(−u²/2σ₁² − v²/2σ₂²)·(a cos 2πfu + b sin 2πfu)`, where u and v are coordinates turned by an angle
/// around a centre (Daugman, Uncertainty Relation for Resolution in Space, Spatial Frequency, and Orientation, 1985).
enum GaborFit {
    /// The largest share R² of an atom's variance that one of a grid of Gabor functions explains, a and b fitted.
    static func best(of atom: [Float], side: Int) -> Double {
        let values = atom.map { Double($0) }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        // Around the centre of the atom's energy.
        let energy = values.map { $0 * $0 }
        let total = energy.reduce(0, +)
        let row = energy.indices.reduce(0) { $0 + energy[$1] * Double($1 / side) } / total
        let column = energy.indices.reduce(0) { $0 + energy[$1] * Double($1 % side) } / total

        let widths = [0.8, 1.3, 2, 3]
        var left = total
        for place in 0..<9 {
            let (y, x) = (row + Double(place / 3 - 1), column + Double(place % 3 - 1))
            for step in 0..<12 {
                let angle = Double(step) * .pi / 12
                let (cosine, sine) = (cos(angle), sin(angle))
                let turned = values.indices.map { index in
                    let (dy, dx) = (Double(index / side) - y, Double(index % side) - x)
                    return (u: dx * cosine + dy * sine, v: dy * cosine - dx * sine)
                }
                let across = widths.map { width in turned.map { exp(-$0.u * $0.u / (2 * width * width)) } }
                let along = (widths + [5]).map { width in turned.map { exp(-$0.v * $0.v / (2 * width * width)) } }
                for frequency in stride(from: 0.04, through: 0.36, by: 0.04) {
                    let even = turned.map { cos(2 * .pi * frequency * $0.u) }
                    let odd = turned.map { sin(2 * .pi * frequency * $0.u) }
                    for first in across {
                        for second in along { left = min(left, total - explained(values, first, second, even, odd)) }
                    }
                }
            }
        }
        return 1 - left / variance
    }

    /// What of the energy goes when the best a and b are subtracted, by the normal equations.
    private static func explained(
        _ values: [Double], _ first: [Double], _ second: [Double], _ even: [Double], _ odd: [Double]
    ) -> Double {
        var (ee, eo, oo, ev, ov) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for index in values.indices {
            let envelope = first[index] * second[index]
            let (e, o) = (envelope * even[index], envelope * odd[index])
            ee += e * e
            eo += e * o
            oo += o * o
            ev += e * values[index]
            ov += o * values[index]
        }
        let determinant = ee * oo - eo * eo
        if determinant < 1e-9 { return 0 }
        return (ev * (oo * ev - eo * ov) + ov * (ee * ov - eo * ev)) / determinant
    }
}
