// Local normalisation there and back.

import Features
import Kernels
import Workers

/// Local contrast normalisation of a few pictures' maps (see `LocalNormalisation` for the formula), and its slopes with
/// `c` taken as constant.
///
/// With `s = max(c, σ)`, `S` the smoothing (Gaussian weights, divided at the borders by the weight `m` that lies inside),
/// n maps and g the slopes of `y = v/s`:
///
///     A(q)   = [σ(q) > c] · Σ g(q)·v(q) / (s(q)²·σ(q))
///     ∂L/∂v  = g/s - v · Sᵀ(A)/n            ∂L/∂x = ∂L/∂v - Sᵀ(Σ ∂L/∂v)/n            Sᵀ(z) = m · S(z/m)
final class NormalisationPass {
    /// 1/max(c, σ): pictures × pixels.
    let scales: FloatBuffer
    /// What remains to be subtracted from the slopes of each pixel: pictures × pixels.
    let corrections: FloatBuffer
    /// The `c` of each picture.
    private(set) var floors: [Float]

    private let size: Extent
    private let maps: Int
    /// σ: pictures × pixels.
    private let deviations: FloatBuffer
    /// The weight inside for each pixel, and 1 through it.
    private let masses: FloatBuffer
    private let shares: FloatBuffer
    private let means: FloatBuffer
    private let pulls: FloatBuffer
    private let smoother: GaussianSmoother

    /// Normalisation of up to `pictures` pictures of `maps` maps.
    init(window: GaussianWindow, size: Extent, maps: Int, pictures: Int) {
        self.size = size
        self.maps = maps
        let pixels = size.rows * size.columns
        scales = FloatBuffer(count: pictures * pixels)
        corrections = FloatBuffer(count: pictures * pixels)
        deviations = FloatBuffer(count: pictures * pixels)
        floors = Array(repeating: 0, count: pictures)
        means = FloatBuffer(count: pixels)
        pulls = FloatBuffer(count: pixels)
        smoother = GaussianSmoother(window: window, columns: size.columns, team: Team(threads: 1))
        let (down, along) = (Self.inside(window, size.rows), Self.inside(window, size.columns))
        let products = down.flatMap { row in along.map { row * $0 } }
        masses = FloatBuffer(products.map { Float($0) })
        shares = FloatBuffer(products.map { Float(1 / $0) })
    }

    /// The weight of the window's part inside `count` places, for each place.
    private static func inside(_ window: GaussianWindow, _ count: Int) -> [Double] {
        let reach = window.side / 2
        let bell = (-reach...reach).map { kernel_bell(Double($0) / window.deviation) }
        let total = bell.reduce(0, +)
        return (0..<count).map { place in
            (-reach...reach).reduce(0) { (0..<count).contains(place + $1) ? $0 + bell[$1 + reach] / total : $0 }
        }
    }

    /// Subtracts the means and finds the scales.
    ///
    /// - Parameters:
    ///   - values: `pictures × pixels × maps`.
    ///   - sums: each pixel's sum over its maps; changed on the way.
    func apply(_ values: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>, pictures: Int) {
        let (pixels, share) = (size.rows * size.columns, 1 / Float(maps))
        for picture in 0..<pictures {
            let (own, sums) = (values + picture * pixels * maps, sums + picture * pixels)
            let (scales, deviations) = (scales.start + picture * pixels, deviations.start + picture * pixels)
            smoother.smooth(sums, rows: size.rows, columns: size.columns, times: share, into: means.start)
            kernel_centre_maps(own, means.start, maps, pixels, sums)
            smoother.smooth(sums, rows: size.rows, columns: size.columns, times: share, into: deviations)
            var total = 0.0
            for pixel in 0..<pixels {
                deviations[pixel] = deviations[pixel].squareRoot()
                total += Double(deviations[pixel])
            }
            let floor = max(Float(total / Double(pixels)), LocalNormalisation.smallestDeviation)
            for pixel in 0..<pixels { scales[pixel] = 1 / max(floor, deviations[pixel]) }
            floors[picture] = floor
        }
    }

    /// Turns the slopes of normalised values into those of the values, `corrections` yet to be subtracted.
    func takeBack(_ slopes: UnsafeMutablePointer<Float>, _ values: UnsafePointer<Float>, pictures: Int) {
        let (pixels, share) = (size.rows * size.columns, 1 / Float(maps))
        for picture in 0..<pictures {
            let (own, values) = (slopes + picture * pixels * maps, values + picture * pixels * maps)
            let (scales, deviations) = (scales.start + picture * pixels, deviations.start + picture * pixels)
            kernel_inner_maps(own, values, maps, pixels, means.start)
            for pixel in 0..<pixels {
                let (scale, deviation) = (scales[pixel], deviations[pixel])
                let pull = deviation > floors[picture] ? means.start[pixel] * scale * scale / deviation : 0
                means.start[pixel] = pull * shares.start[pixel]
            }
            smoother.smooth(means.start, rows: size.rows, columns: size.columns, times: share, into: pulls.start)
            for pixel in 0..<pixels { pulls.start[pixel] *= masses.start[pixel] }
            kernel_normalise_slopes(own, values, scales, pulls.start, maps, pixels, means.start)
            let corrections = corrections.start + picture * pixels
            for pixel in 0..<pixels { means.start[pixel] *= shares.start[pixel] }
            smoother.smooth(means.start, rows: size.rows, columns: size.columns, times: share, into: corrections)
            for pixel in 0..<pixels { corrections[pixel] *= masses.start[pixel] }
        }
    }

    /// Turns the curvatures of normalised values into those of the values, means and scales taken as constant.
    func takeBack(curvatures: UnsafeMutablePointer<Float>, pictures: Int) {
        let pixels = size.rows * size.columns
        for pixel in 0..<pictures * pixels {
            let scale = scales.start[pixel]
            let own = curvatures + pixel * maps
            for map in 0..<maps { own[map] *= scale * scale }
        }
    }
}
