// One trial of following: a classifier is taught, follows, and is asked.

import Classifier
import Linear

/// What came of it.
struct FollowOutcome: Sendable, Equatable {
    /// For each course the views that were learnt beside the first.
    var learnt: [[Int]] = []
    /// Those of them that show something else.
    var wrong = 0
    /// What was answered to what was asked.
    var answers: [LiveAnswer] = []
}

extension LiveFeatures {
    /// Samples that a following may bring: the daemon's standard.
    private static let most = 20

    /// Teaches a classifier in every manner, and asks it.
    func outcomes(_ plan: FollowPlan) -> [FollowManner: FollowOutcome] {
        let followed = outcome(plan) { place, view, classifier, learnt in
            learnt + 1 < Self.most && looksNew(view, plan.courses[place].label, classifier)
        }
        let spread = zip(plan.courses, followed.learnt).map { course, learnt in
            Set(learnt.indices.map { course.next[($0 + 1) * course.next.count / (learnt.count + 1)] })
        }
        return [
            .one: outcome(plan) { _, _, _, _ in false }, .followed: followed,
            .spread: outcome(plan) { place, view, _, _ in spread[place].contains(view) },
            .every: outcome(plan) { place, view, classifier, _ in
                !isNearDuplicate(view, plan.courses[place].label, classifier)
            },
        ]
    }

    /// - Parameter isWanted: whether a view of a course is learnt, of which so many have been learnt.
    private func outcome(
        _ plan: FollowPlan,
        _ isWanted: (_ course: Int, _ view: Int, _ classifier: OnlineClassifier, _ learnt: Int) -> Bool
    ) -> FollowOutcome {
        let classifier = OnlineClassifier(blocks: blocks)
        var samples = generic
        func learn(_ view: Int, _ label: Int) {
            samples.append(sample(view, id: Int64(samples.count), label: label))
        }
        for course in plan.courses { learn(course.first, course.label) }
        classifier.fit(samples)
        var outcome = FollowOutcome()
        for (place, course) in plan.courses.enumerated() {
            var learnt: [Int] = []
            for view in course.next where isWanted(place, view, classifier, learnt.count) {
                learn(view, course.label)
                classifier.fit(samples)
                learnt.append(view)
            }
            outcome.wrong += course.wrong.intersection(learnt).count
            outcome.learnt.append(learnt)
        }
        let taught = Set(plan.courses.map(\.label))
        outcome.answers = plan.asked.map { view in
            let judgement = judgement(view, classifier)
            return LiveAnswer(
                label: labels[view], isTaught: taught.contains(labels[view]),
                category: judgement.scores.first.map { Int($0.category) }, verdict: judgement.verdict,
                likeness: judgement.likeness)
        }
        return outcome
    }

    private func looksNew(_ view: Int, _ label: Int, _ classifier: OnlineClassifier) -> Bool {
        NewView.isOne(judgement(view, classifier), of: Int64(label)) && !isNearDuplicate(view, label, classifier)
    }

    private func judgement(_ view: Int, _ classifier: OnlineClassifier) -> Judgement {
        lend(view) { classifier.judge($0) }
    }

    private func isNearDuplicate(_ view: Int, _ label: Int, _ classifier: OnlineClassifier) -> Bool {
        lend(view) { classifier.isNearDuplicate($0, of: .category(Int64(label))) }
    }

    private func lend<Result>(_ view: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
        table.values.withUnsafeBufferPointer { values in
            body(UnsafeBufferPointer(rebasing: values[view * table.columns..<(view + 1) * table.columns]))
        }
    }
}
