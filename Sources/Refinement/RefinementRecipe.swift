// How a net is refined.

import Foundation

/// Everything that decides the numbers of a refined net, the net it begins with and the examples aside.
public struct RefinementRecipe: Sendable, Hashable, Codable {
    /// How slopes become steps.
    public enum Method: String, Sendable, Codable, CaseIterable {
        /// Stochastic gradient descent with momentum (Polyak 1964): every number has the same rate.
        case momentum
        /// The same with each number's rate divided by `curvature + damping`, the stochastic diagonal
        /// Levenberg-Marquardt method (LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 9.1). Curvatures
        /// are the diagonal of the Gauss-Newton second derivatives, estimated anew before every epoch.
        case diagonal
    }

    /// How slopes become steps.
    public var method = Method.momentum
    /// How far a step goes along the mean slope of a batch, in the first epoch.
    public var rate = 0.01
    /// The same in the last epoch; in between it falls by the same factor from epoch to epoch.
    public var lastRate = 0.001
    /// How much of the last step is taken again.
    public var momentum = 0.9
    /// What the rate of the stages' numbers is multiplied by.
    public var stageShare = 1.0
    /// How much half the squared length of the stages' weights counts beside the mean loss.
    public var stagePenalty = 0.0
    /// How much that of the layers' weights counts.
    public var layerPenalty = 0.0
    /// Pictures from one step to the next.
    public var batch = 16
    /// Passes through the pictures.
    public var epochs = 30
    /// Pictures that curvatures are estimated from.
    public var curvaturePictures = 500
    /// What is added to each curvature.
    public var damping = 0.02
    /// What the order of the pictures is drawn by.
    public var seed: UInt64 = 1

    /// The usual recipe.
    public init() {}

    /// The rate of an epoch, counted from 0; beyond the last one it stays.
    public func rate(of epoch: Int) -> Double {
        guard epochs > 1 else { return rate }
        return rate * pow(lastRate / rate, Double(min(epoch, epochs - 1)) / Double(epochs - 1))
    }
}
