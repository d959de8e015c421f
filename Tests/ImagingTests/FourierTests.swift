// The fast transform against the sum that it is short for.

import Foundation
import Imaging
import Testing

@Suite("Fourier transform")
struct FourierTests {
    private func square(_ side: Int) -> (real: [Float], imaginary: [Float]) {
        let numbers = (0..<2 * side * side).map { index in
            let angle = 1.7 * Double(index) + Double(index * index % 31)
            return Float(sin(angle))
        }
        return (Array(numbers.prefix(side * side)), Array(numbers.suffix(side * side)))
    }

    private func run(
        _ numbers: (real: [Float], imaginary: [Float]),
        _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) -> (real: [Float], imaginary: [Float]) {
        var (real, imaginary) = numbers
        real.withUnsafeMutableBufferPointer { real in
            imaginary.withUnsafeMutableBufferPointer { imaginary in
                if let real = real.baseAddress, let imaginary = imaginary.baseAddress { body(real, imaginary) }
            }
        }
        return (real, imaginary)
    }

    /// The place of a frequency in bit-reversed order.
    private func reversed(_ place: Int, _ side: Int) -> Int {
        var (result, rest, bit) = (0, place, 1)
        while bit < side {
            result = result << 1 | rest & 1
            rest >>= 1
            bit <<= 1
        }
        return result
    }

    @Test(arguments: [1, 2, 4, 16])
    func `the spectrum is the sum of the definition, transposed and in bit-reversed order`(side: Int) {
        let numbers = square(side)
        let spectrum = run(numbers) { FourierTransform(side: side).forward($0, $1) }
        for down in 0..<side {
            for across in 0..<side {
                var (x, y) = (0.0, 0.0)
                for row in 0..<side {
                    for column in 0..<side {
                        let angle = -2 * Double.pi * Double(down * row + across * column) / Double(side)
                        let (a, b) = (
                            Double(numbers.real[row * side + column]), Double(numbers.imaginary[row * side + column])
                        )
                        x += a * cos(angle) - b * sin(angle)
                        y += a * sin(angle) + b * cos(angle)
                    }
                }
                let place = reversed(across, side) * side + reversed(down, side)
                #expect(abs(Double(spectrum.real[place]) - x) < 1e-4 * Double(side * side))
                #expect(abs(Double(spectrum.imaginary[place]) - y) < 1e-4 * Double(side * side))
            }
        }
    }

    @Test(arguments: [1, 2, 8, 64])
    func `there and back gives every number times the number of numbers`(side: Int) {
        let numbers = square(side)
        let transform = FourierTransform(side: side)
        let back = run(run(numbers) { transform.forward($0, $1) }) { transform.backward($0, $1) }
        let scale = 1 / Float(side * side)
        for index in numbers.real.indices {
            #expect(abs(back.real[index] * scale - numbers.real[index]) < 1e-5)
            #expect(abs(back.imaginary[index] * scale - numbers.imaginary[index]) < 1e-5)
        }
    }
}
