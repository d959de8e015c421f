// The coach's numbers in words.

package import Classifier
package import Teaching
package import Wire

extension CoachInfo {
    /// What samples say of one another, in sentences.
    package init(_ appraisal: Appraisal, _ knowledge: Knowledge, revision: Int64) {
        let names = Dictionary(uniqueKeysWithValues: knowledge.categories.map { ($0.id, $0.name) })
        let shares = Dictionary(uniqueKeysWithValues: appraisal.categories.map { ($0.category, $0.recognised) })
        self.init(
            score: appraisal.score,
            categories: knowledge.categories.map { .init(category: $0.name, recognised: shares[$0.id] ?? nil) },
            advice: appraisal.advice.map { Advice($0, names) }, revision: revision)
    }
}

extension CoachInfo.Advice {
    fileprivate init(_ advice: Appraisal.Advice, _ names: [Int64: String]) {
        func name(_ category: Int64) -> String { names[category] ?? "" }
        switch advice {
        case .alike(let category, let samples):
            self.init(
                kind: "alike",
                message: "All your pictures of “\(name(category))” look alike: show other sides, distances and light.",
                categories: [name(category)], samples: samples)
        case .unbalanced(let most, let least, let ratio):
            self.init(
                kind: "unbalanced",
                message:
                    "“\(name(most))” has \(Int(ratio)) times as many samples as “\(name(least))”: teach that one more.",
                categories: [name(most), name(least)], samples: [])
        case .confused(let category, let other, let samples):
            self.init(
                kind: "confused",
                message:
                    "“\(name(category))” and “\(name(other))” are easily confused: look at these samples, or teach both more.",
                categories: [name(category), name(other)], samples: samples)
        }
    }
}

extension Newsroom {
    /// What the coach says now.
    func coach() async -> CoachInfo {
        let (appraisal, summary) = await learner.appraisal
        return CoachInfo(appraisal, summary.knowledge, revision: summary.revision)
    }
}
