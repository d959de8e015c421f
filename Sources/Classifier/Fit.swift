// What is learnt from a list of samples.

/// All that follows from the samples and their labels, once the cosines between them are known.
struct Fit {
    let groups: Groups
    let evidence: Evidence
    let rule: DecisionRule
    let temperature: Temperature
    let familiarity: Familiarity

    /// τ of the discriminants that is none, and one so large that what differs between groups counts in full.
    private static let (discriminants, regression) = (0.0, 1000.0)

    init(_ base: FitBase, labels: [Label], kind: ClassifierKind) {
        let groups = Groups(labels)
        let evidence = Evidence(base.factor, groups: groups, penalty: base.tuning.penalty)
        let decision = Self.decide(kind, base.kernel, groups, evidence)
        self.groups = groups
        self.evidence = evidence
        rule = decision.rule
        temperature = Temperature(
            unit: decision.unit, leftOut: decision.leftOut.map { ($0.scores, groups.ofSample[$0.sample]) })
        familiarity = Familiarity(
            leaveOneOut: evidence.leaveOneOut,
            generic: base.surroundings.cosines.map { evidence.values($0, groups: groups.count) }, groups: groups)
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
