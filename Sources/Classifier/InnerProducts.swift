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
    _ x: [Float], _ samples: ArraySlice<TrainingSample>, over block: Range<Int>, to products: inout [Double]
) {
    samples.withUnsafeBufferPointer { samples in
        withFeatures(x, block) { x in
            var four = [0.0, 0, 0, 0]
            for first in stride(from: 0, to: samples.count - 3, by: 4) {
                withFeatures(samples[first].features, block) { a in
                    withFeatures(samples[first + 1].features, block) { b in
                        withFeatures(samples[first + 2].features, block) { c in
                            withFeatures(samples[first + 3].features, block) { d in
                                kernel_four_inner_products(x, a, b, c, d, block.count, &four)
                            }
                        }
                    }
                }
                products += four
            }
            for sample in samples.suffix(samples.count % 4) {
                withFeatures(sample.features, block) { products.append(kernel_inner_product(x, $0, block.count)) }
            }
        }
    }
}

private func withFeatures(_ features: [Float], _ block: Range<Int>, _ body: (UnsafePointer<Float>) -> Void) {
    features.withUnsafeBufferPointer { features in
        if let start = features.baseAddress { body(start + block.lowerBound) }
    }
}

/// What is known of a picture's features of one block: all that a geometry asks for.
package struct PictureProducts {
    /// The inner products with every sample.
    package internal(set) var samples: [Double]
    /// The inner product with itself.
    package let square: Double

    package init(samples: [Double], square: Double) {
        self.samples = samples
        self.square = square
    }
}
