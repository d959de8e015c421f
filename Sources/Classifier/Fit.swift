// What is learnt from a list of samples.

/// All that follows from the samples and their labels, once the cosines between them are known.
struct Fit {
    let groups: Groups
    let evidence: Evidence
    let rule: DecisionRule
    /// What the rule would say of samples had they not been among the samples.
    let leftOut: [Decision.LeftOut]
    let temperature: Temperature
    let familiarity: Familiarity

    /// τ of the discriminants that is none, and one so large that what differs between groups counts in full.
    private static let (discriminants, regression) = (0.0, 1000.0)

    /// - Parameters:
    ///   - shown: how much each group's samples say of views that nobody showed.
    ///   - stranger: how near things come that were never taught.
    init(
        _ base: FitBase, _ groups: Groups, _ sums: EvidenceSums, shown: [Double], stranger: Double?,
        kind: ClassifierKind
    ) {
        let evidence = Evidence(sums, groups: groups, penalty: base.tuning.penalty)
        let decision = Self.decide(kind, base.kernel, groups, evidence)
        self.groups = groups
        self.evidence = evidence
        (rule, leftOut) = (decision.rule, decision.leftOut)
        temperature = Temperature(
            unit: decision.unit, leftOut: decision.leftOut.map { ($0.scores, groups.ofSample[$0.sample]) })
        familiarity = Familiarity(
            leaveOneOut: evidence.leaveOneOut,
            generic: evidence.values(base.generic.rows, groups: groups.count), groups: groups,
            shown: shown, stranger: stranger)
    }

    private static func decide(
        _ kind: ClassifierKind, _ kernel: CosineKernel, _ groups: Groups, _ evidence: Evidence
    ) -> Decision {
        guard groups.count > 0 else { return Decision(rule: .linear(coefficients: [], biases: []), leftOut: []) }
        return switch kind {
        case .streamingLDA: Discriminant(evidence, groups, trust: discriminants).decision
        case .ridge: Discriminant(evidence, groups, trust: regression).decision
        case .logistic: Iterated.logistic(kernel, groups, evidence)
        case .ringLogistic: Iterated.ring(kernel, groups)
        case .nearestMean: Prototypes.nearestMean(kernel, groups)
        case .nearestSample: Prototypes.nearestSample(kernel, groups)
        }
    }
}
