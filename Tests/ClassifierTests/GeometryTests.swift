// Inner products, their cache, and the cosines computed from them.

import Classifier
import Testing

private func naiveCosine(_ one: [Float], _ other: [Float], centre: [Double]) -> Double {
    let a = zip(one, centre).map { Double($0) - $1 }
    let b = zip(other, centre).map { Double($0) - $1 }
    func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
}

private func sampled(_ features: [[Float]], from id: Int64 = 0) -> [TrainingSample] {
    features.enumerated().map { TrainingSample(id: id + Int64($0), label: .category(1), features: $1) }
}

@Test func cosinesFollowFromRawProductsAlone() throws {
    var world = World(seed: 3)
    let features = (0..<11).map { world.view(of: $0 % 4, turned: $0) }
    var gram = GramMatrix(blocks: [0..<World.featureCount])
    gram.replace(with: sampled(features))
    let shares = (0..<11).map { $0 < 7 ? 1.0 / 7 : 0 }
    let geometry = CosineGeometry(products: gram.products[0], shares: shares)
    let centre = (0..<World.featureCount).map { index in
        zip(features, shares).reduce(0) { $0 + $1.1 * Double($1.0[index]) }
    }
    let kernel = geometry.kernel(products: gram.products[0])
    for (row, one) in features.enumerated() {
        for (column, other) in features.enumerated() {
            let expected = row == column ? 1 : naiveCosine(one, other, centre: centre)
            #expect(abs(kernel[11 * row + column] - expected) < 1e-9)
        }
    }
    let picture = world.view(of: 2, turned: 1)
    let products = try #require(picture.withUnsafeBufferPointer { gram.products(with: $0) })
    for (cosine, sample) in zip(geometry.kernel(of: products[0]), features) {
        #expect(abs(cosine - naiveCosine(sample, picture, centre: centre)) < 1e-9)
    }
}

@Test func whatLiesAtTheCentreIsAlikeAndUnlikeAllElse() throws {
    var gram = GramMatrix(blocks: [0..<3])
    gram.replace(with: sampled([[3, 4, 0.3], [3, 4, 0.3], [0, 0, 0]]))
    let atThem = CosineGeometry(products: gram.products[0], shares: [0.5, 0.5, 0])
    #expect(atThem.kernel(products: gram.products[0]) == [1, 1, 0, 1, 1, 0, 0, 0, 1])
    for (picture, cosines) in [([Float](arrayLiteral: 3, 4, 0.3), [1.0, 1, 0]), ([6, 8, 0.6], [0, 0, -1])] {
        let products = try #require(picture.withUnsafeBufferPointer { gram.products(with: $0) })
        #expect(atThem.kernel(of: products[0]) == cosines)
    }
    let atOrigin = CosineGeometry(products: gram.products[0], shares: [0, 0, 0])
    #expect(atOrigin.kernel(products: gram.products[0]).suffix(3) == [0, 0, 1])
}

@Test func productsKeptAreTheProductsComputed() {
    var world = World(seed: 4)
    let samples = sampled((0..<13).map { world.view(of: $0 % 5) })
    let blocks = [0..<150, 150..<World.featureCount]
    var fresh = GramMatrix(blocks: blocks)
    fresh.replace(with: samples)
    var grown = GramMatrix(blocks: blocks)
    for count in 1...13 { grown.replace(with: Array(samples.prefix(count))) }
    #expect(grown.products == fresh.products)

    let chosen = [9, 2, 12, 0, 5].map { samples[$0] }
    grown.replace(with: chosen)
    fresh = GramMatrix(blocks: blocks)
    fresh.replace(with: chosen)
    #expect(grown.products == fresh.products)
    #expect(grown.samples.map(\.id) == [9, 2, 12, 0, 5])
}

@Test func featuresThatChangedUnderAnIdentityAreNoticed() {
    var gram = GramMatrix(blocks: [0..<2])
    gram.replace(with: sampled([[1, 2], [3, 4]]))
    gram.replace(with: sampled([[1, 2], [5, 6]]))
    #expect(gram.products == [[5, 17, 17, 61]])
}

@Test func featuresThatAreNoNumbersAreLeftOut() {
    var gram = GramMatrix(blocks: [0..<1, 1..<2])
    gram.replace(with: sampled([[1, 2], [.nan, 0], [0, .infinity], [2, 1]]))
    #expect(gram.samples.map(\.id) == [0, 3])
    #expect(gram.products == [[1, 2, 2, 4], [4, 2, 2, 1]])
}
