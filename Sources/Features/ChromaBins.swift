// How much a colour belongs to each of seventeen kinds of colour.

import Foundation

/// The soft bins of a chroma histogram: one for colours that are nearly grey, and eight hues in two degrees of saturation.
///
/// With `Y` in 0…255, the luminance of ITU-R BT.601 rounded to a whole number (`(77 R + 150 G + 29 B + 128) >> 8`), a
/// colour is a point `(U, V)`, in steps of four levels, which is finer than what noise and compression leave:
///
///     U = 0.492 · 4/255 · ⌊(B - Y + 2) / 4⌋      V = 0.877 · 4/255 · ⌊(R - Y + 2) / 4⌋
///
/// Its distance from grey `r = √(U² + V²)` falls between two of three places, grey (0), pale (`pale`) and saturated
/// (`saturated`, and all beyond): the share of each is linear in `r`. Its angle `atan2(V, U)` falls between two of eight
/// directions 45° apart, the first along `U`; the share of each is linear in the angle. A share is kept as a whole number
/// of 1024ths, so that sums are exact in whatever order they are made.
///
/// Bin 0 is grey, bins 1…8 are the pale hues and bins 9…16 the saturated ones. All shares of a colour add up to 1.
struct ChromaBins: Sendable {
    /// Number of bins.
    static let count = 17
    /// All of a colour.
    static let whole = 1024.0
    /// The distance from grey of a wholly pale colour.
    static let pale = 0.2
    /// The distance from grey from which on a colour is wholly saturated.
    static let saturated = 0.5

    /// For steps of `V`, then of `U`: the shares of all bins but the grey one, which has the rest.
    let table: [SIMD16<UInt16>]

    /// Steps below 0 of U and of V: `B - Y` is in -226…226, `R - Y` in -178…178.
    private static let (reachOfU, reachOfV) = (57, 45)
    private static let columns = 2 * reachOfU + 1

    init() {
        table = (-Self.reachOfV...Self.reachOfV).flatMap { v in
            (-Self.reachOfU...Self.reachOfU).map { u in
                Self.shares(u: 0.492 * 4 / 255 * Double(u), v: 0.877 * 4 / 255 * Double(v))
            }
        }
    }

    /// The place in the table of a pixel, four bytes B, G, R, unused.
    @inline(__always)
    static func place(of pixel: UInt32) -> Int {
        let (red, green, blue) = (Int((pixel >> 16) & 255), Int((pixel >> 8) & 255), Int(pixel & 255))
        let luminance = (77 &* red &+ 150 &* green &+ 29 &* blue &+ 128) >> 8
        let u = (blue &- luminance &+ (4 &* reachOfU &+ 2)) >> 2
        let v = (red &- luminance &+ (4 &* reachOfV &+ 2)) >> 2
        return v &* columns &+ u
    }

    private static func shares(u: Double, v: Double) -> SIMD16<UInt16> {
        let distance = (u * u + v * v).squareRoot()
        let coloured = (whole * min(distance / pale, 1)).rounded()
        let strong = (whole * min(max((distance - pale) / (saturated - pale), 0), 1)).rounded()
        let turn = atan2(v, u) / (.pi / 4)
        let hue = Int(turn.rounded(.down))
        var shares = SIMD16<UInt16>()
        for (ring, share) in [coloured - strong, strong].enumerated() {
            let next = (share * (turn - Double(hue))).rounded()
            shares[8 * ring + (hue & 7)] += UInt16(share - next)
            shares[8 * ring + ((hue + 1) & 7)] += UInt16(next)
        }
        return shares
    }
}
