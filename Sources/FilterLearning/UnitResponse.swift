// What one unit of an encoder answers, and how that changes with its parameters.

import Foundation

/// `f(s; b, g)` of one unit and its slopes, where `s = Σ kᵢxᵢ`.
package struct UnitResponse {
    /// f.
    package let value: Double
    /// ∂f/∂s.
    package let slope: Double
    /// ∂f/∂b.
    package let biasSlope: Double
    /// ∂f/∂g, or ∂f/∂β.
    package let scaleSlope: Double

    /// The response of a unit of an encoder's kind.
    package init(_ kind: Encoder.Kind, sum s: Double, bias b: Double, scale g: Double) {
        switch kind {
        case .linear:
            (value, slope, biasSlope, scaleSlope) = (s + b, 1, 1, 0)
        case .tanh:
            let t = tanh(s + b)
            let slope = g * (1 - t * t)
            (value, self.slope, biasSlope, scaleSlope) = (g * t, slope, slope, t)
        case .tanhShrink:
            let (u, t) = (s + b, tanh(s + b))
            let slope = g * t * t
            (value, self.slope, biasSlope, scaleSlope) = (g * (u - t), slope, slope, u - t)
        case .smoothShrink:
            (value, slope, biasSlope, scaleSlope) = Self.smoothShrink(s, threshold: b, sharpness: g)
        }
    }

    /// `sign(s)·[log(e^{βb} + e^{β|s|} − 1)/β − b]` (Kavukcuoglu et al., Learning Convolutional Feature Hierarchies for
    /// Visual Recognition, 2010, section 2.2.2).
    ///
    /// With `Q` the logarithm's argument, the slopes are `e^{β|s|}/Q`, `sign(s)(e^{βb}/Q − 1)` and
    /// `sign(s)[(b e^{βb} + |s| e^{β|s|})/(βQ) − log Q/β²]`. All is divided by `e^{βM}`, `M = max(b, |s|)`, lest it
    /// overflow.
    private static func smoothShrink(
        _ s: Double, threshold b: Double, sharpness β: Double
    ) -> (value: Double, slope: Double, biasSlope: Double, scaleSlope: Double) {
        let (size, sign) = (abs(s), s < 0 ? -1.0 : 1.0)
        let top = max(b, size)
        let (atThreshold, atSize) = (exp(β * (b - top)), exp(β * (size - top)))
        let q = atThreshold + atSize - exp(-β * top)
        let logQ = β * top + log(q)
        return (
            value: sign * (logQ / β - b), slope: atSize / q, biasSlope: sign * (atThreshold / q - 1),
            scaleSlope: sign * ((b * atThreshold + size * atSize) / (β * q) - logQ / (β * β))
        )
    }
}
