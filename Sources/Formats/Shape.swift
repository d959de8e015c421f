// The shapes that files claim.

extension [Int] {
    /// The product of the extents; nil when 64 bits do not hold it.
    ///
    /// The extents are not negative. A product that is too large on the way counts as too large, even if a zero follows.
    var checkedProduct: Int? {
        var product = 1
        for extent in self {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            if overflow { return nil }
            product = next
        }
        return product
    }

    /// The shape as it may stand in a sentence: `64×1×9×9`, `()` without extents, and not more of it than eight.
    package var crossed: String {
        isEmpty ? "()" : prefix(8).map(String.init).joined(separator: "×") + (count > 8 ? "×…" : "")
    }
}
