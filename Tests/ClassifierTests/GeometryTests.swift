// Inner products, their cache, and the cosines computed from them.

import Classifier
import Testing

private func naiveCosine(_ one: [Float], _ other: [Float], centre: [Float]) -> Double {
    let a = zip(one, centre).map { Double($0) - Double($1) }
    let b = zip(other, centre).map { Double($0) - Double($1) }
    func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
}

private func sampled(_ features: [[Float]], from id: Int64 = 0) -> [TrainingSample] {
    features.enumerated().map { TrainingSample(id: id + Int64($0), label: .category(1), features: $1) }
}

/// The kernel of all samples of a Gram matrix.
private func kernel(_ gram: GramMatrix, weights: [Double] = [1], centre: [Float]) -> CosineKernel {
    var kernel = CosineKernel(blocks: gram.blocks, weights: weights, centre: centre)
    kernel.update(gram, from: 0)
    return kernel
}

/// The inner products of a picture with the samples.
private func products(_ picture: [Float], _ gram: inout GramMatrix) throws -> [PictureProducts] {
    let found = gram.products(with: picture)
    return try #require(found)
}

private func cosines(_ kernel: CosineKernel, _ picture: [Float], _ gram: inout GramMatrix) throws -> [Double] {
    kernel.cosines(of: picture, try products(picture, &gram))
}

@Test func cosinesFollowFromRawProductsAlone() throws {
    var world = World(seed: 3)
    let features = (0..<11).map { world.view(of: $0 % 4, turned: $0) }
    var gram = GramMatrix(blocks: [0..<World.featureCount])
    gram.replace(with: sampled(features))
    let centre = (0..<World.featureCount).map { index in
        features[..<7].reduce(0) { $0 + $1[index] / 7 }
    }
    let kernel = kernel(gram, centre: centre)
    for (row, one) in features.enumerated() {
        for (column, other) in features[...row].enumerated() {
            let expected = row == column ? 1 : naiveCosine(one, other, centre: centre)
            #expect(abs(kernel.rows[row][column] - expected) < 1e-9)
        }
    }
    let picture = world.view(of: 2, turned: 1)
    for (cosine, sample) in zip(try cosines(kernel, picture, &gram), features) {
        #expect(abs(cosine - naiveCosine(sample, picture, centre: centre)) < 1e-9)
    }
}

@Test func whatLiesAtTheCentreIsAlikeAndUnlikeAllElse() throws {
    var gram = GramMatrix(blocks: [0..<3])
    gram.replace(with: sampled([[3, 4, 0.3], [3, 4, 0.3], [0, 0, 0]]))
    let atThem = kernel(gram, centre: [3, 4, 0.3])
    #expect(atThem.rows == [[1], [1, 1], [0, 0, 1]])
    let same = try cosines(atThem, [3, 4, 0.3], &gram)
    #expect(same == [1, 1, 0])
    let opposite = try cosines(atThem, [6, 8, 0.6], &gram)
    #expect(opposite[0] == 0 && opposite[1] == 0 && abs(opposite[2] + 1) < 1e-12)
    #expect(kernel(gram, centre: [0, 0, 0]).rows[2] == [0, 0, 1])
}

@Test func productsKeptAreTheProductsComputed() {
    var world = World(seed: 4)
    let samples = sampled((0..<13).map { world.view(of: $0 % 5) })
    let blocks = [0..<150, 150..<World.featureCount]
    var fresh = GramMatrix(blocks: blocks)
    fresh.replace(with: samples)
    var grown = GramMatrix(blocks: blocks)
    for count in 1...13 { #expect(grown.replace(with: Array(samples.prefix(count))).same == count - 1) }
    #expect(grown.rows == fresh.rows)

    for (chosen, same) in [([0, 1, 2, 4, 5, 12], 3), ([9, 2, 12, 0, 5], 0), ([9, 2, 3, 0, 5, 1], 2)] {
        let samples = chosen.map { samples[$0] }
        #expect(grown.replace(with: samples).same == same)
        fresh = GramMatrix(blocks: blocks)
        fresh.replace(with: samples)
        #expect(grown.rows == fresh.rows)
        #expect(grown.samples.map(\.id) == chosen.map(Int64.init))
    }
}

@Test func aPictureThatIsTaughtIsMultipliedOnce() throws {
    var world = World(seed: 14)
    let blocks = [0..<150, 150..<World.featureCount]
    let samples = sampled((0..<9).map { world.view(of: $0 % 5) })
    var (asked, plain) = (GramMatrix(blocks: blocks), GramMatrix(blocks: blocks))
    for count in 1...9 {
        let last = samples[count - 1].features
        let before = try products(last, &asked)
        #expect(before[0].samples.count == count - 1)
        asked.replace(with: Array(samples.prefix(count)))
        plain.replace(with: Array(samples.prefix(count)))
        #expect(asked.rows == plain.rows)
        let after = try products(last, &asked)
        #expect(after.map(\.samples) == asked.rows.map { $0[count - 1] })
        // Something else is asked for in between.
        if count % 3 == 0 { _ = try products(world.view(of: 1), &asked) }
    }
    let first = samples[0].features
    _ = try products(first, &asked)
    asked.replace(with: Array(samples[4...]))
    plain.replace(with: Array(samples[4...]))
    let found = try products(first, &asked)
    let expected = try products(first, &plain)
    #expect(found.map(\.samples) == expected.map(\.samples))
}

@Test func featuresThatChangedUnderAnIdentityAreNoticed() {
    var gram = GramMatrix(blocks: [0..<2])
    gram.replace(with: sampled([[1, 2], [3, 4]]))
    #expect(gram.replace(with: sampled([[1, 2], [5, 6]])).same == 1)
    #expect(gram.rows == [[[5], [17, 61]]])
}

@Test func whatIsGivenTwiceIsThereTwice() {
    let (one, broken) = (sampled([[1, 2]]), sampled([[.nan, 0]], from: 7))
    var gram = GramMatrix(blocks: [0..<2])
    gram.replace(with: one)
    #expect(gram.replace(with: broken + one + one).same == 1)
    #expect(gram.samples.map(\.id) == [0, 0] && gram.rows == [[[5], [5, 5]]])
}

@Test func featuresThatAreNoNumbersAreLeftOut() {
    var gram = GramMatrix(blocks: [0..<1, 1..<2])
    gram.replace(with: sampled([[1, 2], [.nan, 0], [0, .infinity], [2, 1]]))
    #expect(gram.samples.map(\.id) == [0, 3])
    #expect(gram.rows == [[[1], [2, 4]], [[4], [2, 1]]])
}
