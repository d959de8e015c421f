// A filter that answers with a peak where a thing is, learnt from its pictures.

import Foundation

/// The least-squares filter of several channels, in the Fourier domain.
///
/// With `F` the spectra of the channels of a patch and `G` that of the answer wanted, a bump in the middle, the numerators are means over time of
/// `conj(G)·F` and the denominator that of `Σ |F|²`; a new patch `Z` is answered with the inverse transform of
/// `Σ conj(A)·Z / (B + λ)`. Sources: Bolme et al., “Visual object tracking using adaptive correlation filters”, CVPR 2010,
/// equations 10 to 12, for one channel; Danelljan et al., “Accurate scale estimation for robust visual tracking”, BMVC
/// 2014, equations 4 and 6, for several.
struct CorrelationFilter {
    /// What is answered.
    struct Answer: Sendable, Equatable {
        /// Where the peak lies beside the middle, in numbers of the patch.
        var across = 0.0
        var down = 0.0
        /// How high it is: 1 for what the filter was made of.
        var peak = 0.0
        /// By how many deviations of the rest it stands out of the rest: the peak-to-sidelobe ratio of Bolme et al.
        var certainty = 0.0
    }

    private static let side = TrackerPatch.side
    private static let count = TrackerPatch.count
    /// λ, as a share of the mean denominator.
    private static let regularisation: Float = 0.01
    /// Numbers on each side of a peak that belong to it.
    private static let peakRadius = 5

    private let transform = FourierTransform(side: side)
    /// `G`.
    private var wanted = Complex(count)
    /// `A`, channel after channel.
    private var numerators = [Complex](repeating: Complex(count), count: TrackerPatch.channels)
    /// `B`.
    private var denominator = [Float](repeating: 0, count: count)
    private var spectra = [Complex](repeating: Complex(count), count: TrackerPatch.channels)
    private var sum = Complex(count)

    private struct Complex {
        var real: [Float]
        var imaginary: [Float]

        init(_ count: Int) {
            real = Array(repeating: 0, count: count)
            imaginary = real
        }
    }

    /// A filter that knows nothing yet.
    ///
    /// - Parameter width: the standard deviation of the bump, in numbers of the patch.
    init(width: Double) {
        for row in 0..<Self.side {
            for column in 0..<Self.side {
                let (down, across) = (Self.signed(row), Self.signed(column))
                wanted.real[row * Self.side + column] = Float(
                    exp(-0.5 * (down * down + across * across) / (width * width)))
            }
        }
        Self.forward(&wanted, transform)
    }

    /// Learns a patch; with a rate of 1 it forgets all others.
    mutating func learn(_ patch: TrackerPatch, rate: Float) {
        analyse(patch)
        let keep = 1 - rate
        for index in denominator.indices { denominator[index] *= keep }
        for channel in spectra.indices {
            for index in 0..<Self.count {
                let (x, y) = (spectra[channel].real[index], spectra[channel].imaginary[index])
                let (g, h) = (wanted.real[index], wanted.imaginary[index])
                numerators[channel].real[index] = keep * numerators[channel].real[index] + rate * (g * x + h * y)
                numerators[channel].imaginary[index] =
                    keep * numerators[channel].imaginary[index] + rate * (g * y - h * x)
                denominator[index] += rate * (x * x + y * y)
            }
        }
    }

    /// Looks for the thing in a patch.
    mutating func answer(_ patch: TrackerPatch) -> Answer {
        analyse(patch)
        let floor = Self.regularisation * denominator.reduce(0, +) / Float(Self.count) + .leastNormalMagnitude
        for index in 0..<Self.count { (sum.real[index], sum.imaginary[index]) = (0, 0) }
        for channel in spectra.indices {
            for index in 0..<Self.count {
                let (x, y) = (spectra[channel].real[index], spectra[channel].imaginary[index])
                let (a, b) = (numerators[channel].real[index], numerators[channel].imaginary[index])
                sum.real[index] += a * x + b * y
                sum.imaginary[index] += a * y - b * x
            }
        }
        for index in 0..<Self.count {
            let scale = 1 / ((denominator[index] + floor) * Float(Self.count))
            sum.real[index] *= scale
            sum.imaginary[index] *= scale
        }
        Self.backward(&sum, transform)
        return peak()
    }

    private mutating func analyse(_ patch: TrackerPatch) {
        for channel in spectra.indices {
            for index in 0..<Self.count {
                spectra[channel].real[index] = patch.values[channel * Self.count + index]
                spectra[channel].imaginary[index] = 0
            }
            Self.forward(&spectra[channel], transform)
        }
    }

    /// The highest place, finer than a number by the parabola through its neighbours.
    private func peak() -> Answer {
        let values = sum.real
        guard let best = values.indices.max(by: { values[$0] < values[$1] }) else { return Answer() }
        let (row, column) = (best / Self.side, best % Self.side)
        func at(_ down: Int, _ across: Int) -> Double {
            let (y, x) = ((row + down) & (Self.side - 1), (column + across) & (Self.side - 1))
            return Double(values[y * Self.side + x])
        }
        func vertex(_ before: Double, _ middle: Double, _ after: Double) -> Double {
            let bend = before - 2 * middle + after
            return bend < 0 ? min(max(0.5 * (before - after) / bend, -0.5), 0.5) : 0
        }
        var (total, squares, others) = (0.0, 0.0, 0.0)
        for index in values.indices {
            let (down, across) = (
                Self.signed((index / Self.side - row) & (Self.side - 1)),
                Self.signed((index - column) & (Self.side - 1))
            )
            guard max(abs(down), abs(across)) > Double(Self.peakRadius) else { continue }
            total += Double(values[index])
            squares += Double(values[index]) * Double(values[index])
            others += 1
        }
        let mean = total / others
        let deviation = max(squares / others - mean * mean, 0).squareRoot()
        return Answer(
            across: Self.signed(column) + vertex(at(0, -1), at(0, 0), at(0, 1)),
            down: Self.signed(row) + vertex(at(-1, 0), at(0, 0), at(1, 0)), peak: at(0, 0),
            certainty: deviation > 0 ? (at(0, 0) - mean) / deviation : 0)
    }

    /// A place of the period, as a distance from its beginning.
    private static func signed(_ place: Int) -> Double { Double(place < side / 2 ? place : place - side) }

    private static func forward(_ numbers: inout Complex, _ transform: FourierTransform) {
        numbers.real.withUnsafeMutableBufferPointer { real in
            numbers.imaginary.withUnsafeMutableBufferPointer { imaginary in
                guard let real = real.baseAddress, let imaginary = imaginary.baseAddress else { return }
                transform.forward(real, imaginary)
            }
        }
    }

    private static func backward(_ numbers: inout Complex, _ transform: FourierTransform) {
        numbers.real.withUnsafeMutableBufferPointer { real in
            numbers.imaginary.withUnsafeMutableBufferPointer { imaginary in
                guard let real = real.baseAddress, let imaginary = imaginary.baseAddress else { return }
                transform.backward(real, imaginary)
            }
        }
    }
}
