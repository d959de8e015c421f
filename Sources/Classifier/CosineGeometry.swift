// Where the samples lie in one block: directions from a common centre, known from inner products alone.

/// The cosine kernel on the centred features of one block.
///
/// With the centre `c = Σ wₖ·fₖ`, every centred product follows from the raw ones:
/// `(fᵢ - c)·(fⱼ - c) = fᵢ·fⱼ - fᵢ·c - fⱼ·c + c·c`. Neither the centre nor a centred feature is ever written down.
///
/// What lies at the centre has no direction, but a place it shares with all others that lie there: between two such the
/// cosine is 1, from there to anywhere else it is 0. So a picture always has the cosine 1 with itself, and the kernel
/// is that of unit vectors, one of which, at right angles to all others, stands for the centre.
package struct CosineGeometry {
    /// Of what remains of a squared length after centring, less than this share is rounding, not direction.
    static let rounding = 1e-5

    private let shares: [Double]
    private let towardsCentre: [Double]
    private let centreSquare: Double
    /// Of the centred samples; 0 at the centre.
    private let lengths: [Double]

    /// The geometry of samples.
    ///
    /// - Parameters:
    ///   - products: the samples' inner products, `count × count`, row-major.
    ///   - shares: each sample's share in the centre: all 0 for a centre at the origin, else adding up to 1.
    package init(products: [Double], shares: [Double]) {
        let count = shares.count
        let towardsCentre = (0..<count).map { row in
            var sum = 0.0
            for column in 0..<count { sum += shares[column] * products[row * count + column] }
            return sum
        }
        let centreSquare = zip(shares, towardsCentre).reduce(0) { $0 + $1.0 * $1.1 }
        self.shares = shares
        self.towardsCentre = towardsCentre
        self.centreSquare = centreSquare
        lengths = (0..<count).map {
            Self.length(square: products[$0 * count + $0], towards: towardsCentre[$0], centre: centreSquare)
        }
    }

    /// The length of a centred vector, 0 where nothing but rounding is left of it.
    private static func length(square: Double, towards: Double, centre: Double) -> Double {
        let centred = square - 2 * towards + centre
        return centred > rounding * (square + centre) ? centred.squareRoot() : 0
    }

    /// The cosines between all samples, `count × count`, row-major, 1 on the diagonal.
    package func kernel(products: [Double]) -> [Double] {
        let count = shares.count
        let inverse = lengths.map { $0 > 0 ? 1 / $0 : 0 }
        var kernel = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            let offset = centreSquare - towardsCentre[row]
            let scale = inverse[row]
            let start = row * count
            for column in 0..<count {
                let centred = products[start + column] + offset - towardsCentre[column]
                kernel[start + column] = min(max(centred * scale * inverse[column], -1), 1)
            }
            if scale == 0 {
                for column in 0..<count where inverse[column] == 0 { kernel[start + column] = 1 }
            }
            kernel[start + row] = 1
        }
        return kernel
    }

    /// The cosines between a picture and all samples.
    package func kernel(of picture: PictureProducts) -> [Double] {
        var towards = 0.0
        for (share, product) in zip(shares, picture.samples) { towards += share * product }
        let length = Self.length(square: picture.square, towards: towards, centre: centreSquare)
        guard length > 0 else { return lengths.map { $0 == 0 ? 1 : 0 } }
        return lengths.indices.map { index in
            guard lengths[index] > 0 else { return 0 }
            let centred = picture.samples[index] - towards - towardsCentre[index] + centreSquare
            return min(max(centred / (length * lengths[index]), -1), 1)
        }
    }

    /// Whether each sample lies at the centre.
    var areAtCentre: [Bool] { lengths.map { $0 == 0 } }
}
