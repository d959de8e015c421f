// Matching pursuit.

/// Matching pursuit (Mallat and Zhang, Matching Pursuits with Time-Frequency Dictionaries, 1993): `steps` times, the atom
/// that fits the residual r best is taken as far as it fits: `j = argmax |⟨d_j, r⟩|`, `z_j += ⟨d_j, r⟩`,
/// `r −= ⟨d_j, r⟩ d_j`.
///
/// Greedy: it looks at reconstruction alone, and at λ not at all.
public struct MatchingPursuit: SparseSolver {
    /// Atoms that are taken, repetitions counted.
    public let steps: Int

    /// A solver.
    public init(steps: Int) { self.steps = steps }

    /// Finds a code; an iteration takes an atom.
    public func minimise(
        _ problem: SparseCoding, _ correlations: [Double]
    ) -> (code: [Double], iterations: Int) {
        var fits = correlations
        var code = [Double](repeating: 0, count: problem.atoms)
        for step in 0..<steps {
            guard let best = fits.indices.max(by: { abs(fits[$0]) < abs(fits[$1]) }), fits[best] != 0 else {
                return (code, step)
            }
            let fit = fits[best]
            code[best] += fit
            addRow(best, of: problem.gram, times: -fit, to: &fits)
        }
        return (code, steps)
    }
}
