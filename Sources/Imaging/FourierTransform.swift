// The discrete Fourier transform of a small square of numbers, for filters that are found by it.

import Foundation

/// The transform of a square whose side is a power of two, in place, there and back.
///
/// Spectra are transposed and in bit-reversed order along both axes. What is done number by number does not mind, and
/// no number has to be moved: forth by decimation in frequency, back by decimation in time (Gentleman and Sande 1966; Cooley and
/// Tukey 1965). A butterfly works on whole rows.
package struct FourierTransform: Sendable {
    package typealias Numbers = UnsafeMutablePointer<Float>

    /// Rows and columns.
    package let side: Int
    /// `exp(-2πi·k/side)` for the first half of all k.
    private let cosines: [Float]
    private let sines: [Float]

    package init(side: Int) {
        precondition(side > 0 && side & (side - 1) == 0, "a side of \(side) is no power of two")
        self.side = side
        let angles = (0..<max(side / 2, 1)).map { -2 * Double.pi * Double($0) / Double(side) }
        cosines = angles.map { Float(cos($0)) }
        sines = angles.map { Float(sin($0)) }
    }

    /// From `side × side` complex numbers to their spectrum.
    package func forward(_ real: Numbers, _ imaginary: Numbers) {
        analyse(real, imaginary)
        transpose(real)
        transpose(imaginary)
        analyse(real, imaginary)
    }

    /// From a spectrum to `side²` times the numbers that it is of.
    package func backward(_ real: Numbers, _ imaginary: Numbers) {
        synthesise(real, imaginary)
        transpose(real)
        transpose(imaginary)
        synthesise(real, imaginary)
    }

    /// Along every column, into bit-reversed order.
    private func analyse(_ real: Numbers, _ imaginary: Numbers) {
        var half = side / 2
        while half > 0 {
            for start in stride(from: 0, to: side, by: 2 * half) {
                for step in 0..<half {
                    let (cosine, sine) = (cosines[step * (side / 2 / half)], sines[step * (side / 2 / half)])
                    let (upper, lower) = ((start + step) * side, (start + step + half) * side)
                    let (a, b, c, d) = (real + upper, imaginary + upper, real + lower, imaginary + lower)
                    for column in 0..<side {
                        let (x, y) = (a[column] - c[column], b[column] - d[column])
                        a[column] += c[column]
                        b[column] += d[column]
                        c[column] = x * cosine - y * sine
                        d[column] = x * sine + y * cosine
                    }
                }
            }
            half /= 2
        }
    }

    /// Along every column, out of bit-reversed order.
    private func synthesise(_ real: Numbers, _ imaginary: Numbers) {
        var half = 1
        while half < side {
            for start in stride(from: 0, to: side, by: 2 * half) {
                for step in 0..<half {
                    let (cosine, sine) = (cosines[step * (side / 2 / half)], -sines[step * (side / 2 / half)])
                    let (upper, lower) = ((start + step) * side, (start + step + half) * side)
                    let (a, b, c, d) = (real + upper, imaginary + upper, real + lower, imaginary + lower)
                    for column in 0..<side {
                        let x = c[column] * cosine - d[column] * sine
                        let y = c[column] * sine + d[column] * cosine
                        c[column] = a[column] - x
                        d[column] = b[column] - y
                        a[column] += x
                        b[column] += y
                    }
                }
            }
            half *= 2
        }
    }

    private func transpose(_ numbers: Numbers) {
        for row in 0..<side {
            for column in row + 1..<side {
                let (one, other) = (row * side + column, column * side + row)
                (numbers[one], numbers[other]) = (numbers[other], numbers[one])
            }
        }
    }
}
