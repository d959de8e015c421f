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
        var (shares, takenShares) = ([String](), [String]())
        for (index, block) in formula.blocks.enumerated() {
            place = "scores/block \(index + 1)/"
            let picture = centred(formula, block, of: widened(blocks[index], "features"))
            shares.append(share(block, picture, block.samples, "directions"))
            if let taken = block.taken { takenShares.append(share(block, picture, taken, "taken")) }
        }
        place = "scores/"
        // What step 2 says, the other way round: shares that are rounded do not add up to 1.
        let distances = node("Sum", shares, "distances")
        let takenDistances = takenShares.isEmpty ? distances : node("Sum", takenShares, "distances as taken")
        let cosines = node("Sub", [number(1), distances], "cosines")
        let evidence = ofGroups(formula, "coefficients of evidence") { formula.evidence[$0] }
        let likelihoods = softmax(formula, cosines)
        return narrowed(
            remembering(formula, node("MatMul", [cosines, evidence], "evidence"), likelihoods, takenDistances), "scores"
        )
    }

    /// Step 2: the shares of groups that follow from cosines, batch × groups.
    private mutating func softmax(_ formula: ScoreFormula, _ cosines: String) -> String {
        let scores: String
        switch formula.rule {
        case .linear(let coefficients, let biases):
            let product = node(
                "MatMul", [cosines, ofGroups(formula, "coefficients") { coefficients[$0] }], "products")
            let bias = constant("biases", shape: [1, formula.groupCount], biases.map { Float($0) })
            scores = node("Add", [product, bias], "rule")
        case .nearest(let groups, let count, let width):
            let beyond = node("Sub", [cosines, number(1)], "beyond")
            let odds = node("Exp", [node("Div", [beyond, number(Float(width))], "widths")], "odds")
            let members = ofGroups(formula, "members") { groups[$0 / count] == $0 % count ? 1 : 0 }
            let logarithm = node("Log", [node("MatMul", [odds, members], "sums")], "logarithm")
            scores = node("Mul", [logarithm, number(Float(width))], "rule")
        }
        let scaled = node("Div", [scores, number(Float(formula.temperature))], "scaled")
        return node("Softmax", [scaled], "shares", ["axis": .int(1)])
    }

    /// Pictures in a block: less the centre, how far from there, and whether they lie there.
    private typealias Centred = (difference: String, length: String, isAtCentre: String)

    /// Step 1, the picture's part.
    private mutating func centred(
        _ formula: ScoreFormula, _ block: ScoreFormula.Block, of features: String
    ) -> Centred {
        let count = block.range.count
        let centre = constant("centre", shape: [1, count], block.centre)
        let difference = node("Sub", [features, centre], "difference")
        let square = reduced("ReduceSumSquare", difference, over: [1], "square")

        let centreSquare = number(Float(block.centre.reduce(0) { $0 + Double($1) * Double($1) }))
        let ownSquare = reduced("ReduceSumSquare", features, over: [1], "own square")
        let squares = node("Add", [ownSquare, centreSquare], "squares")
        let rounding = node("Mul", [squares, number(Float(formula.rounding))], "rounding")
        let isAtCentre = node("LessOrEqual", [square, rounding], "is at centre")
        return (difference, node("Sqrt", [square], "length"), isAtCentre)
    }

    /// Step 1, the samples' part: what a block adds to 1 less the cosines with all samples, batch × samples.
    private mutating func share(
        _ block: ScoreFormula.Block, _ picture: Centred, _ directions: ScoreFormula.Directions, _ name: String
    ) -> String {
        let outer = place
        place += "\(name)/"
        defer { place = outer }
        let (samples, count) = (directions.atCentre.count, block.range.count)
        let atCentre = constant("samples at centre", shape: [1, samples], directions.atCentre.map { $0 ? 1 : 0 })
        // Features × samples: then the product needs no transposition.
        let columns = (0..<count).flatMap { feature in
            (0..<samples).map { Float(directions.values[$0 * count + feature]) }
        }
        let products = node(
            "MatMul", [picture.difference, constant(name, shape: [count, samples], columns)], "products")
        let quotients = node("Div", [products, picture.length], "quotients")
        let elsewhere = node("Clip", [quotients, number(-1), number(1)], "elsewhere")
        let cosines = node("Where", [picture.isAtCentre, atCentre, elsewhere], "cosines")
        return node("Mul", [node("Sub", [number(1), cosines], "distances"), number(Float(block.share))], "share")
    }

    /// Steps 3 to 5: evidence and shares blended with the memory of the nearest sample, and what follows.
    private mutating func remembering(
        _ formula: ScoreFormula, _ evidence: String, _ shares: String, _ distances: String
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
        let surroundings = constant(
            "surroundings", shape: [samples, 1], formula.surroundings.map { Float(max($0 - formula.equal, 0)) })
        let strangers = node("Gather", [surroundings, first], "distance of strangers")
        let rival = node("Min", [reduced("ReduceMin", others, over: [1], "nearest rival"), strangers], "rival")
        let reach = node("Mul", [rival, number(Float(formula.memorable))], "reach")

        // 0/0 where another group is as near as equal; then the sample is equal too, and the quotient is not asked for.
        let part = node("Div", [distance, reach], "part")
        let fading = node("Relu", [node("Sub", [number(1), part], "rest")], "fading")
        let isEqual = node("LessOrEqual", [distance, number(0)], "is equal")
        let memory = node("Where", [isEqual, number(1), fading], "memory")
        let targets = ofGroups(formula, "targets") { place in
            formula.groups[place / formula.groupCount] == place % formula.groupCount ? 1 : 0
        }
        let target = node("Mul", [node("Gather", [targets, first], "target"), memory], "remembered")
        let forgotten = node("Sub", [number(1), memory], "forgotten")
        let share = node("Add", [node("Mul", [shares, forgotten], "faded shares"), target], "blended shares")
        let proof = node("Add", [node("Mul", [evidence, forgotten], "faded evidence"), target], "blended evidence")
        return product(formula, share, proof)
    }

    /// Step 5: the categories' shares of the evidence for the likeliest group.
    private mutating func product(_ formula: ScoreFormula, _ shares: String, _ evidence: String) -> String {
        let best = reduced("ReduceMax", shares, over: [1], "largest share")
        let others = node(
            "Where", [node("Equal", [shares, best], "is largest"), evidence, number(-1)], "evidence of the likeliest")
        let proof = node(
            "Clip", [reduced("ReduceMax", others, over: [1], "proof"), number(0), number(1)], "clipped")
        let all = node("Mul", [shares, proof], "of groups")
        let categories = constant("categories", Array(formula.categories.indices))
        return node("Gather", [all, categories], "of categories", ["axis": .int(1)])
    }

    /// A constant samples × groups, by its place in the list: in two parts, because large coefficients of both signs leave
    /// little when they are added up.
    private mutating func ofGroups(
        _ formula: ScoreFormula, _ name: String, value: (_ place: Int) -> Double
    ) -> String {
        let shape = [formula.groups.count, formula.groupCount]
        let values = (0..<shape[0] * shape[1]).map(value)
        let rest = values.map { Float($0 - Double(Float($0))) }
        let whole = constant(name, shape: shape, values.map { Float($0) })
        return rest.contains { $0 != 0 }
            ? node("Add", [whole, constant("\(name), rest", shape: shape, rest)], "\(name), both") : whole
    }
}
