// How far a refinement has come.

/// All that a refinement needs to go on from the end of an epoch.
public struct RefinementState: Sendable, Equatable {
    /// The net's numbers.
    public var numbers: [Float]
    /// The last step of each.
    public var velocity: [Float]
    /// Epochs that are done.
    public var epoch = 0

    /// The state before the first epoch.
    public init(_ net: RefinementNet) {
        numbers = net.numbers
        velocity = Array(repeating: 0, count: net.numbers.count)
    }

    /// A state that was kept.
    ///
    /// - Precondition: each number has its velocity.
    public init(numbers: [Float], velocity: [Float], epoch: Int) {
        precondition(numbers.count == velocity.count, "\(velocity.count) steps of \(numbers.count) numbers")
        (self.numbers, self.velocity, self.epoch) = (numbers, velocity, epoch)
    }
}

/// What a pass through some pictures showed.
public struct RefinementTally: Sendable, Equatable, Codable {
    /// The mean of `-ln p(label)`.
    public let loss: Double
    /// The share of pictures whose most probable class is not their label.
    public let error: Double

    init(loss: Double, mistakes: Int, pictures: Int) {
        self.loss = loss / Double(max(pictures, 1))
        error = Double(mistakes) / Double(max(pictures, 1))
    }
}
