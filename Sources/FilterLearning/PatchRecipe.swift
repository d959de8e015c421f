// Patches of pictures: what the first dictionary is learnt from.

public import Features
public import Imaging
import Linear
import Workers

/// How patches are cut from pictures.
///
/// Kernels should meet in the extractor the numbers they were learnt from: those for patches of unit deviation see
/// prepared pictures, of deviation 0.25, through the straight part of tanh. Hence `asExtracted`: all patches are divided
/// by one number, and so are the kernels when they become filters. The papers on patches standardise each
/// (Kavukcuoglu, Ranzato and LeCun 2008, section 3.2), as `standardised` does. Both give inputs of mean square 1, so that
/// λ and the rates mean the same.
public struct PatchRecipe: Sendable, Hashable, Codable {
    /// Rows and columns of a patch.
    public var size = Extent(9)
    /// Number of patches.
    public var count = 100_000
    /// What becomes of a whole picture first: the box it is scaled to fit, and its preparation. Grey.
    public var input: InputShape
    /// Whether each patch is then given mean 0 and deviation 1.
    public var standardisesPatches: Bool
    /// Patches that deviate less, as cut from the prepared picture, are flat: they are left out.
    public var smallestDeviation: Float
    /// What the draw begins with.
    public var seed: UInt64 = 1

    /// Patches of pictures as an extractor's first stage sees them, those of deviation 0.2 or less left out (as
    /// Kavukcuoglu's `unsup` does).
    public static func asExtracted(by input: InputShape) -> PatchRecipe {
        PatchRecipe(input: input, standardisesPatches: false, smallestDeviation: 0.2)
    }

    /// Patches of mean 0 and deviation 1 of pictures of mean 0 and deviation 1 that fit a box of `side` pixels, those of
    /// deviation 0.1 or less left out.
    public static func standardised(side: Int) -> PatchRecipe {
        let input = InputShape(size: Extent(side), preparation: .standard)
        return PatchRecipe(input: input, standardisesPatches: true, smallestDeviation: 0.1)
    }

    /// Draws patches: each from a random picture, at a random place where it lies wholly in the prepared picture.
    ///
    /// - Parameter pictures: luminance, 0…1.
    /// - Throws: when a picture is too small or holds numbers that are not finite, or almost all patches are flat.
    public func patches(of pictures: [Plane]) throws(LearningError) -> PatchSet {
        guard count > 0, size.rows > 0, size.columns > 0, input.colour == .grey else {
            throw .badRecipe(reason: "\(count) patches of \(size.rows) × \(size.columns) of grey cannot be cut.")
        }
        guard !pictures.isEmpty else { throw .badInput(reason: "There are no pictures to cut patches from.") }
        let prepared = try prepare(pictures)
        var generator = SplitMix64(seed: seed)
        func draw(_ count: Int) -> Int { Int(generator.next() % UInt64(count)) }

        var values: [Float] = []
        values.reserveCapacity(count * size.rows * size.columns)
        var (accepted, attempts) = (0, 0)
        while accepted < count {
            attempts += 1
            guard attempts <= 10_000 + 1000 * accepted else {
                throw .badInput(
                    reason: "Of \(attempts - 1) patches \(accepted) deviate by more than \(smallestDeviation): the "
                        + "pictures are too flat for \(count).")
            }
            let picture = prepared[draw(prepared.count)]
            let top = draw(picture.rows - size.rows + 1)
            let left = draw(picture.columns - size.columns + 1)
            guard let patch = cut(picture, top, left) else { continue }
            values += patch
            accepted += 1
        }
        let inputs = Matrix(rows: count, columns: size.rows * size.columns, values: values)
        return standardisesPatches ? PatchSet(inputs: inputs, scale: 1) : PatchSet(evening: inputs)
    }

    /// The patch at a place, or nil when it is flat.
    private func cut(_ picture: Plane, _ top: Int, _ left: Int) -> [Float]? {
        let patch = (top..<top + size.rows).flatMap { row in
            picture.values[row * picture.columns + left..<row * picture.columns + left + size.columns]
        }
        let mean = patch.reduce(0.0) { $0 + Double($1) } / Double(patch.count)
        let variance = patch.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(patch.count)
        let deviation = variance.squareRoot()
        if deviation <= Double(smallestDeviation) { return nil }
        return standardisesPatches ? patch.map { Float((Double($0) - mean) / deviation) } : patch
    }

    /// Pictures as the extractor prepares them, but without the zeros that fill its box.
    private func prepare(_ pictures: [Plane]) throws(LearningError) -> [Plane] {
        let shortest = input.preparation == .contrast ? input.window.side : 1
        guard input.window.side % 2 == 1, input.window.deviation > 0,
            min(input.size.rows, input.size.columns) >= shortest
        else {
            throw .badRecipe(reason: "Pictures of \(input.size.rows) × \(input.size.columns) cannot be prepared.")
        }
        var resampler = Resampler(rows: input.size.rows, columns: input.size.columns, shortestSide: shortest)
        let scaled = FloatBuffer(count: input.size.rows * input.size.columns)
        let team = Team(threads: 1)
        var prepared: [Plane] = []
        for (index, picture) in pictures.enumerated() {
            guard !picture.values.isEmpty, picture.values.allSatisfy(\.isFinite) else {
                throw .badInput(reason: "Picture \(index) is empty or holds numbers that are not finite.")
            }
            let (rows, columns) = resampler.resample(picture, into: scaled.start)
            let preparation = Preparation(input, largest: Extent(rows, columns), team: team)
            var plane = Plane(rows: preparation.size.rows, columns: preparation.size.columns)
            plane.values.withUnsafeMutableBufferPointer { values in
                guard let start = values.baseAddress else { return }
                preparation.apply(scaled.start, rows: rows, columns: columns, into: start)
            }
            guard plane.rows >= size.rows, plane.columns >= size.columns else {
                throw .badInput(
                    reason: "Picture \(index) is \(plane.rows) × \(plane.columns) when prepared: too small for patches "
                        + "of \(size.rows) × \(size.columns).")
            }
            prepared.append(plane)
        }
        return prepared
    }
}
