// What all do that give codes without a search to its end.

public import Linear

/// Codes of inputs at a cost that is known beforehand: an encoder of predictive sparse decomposition, or a search that
/// was cut short and trained.
public protocol CodePredictor: Sendable {
    /// The codes of inputs, `count × n`: `count × atoms`.
    ///
    /// - Precondition: the inputs have the n of the predictor.
    func codes(of inputs: Matrix) -> Matrix
}

extension Encoder: CodePredictor {}
