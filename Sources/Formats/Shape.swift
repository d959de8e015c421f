// How many numbers a shape from a file stands for.

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
}
