// How generic pictures lie to the samples.

/// The cosines of generic pictures with the samples.
struct GenericCosines {
    /// For each picture its cosines with the samples.
    private(set) var rows: [[Double]] = []

    /// The distance from a sample to the nearest generic picture; as far as a distance can be without any.
    func distance(to sample: Int) -> Double {
        1 - (rows.map { $0[sample] }.max() ?? -1)
    }

    /// Takes over what has become of the samples.
    ///
    /// - Parameter placed: how many of them lie where they did.
    mutating func update(_ products: SampleProducts, _ places: Places, placed: Int) {
        if rows.count != products.generic.count { rows = products.generic.map { _ in [] } }
        for (index, picture) in products.generic.enumerated() {
            rows[index].removeSubrange(min(placed, rows[index].count)...)
            rows[index] += places.cosines(of: picture.features, picture.products, from: rows[index].count)
        }
    }
}
