// The steps of `ScoreFormula` as nodes of an ONNX model.

import Classifier
import Formats

extension ONNXBuilder {
    /// Adds the scores of the categories: batch × categories, in the formula's order.
    ///
    /// All is computed in Float64: how near a picture is to a sample, compared with how near that is to others, needs more
    /// figures than Float32 leaves of a cosine next to 1.
    ///
    /// - Parameters:
    ///   - formula: what was taught, one category at least.
    ///   - blocks: the features of each of the formula's blocks, batch × features.
    mutating func scores(_ formula: ScoreFormula, of blocks: [String]) -> String {
        isWide = true
        defer { isWide = false }
        var shares: [String] = []
        for (index, block) in formula.blocks.enumerated() {
            place = "scores/block \(index + 1)/"
            let cosines = cosines(formula, block, of: widened(blocks[index], "features"))
            let distances = node("Sub", [number(1), cosines], "distances")
            shares.append(node("Mul", [distances, number(Float(block.share))], "share"))
        }
        place = "scores/"
        // What step 2 says, the other way round: shares that are rounded do not add up to 1.
        let distances = node("Sum", shares, "distances")
        let kernel = node("Sub", [number(1), distances], "cosines")
        let coefficients = ofCategories(formula, "coefficients") { sample, output in
            Float(formula.coefficients[sample * formula.classCount + output])
        }
        let regression = node("MatMul", [kernel, coefficients], "regression")
        return narrowed(remembering(formula, regression, distances), "scores")
    }

    /// Step 1: the cosines of a block's features with those of all samples, batch × samples.
    private mutating func cosines(
        _ formula: ScoreFormula, _ block: ScoreFormula.Block, of features: String
    ) -> String {
        let (samples, count) = (block.areAtCentre.count, block.range.count)
        let centre = constant("centre", shape: [1, count], block.centre.map { Float($0) })
        let difference = node("Sub", [features, centre], "difference")
        let square = reduced("ReduceSumSquare", difference, over: [1], "square")

        let centreSquare = number(Float(block.centre.reduce(0) { $0 + $1 * $1 }))
        let ownSquare = reduced("ReduceSumSquare", features, over: [1], "own square")
        let squares = node("Add", [ownSquare, centreSquare], "squares")
        let rounding = node("Mul", [squares, number(Float(formula.rounding))], "rounding")
        let isAtCentre = node("LessOrEqual", [square, rounding], "is at centre")
        let atCentre = constant("samples at centre", shape: [1, samples], block.areAtCentre.map { $0 ? 1 : 0 })

        // Features × samples: then the product needs no transposition.
        let directions = (0..<count).flatMap { feature in
            (0..<samples).map { Float(block.directions[$0 * count + feature]) }
        }
        let products = node(
            "MatMul", [difference, constant("directions", shape: [count, samples], directions)], "products")
        let quotients = node("Div", [products, node("Sqrt", [square], "length")], "quotients")
        let elsewhere = node("Clip", [quotients, number(-1), number(1)], "elsewhere")
        return node("Where", [isAtCentre, atCentre, elsewhere], "cosines")
    }

    /// Steps 3 and 4: the regression's scores blended with the memory of the nearest sample.
    private mutating func remembering(
        _ formula: ScoreFormula, _ regression: String, _ distances: String
    ) -> String {
        let farthest = Float(formula.farthest - formula.equal)
        let beyond = node("Sub", [distances, number(Float(formula.equal))], "beyond equal or less")
        let distances = node("Relu", [beyond], "beyond equal")
        let first = node("ArgMin", [distances], "first", ["axis": .int(1), "keepdims": .int(0)])
        let distance = reduced("ReduceMin", distances, over: [1], "distance")

        let samples = formula.groups.count
        let groups = constant("groups", shape: [1, samples], formula.groups.map { Float($0) })
        let groupOfSample = constant("group of sample", shape: [samples, 1], formula.groups.map { Float($0) })
        let isOfGroup = node("Equal", [groups, node("Gather", [groupOfSample, first], "group")], "is of group")
        let others = node("Where", [isOfGroup, number(farthest), distances], "distances of others")
        let rival = reduced("ReduceMin", others, over: [1], "rival")
        let reach = node("Mul", [rival, number(Float(formula.memorable))], "reach")

        // 0/0 where another group is as near as equal; then the sample is equal too, and the quotient is not asked for.
        let part = node("Div", [distance, reach], "part")
        let fading = node("Relu", [node("Sub", [number(1), part], "rest")], "fading")
        let isEqual = node("LessOrEqual", [distance, number(0)], "is equal")
        let memory = node("Where", [isEqual, number(1), fading], "memory")
        let targets = ofCategories(formula, "targets") { sample, output in
            formula.classOfGroup[formula.groups[sample]] == output ? 1 : 0
        }
        let target = node("Gather", [targets, first], "target")
        let blended = node("Mul", [regression, node("Sub", [number(1), memory], "forgotten")], "blended")
        return node("Add", [blended, node("Mul", [target, memory], "remembered")], "blend")
    }

    /// A constant samples × categories: what is asked of the classes that are none is left out.
    private mutating func ofCategories(
        _ formula: ScoreFormula, _ name: String, value: (_ sample: Int, _ class: Int) -> Float
    ) -> String {
        let (samples, categories) = (formula.groups.count, formula.categories.count)
        let values = (0..<samples).flatMap { sample in (0..<categories).map { value(sample, $0) } }
        return constant(name, shape: [samples, categories], values)
    }
}
