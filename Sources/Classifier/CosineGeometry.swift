// Where the samples lie: directions from a common centre, known from inner products alone.

/// The cosine kernel on centred features.
///
/// With the centre `c = Σ wₖ·fₖ`, every centred product follows from the raw ones:
/// `(fᵢ - c)·(fⱼ - c) = fᵢ·fⱼ - fᵢ·c - fⱼ·c + c·c`. Neither the centre nor a centred feature is ever written down.
package struct CosineGeometry {
    /// Of what remains of a squared length after centring, less than this share is rounding, not direction.
    private static let rounding = 1e-5

    private let shares: [Double]
    private let towardsCentre: [Double]
    private let centreSquare: Double
    private let lengths: [Double]

    /// The geometry of the samples of a Gram matrix.
    ///
    /// - Parameter shares: each sample's share in the centre: all 0 for a centre at the origin, else adding up to 1.
    package init(gram: GramMatrix, shares: [Double]) {
        let count = shares.count
        let products = gram.products
        let towardsCentre = (0..<count).map { row in
            var sum = 0.0
            for column in 0..<count { sum += shares[column] * Double(products[row * count + column]) }
            return sum
        }
        let centreSquare = zip(shares, towardsCentre).reduce(0) { $0 + $1.0 * $1.1 }
        self.shares = shares
        self.towardsCentre = towardsCentre
        self.centreSquare = centreSquare
        lengths = (0..<count).map {
            Self.length(square: Double(products[$0 * count + $0]), towards: towardsCentre[$0], centre: centreSquare)
        }
    }

    /// The length of a centred vector, 0 where nothing but rounding is left of it.
    private static func length(square: Double, towards: Double, centre: Double) -> Double {
        let centred = square - 2 * towards + centre
        return centred > rounding * (square + centre) ? centred.squareRoot() : 0
    }

    /// The cosines between all samples, `count × count`, row-major: 1 on the diagonal, 0 for a sample at the centre.
    package func kernel(gram: GramMatrix) -> [Double] {
        let count = shares.count
        let inverse = lengths.map { $0 > 0 ? 1 / $0 : 0 }
        var kernel = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            let offset = centreSquare - towardsCentre[row]
            let scale = inverse[row]
            let start = row * count
            for column in 0..<count {
                let centred = Double(gram.products[start + column]) + offset - towardsCentre[column]
                kernel[start + column] = min(max(centred * scale * inverse[column], -1), 1)
            }
            if scale > 0 { kernel[start + row] = 1 }
        }
        return kernel
    }

    /// The cosines between a picture and all samples.
    ///
    /// - Parameters:
    ///   - products: the inner products of its raw features with those of the samples.
    ///   - square: the inner product of its raw features with themselves.
    package func kernel(products: [Float], square: Float) -> [Double] {
        var towards = 0.0
        for (share, product) in zip(shares, products) { towards += share * Double(product) }
        let length = Self.length(square: Double(square), towards: towards, centre: centreSquare)
        guard length > 0 else { return Array(repeating: 0, count: lengths.count) }
        return lengths.indices.map { index in
            guard lengths[index] > 0 else { return 0 }
            let centred = Double(products[index]) - towards - towardsCentre[index] + centreSquare
            return min(max(centred / (length * lengths[index]), -1), 1)
        }
    }
}
