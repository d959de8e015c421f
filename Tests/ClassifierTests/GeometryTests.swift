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

@Test func cosinesFollowFromRawProductsAlone() {
    var world = World(seed: 3)
    let features = (0..<11).map { world.view(of: $0 % 4, turned: $0) }
    var gram = GramMatrix()
    gram.replace(with: sampled(features))
    let shares = (0..<11).map { $0 < 7 ? 1.0 / 7 : 0 }
    let geometry = CosineGeometry(gram: gram, shares: shares)
    let centre = (0..<World.featureCount).map { index in
        zip(features, shares).reduce(0) { $0 + $1.1 * Double($1.0[index]) }
    }
    let kernel = geometry.kernel(gram: gram)
    for (row, one) in features.enumerated() {
        for (column, other) in features.enumerated() {
            let expected = row == column ? 1 : naiveCosine(one, other, centre: centre)
            #expect(abs(kernel[11 * row + column] - expected) < 1e-4)
        }
    }
    let picture = world.view(of: 2, turned: 1)
    let square = picture.reduce(0) { $0 + $1 * $1 }
    let found = geometry.kernel(products: picture.withUnsafeBufferPointer { gram.products(with: $0) }, square: square)
    for (cosine, sample) in zip(found, features) {
        #expect(abs(cosine - naiveCosine(sample, picture, centre: centre)) < 1e-4)
    }
}

@Test func aSampleAtTheCentreHasNoDirection() {
    var gram = GramMatrix()
    gram.replace(with: sampled([[3, 4, 0.3], [3, 4, 0.3], [0, 0, 0]]))
    let atThem = CosineGeometry(gram: gram, shares: [0.5, 0.5, 0])
    #expect(atThem.kernel(gram: gram) == [0, 0, 0, 0, 0, 0, 0, 0, 1])
    let atOrigin = CosineGeometry(gram: gram, shares: [0, 0, 0])
    #expect(atOrigin.kernel(gram: gram).suffix(3) == [0, 0, 0])
}

@Test func productsKeptAreTheProductsComputed() {
    var world = World(seed: 4)
    let samples = sampled((0..<13).map { world.view(of: $0 % 5) })
    var fresh = GramMatrix()
    fresh.replace(with: samples)
    var grown = GramMatrix()
    for count in 1...13 { grown.replace(with: Array(samples.prefix(count))) }
    #expect(grown.products == fresh.products)

    let chosen = [9, 2, 12, 0, 5].map { samples[$0] }
    grown.replace(with: chosen)
    fresh = GramMatrix()
    fresh.replace(with: chosen)
    #expect(grown.products == fresh.products)
    #expect(grown.samples.map(\.id) == [9, 2, 12, 0, 5])
}

@Test func featuresThatChangedUnderAnIdentityAreNoticed() {
    var gram = GramMatrix()
    gram.replace(with: sampled([[1, 2], [3, 4]]))
    gram.replace(with: sampled([[1, 2], [5, 6]]))
    #expect(gram.products == [5, 17, 17, 61])
}

@Test func featuresThatAreNoNumbersAreLeftOut() {
    var gram = GramMatrix()
    gram.replace(with: sampled([[1, 2], [.nan, 0], [.infinity, 0], [3e38, 0], [2, 1]]))
    #expect(gram.samples.map(\.id) == [0, 4])
    #expect(gram.products == [5, 4, 4, 5])
}
