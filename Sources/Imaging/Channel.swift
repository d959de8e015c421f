// What a picture's colours are, seen one number at a time.

/// One number a pixel: a weighted sum of red, green and blue.
///
/// Luminance and the two colour differences are those of ITU-R BT.601 as analogue television scaled them, with red,
/// green and blue in 0…1: `Y = 0.299 R + 0.587 G + 0.114 B`, `U = 0.492 (B - Y)`, `V = 0.877 (R - Y)`.
public enum Channel: Sendable, CaseIterable {
    /// Luminance, 0…1.
    case luminance
    /// From yellow to blue, -0.436…0.436.
    case blueDifference
    /// From cyan to red, -0.615…0.615.
    case redDifference

    /// The weights of red, green and blue, each in 0…255.
    var weights: (red: Float, green: Float, blue: Float) {
        let (red, green, blue) = (0.299, 0.587, 0.114)
        let scaled: (Double, Double, Double)
        switch self {
        case .luminance: scaled = (red, green, blue)
        case .blueDifference: scaled = (-0.492 * red, -0.492 * green, 0.492 * (1 - blue))
        case .redDifference: scaled = (0.877 * (1 - red), -0.877 * green, -0.877 * blue)
        }
        return (Float(scaled.0 / 255), Float(scaled.1 / 255), Float(scaled.2 / 255))
    }
}
