// Filters that nobody has to learn: waves in an envelope, as the first visual area has them.

import Foundation

extension FilterBank {
    /// Gabor filters in the first stage, random ones in the others: 64 kernels of eight orientations, four wavelengths and
    /// two phases (the even and the odd).
    ///
    /// With `x' = x·cos θ + y·sin θ` and `y' = y·cos θ - x·sin θ` from the middle of the kernel,
    ///
    ///     k(x, y) = exp(-(x'² + (0.6·y')²) / (2 (0.4·w)²)) · cos(2π·x'/w + φ)
    ///
    /// for wavelengths w of 3, 4, 6 and 8 pixels (John Daugman, Uncertainty Relation for Resolution in Space, Spatial
    /// Frequency, and Orientation, 1985). Each kernel then loses its mean and gets the length 1/√3 that random kernels have on
    /// average, so that tanh works in the same range.
    ///
    /// - Throws: `FeaturesError` when no picture passes the shape, or its first stage is not one of 64 maps of one channel.
    public static func gabor(shape: ExtractorShape, seed: UInt64 = 1) throws(FeaturesError) -> FilterBank {
        let random = try random(shape: shape, seed: seed)
        guard let first = shape.stages.first, first.table == .full(inputs: 1, outputs: 64) else {
            throw .bankDoesNotFit(
                reason: "Gabor filters are for shapes whose first stage makes 64 maps of one channel.")
        }
        let kernels = (0..<64).flatMap { map in
            gabor(
                first.kernel, orientation: Double(map / 8) * .pi / 8, wavelength: [3, 4, 6, 8][map / 2 % 4],
                phase: map % 2 == 0 ? 0 : -.pi / 2)
        }
        let filters = StageFilters(
            kernels: kernels, gains: random.stages[0].gains, biases: random.stages[0].biases)
        let net = ExtractorShape.presets.first { $0.shape == shape }?.name
        let origin = BankOrigin(
            recipe: "stage 1: Gabor filters, 8 orientations × 4 wavelengths × 2 phases; then \(random.origin.recipe)",
            seed: seed, licence: random.origin.licence, energy: "none")
        return try FilterBank(
            name: "\(net.map { "\($0)-" } ?? "")gabor-\(seed)", shape: shape,
            stages: [filters] + random.stages.dropFirst(), origin: origin)
    }

    private static func gabor(_ size: Extent, orientation: Double, wavelength: Double, phase: Double) -> [Float] {
        let (cosine, sine, width) = (cos(orientation), sin(orientation), 0.4 * wavelength)
        let values = (0..<size.rows * size.columns).map { tap -> Double in
            let y = Double(tap / size.columns) - Double(size.rows - 1) / 2
            let x = Double(tap % size.columns) - Double(size.columns - 1) / 2
            let (along, across) = (x * cosine + y * sine, y * cosine - x * sine)
            let envelope = exp(-(along * along + 0.36 * across * across) / (2 * width * width))
            return envelope * cos(2 * .pi * along / wavelength + phase)
        }
        let mean = values.reduce(0, +) / Double(values.count)
        let length = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
        return values.map { Float(($0 - mean) / length / 3.0.squareRoot()) }
    }
}
