// When a followed thing shows a view that is worth learning.

/// The leash of learning by oneself: a view is learnt while the thing is still itself, and no longer quite what was taught.
///
/// The tracker alone does not vouch for a view, as it may have gone over to something else, and neither does the classifier, as what it
/// is sure of teaches it nothing. A view must therefore be named as the category, surely or not, with less evidence than a sample has,
/// but not with little: a thing that turns is seen on the way down, a thing that is taken away falls at once. What is named as another category,
/// is empty, is unlike anything taught or was said not to be this, is never learnt.
///
/// The bounds were chosen on one half of COIL-100 (docs/decisions/0041).
package enum NewView {
    /// The scores of new views; a sample's own is near 1.
    private static let scores = 0.4..<0.8

    /// Whether a view of a category is to be learnt.
    package static func isOne(_ judgement: Judgement, of category: Int64) -> Bool {
        guard judgement.category == category, let best = judgement.scores.first, best.category == category else {
            return false
        }
        return scores.contains(best.score)
    }
}
