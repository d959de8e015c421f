// Inner products of features, exact enough to subtract a centre from them.

import Kernels

/// The inner product of a block of two feature vectors.
///
/// Centring takes the difference of numbers that are nearly equal and leaves a twentieth of them or less, and what the
/// memory of a sample makes of a distance is steep. So the products are added up in Double.
func innerProduct(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, over block: Range<Int>) -> Double {
    kernel_inner_product(x + block.lowerBound, y + block.lowerBound, block.count)
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

/// Adds to `products` those of a feature vector with samples, in a block: the bits of `innerProduct`, in less time.
func addInnerProducts(
    _ x: UnsafePointer<Float>, _ samples: ArraySlice<TrainingSample>, over block: Range<Int>,
    to products: inout [Double]
) {
    var rest = samples
    let start = x + block.lowerBound
    var four = [0.0, 0, 0, 0]
    while rest.count >= four.count {
        let first = rest.startIndex
        withFeatures(rest[first], block) { a in
            withFeatures(rest[first + 1], block) { b in
                withFeatures(rest[first + 2], block) { c in
                    withFeatures(rest[first + 3], block) { d in
                        kernel_four_inner_products(start, a, b, c, d, block.count, &four)
                    }
                }
            }
        }
        products += four
        rest = rest.dropFirst(four.count)
    }
    for sample in rest {
        withFeatures(sample, block) { products.append(kernel_inner_product(start, $0, block.count)) }
    }
}

private func withFeatures(_ sample: TrainingSample, _ block: Range<Int>, _ body: (UnsafePointer<Float>) -> Void) {
    sample.features[block].withUnsafeBufferPointer { features in
        if let start = features.baseAddress { body(start) }
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
