// How well one code stands for another.

import Foundation
public import Linear

extension Matrix {
    /// `10 log₁₀(Σ s² / Σ (s − a)²)` in dB of this matrix as signal s and another as its approximation a, both of one size
    /// (Kavukcuoglu, Ranzato and LeCun 2008, section 3.2); infinite when they are equal.
    public func signalToNoise(ofApproximation other: Matrix) -> Double {
        precondition(rows == other.rows && columns == other.columns, "matrices of one size")
        var (signal, noise) = (0.0, 0.0)
        for (value, approximation) in zip(values, other.values) {
            signal += Double(value) * Double(value)
            noise += (Double(value) - Double(approximation)) * (Double(value) - Double(approximation))
        }
        return 10 * log10(signal / noise)
    }
}
