// Refinement, epoch by epoch.

import Features
public import Workers

/// Refines a net: backpropagation of the softmax cross-entropy through the layers and all modules of all stages (Jarrett
/// et al. 2009, section 3), batch after batch.
///
/// The same net, recipe, examples and machine give the same numbers bit for bit, whatever the number of threads, and
/// whether it was stopped after an epoch and resumed or not: all it needs to go on is its `state`.
public final class RefinementTrainer {
    /// The settings.
    public let recipe: RefinementRecipe
    /// Epochs that are done.
    public private(set) var epoch: Int

    private let net: RefinementNet
    private let examples: RefinementExamples
    private let back: Backpropagation
    private let team: Team
    private let numbers: FloatBuffer
    /// The last step of each number.
    private let velocity: FloatBuffer
    /// The rate of each number, that of the epoch aside.
    private let rates: FloatBuffer
    /// The penalty of each number: none for gains and biases.
    private let penalties: FloatBuffer
    /// The rate of the epoch, and 1 through the pictures of the batch.
    private var step: (rate: Float, share: Float) = (0, 0)

    /// Numbers that are moved at a time.
    private static let chunk = 1 << 13

    /// A refinement, from its beginning or from where it was.
    ///
    /// - Precondition: the examples are as the net's first stage sees pictures, with labels below its last layer's outputs;
    ///   a state is that of such a net.
    public init(
        _ net: RefinementNet, recipe: RefinementRecipe, examples: RefinementExamples,
        resuming state: RefinementState? = nil, team: Team
    ) {
        precondition(examples.size == net.shape.sizes.first, "pictures of another size")
        let classes = net.layers.last ?? 0
        precondition(examples.labels.allSatisfy { (0..<classes).contains(Int($0)) }, "labels lie in 0..<\(classes)")
        precondition(state.map { $0.numbers.count == net.numbers.count } ?? true, "the state of another net")
        let state = state ?? RefinementState(net)
        (self.net, self.recipe, self.examples, self.team, epoch) = (net, recipe, examples, team, state.epoch)
        numbers = FloatBuffer(state.numbers)
        velocity = FloatBuffer(state.velocity)
        back = Backpropagation(net, picturesPerPass: 2, team: team)
        rates = FloatBuffer(count: net.numbers.count)
        penalties = FloatBuffer(count: net.numbers.count)
        for range in NetLayout(net.shape, layers: net.layers).weights {
            let penalty = range.upperBound <= net.stageNumbers ? recipe.stagePenalty : recipe.layerPenalty
            for index in range { penalties.start[index] = Float(penalty) }
        }
    }

    /// How far it is.
    public var state: RefinementState {
        RefinementState(
            numbers: Array(UnsafeBufferPointer(start: numbers.start, count: numbers.count)),
            velocity: Array(UnsafeBufferPointer(start: velocity.start, count: velocity.count)), epoch: epoch)
    }

    /// The net as it is now.
    public var refined: RefinementNet { net.with(numbers: state.numbers) }

    /// Passes through the pictures at some places once, in random order.
    ///
    /// - Parameter progress: is told after each batch how many pictures are done, and the mean loss of those.
    /// - Returns: what was seen on the way, each batch before its step.
    public func runEpoch(
        on places: [Int], progress: (_ done: Int, _ loss: Double) -> Void = { _, _ in }
    ) -> RefinementTally {
        var generator = SplitMix64(seed: recipe.seed &+ UInt64(epoch))
        let order = generator.permutation(of: places.count).map { places[$0] }
        let rate = recipe.rate(of: epoch)
        findRates(Array(order.prefix(recipe.curvaturePictures)))
        var (loss, mistakes) = (0.0, 0)
        for start in stride(from: 0, to: order.count, by: recipe.batch) {
            let batch = Array(order[start..<min(start + recipe.batch, order.count)])
            back.load(numbers.start)
            back.findSlopes(of: examples, at: batch)
            loss += back.loss
            mistakes += back.mistakes
            step = (Float(rate), 1 / Float(batch.count))
            team.split(numbers.count, chunk: Self.chunk, of: self) { object, part, _ in
                unsafeDowncast(object, to: RefinementTrainer.self).move(part)
            }
            progress(start + batch.count, loss / Double(start + batch.count))
        }
        epoch += 1
        return RefinementTally(loss: loss, mistakes: mistakes, pictures: order.count)
    }

    /// What the net as it is now makes of the pictures at some places.
    public func judge(_ places: [Int]) -> RefinementTally {
        back.load(numbers.start)
        back.findLoss(of: examples, at: places)
        return RefinementTally(loss: back.loss, mistakes: back.mistakes, pictures: places.count)
    }

    /// The scores of the pictures at some places, by the net as it is now: pictures × classes.
    public func scores(of places: [Int]) -> [Float] {
        back.load(numbers.start)
        return back.scores(of: examples, at: places)
    }

    /// The share of the epoch's rate that each number has.
    private func findRates(_ sample: [Int]) {
        let (stages, stageShare) = (net.stageNumbers, Float(recipe.stageShare))
        for index in 0..<rates.count { rates.start[index] = index < stages ? stageShare : 1 }
        guard recipe.method == .diagonal else { return }
        back.load(numbers.start)
        back.findSlopes(of: examples, at: sample, isCurvature: true)
        let share = 1 / Float(max(sample.count, 1))
        for index in 0..<rates.count {
            rates.start[index] /= back.slopes.start[index] * share + Float(recipe.damping)
        }
    }

    /// velocity ← momentum · velocity - rate · (mean slope + penalty · number); number ← number + velocity.
    private func move(_ part: Range<Int>) {
        let (slopes, rates, penalties) = (
            UnsafePointer(back.slopes.start + part.lowerBound), UnsafePointer(rates.start + part.lowerBound),
            UnsafePointer(penalties.start + part.lowerBound)
        )
        let (velocity, numbers) = (velocity.start + part.lowerBound, numbers.start + part.lowerBound)
        let (momentum, step) = (Float(recipe.momentum), step)
        for index in 0..<part.count {
            let slope = slopes[index] * step.share + penalties[index] * numbers[index]
            let moved = momentum * velocity[index] - step.rate * rates[index] * slope
            velocity[index] = moved
            numbers[index] += moved
        }
    }
}
