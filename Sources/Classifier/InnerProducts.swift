// Inner products of features, exact enough to subtract a centre from them.

/// The inner product of a block of two feature vectors.
///
/// Centring takes the difference of numbers that are nearly equal and leaves a twentieth of them or less, and what the
/// memory of a sample makes of a distance is steep. So the products are added up in Double, eight sums side by side.
func innerProduct(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, over block: Range<Int>) -> Double {
    let lanes = 8
    let (x, y) = (x + block.lowerBound, y + block.lowerBound)
    let (bytesOfX, bytesOfY) = (UnsafeRawPointer(x), UnsafeRawPointer(y))
    let whole = block.count / lanes * lanes
    var sums = SIMD8<Double>()
    for index in stride(from: 0, to: whole, by: lanes) {
        let offset = index * MemoryLayout<Float>.stride
        let one = SIMD8<Double>(bytesOfX.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self))
        let other = SIMD8<Double>(bytesOfY.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self))
        sums += one * other
    }
    var sum = sums.sum()
    for index in whole..<block.count { sum += Double(x[index]) * Double(y[index]) }
    return sum
}

/// The inner product of a block of two stored samples.
func innerProduct(_ x: [Float], _ y: [Float], over block: Range<Int>) -> Double {
    x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { y in
            guard let x = x.baseAddress, let y = y.baseAddress else { return 0 }
            return innerProduct(x, y, over: block)
        }
    }
}

/// What is known of a picture's features of one block: all that a geometry asks for.
package struct PictureProducts {
    /// The inner products with every sample.
    package let samples: [Double]
    /// The inner product with itself.
    package let square: Double

    package init(samples: [Double], square: Double) {
        self.samples = samples
        self.square = square
    }
}
