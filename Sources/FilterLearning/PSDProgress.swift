// How learning goes, in numbers.

/// Means over the inputs of some steps of learning.
public struct PSDProgress: Sendable, Equatable {
    /// Steps taken in all.
    public let step: Int
    /// `½‖x − Dz‖²`.
    public var reconstruction: Double { total.reconstruction / count }
    /// `λ|z|₁`.
    public var sparsity: Double { total.sparsity / count }
    /// `α‖z − f(x)‖²`.
    public var prediction: Double { total.prediction / count }
    /// The sum of the three.
    public var energy: Double { reconstruction + sparsity + prediction }
    /// The share of a code's values that are not 0.
    public var density: Double { total.used / count }
    /// Atoms that were dead, and replaced.
    public private(set) var revived = 0

    private var total = PSDEnergy()
    private var samples = 0
    private var count: Double { Double(max(samples, 1)) }

    init(step: Int) { self.step = step }

    /// Adds the inputs of a step.
    mutating func add(_ energies: [PSDEnergy], revived: Int) {
        for energy in energies { total += energy }
        samples += energies.count
        self.revived += revived
    }
}

/// The energy of one input, by its parts.
struct PSDEnergy: Sendable, Equatable {
    var reconstruction = 0.0
    var sparsity = 0.0
    var prediction = 0.0
    /// The share of atoms that are used.
    var used = 0.0

    static func += (sum: inout PSDEnergy, other: PSDEnergy) {
        sum.reconstruction += other.reconstruction
        sum.sparsity += other.sparsity
        sum.prediction += other.prediction
        sum.used += other.used
    }
}
