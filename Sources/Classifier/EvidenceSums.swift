// What evidence is made of: sums over the rows of the factor, which grow with it.

import Linear

/// `α = A⁻¹Y`, `Q = YᵀA⁻¹Y` and the diagonal of `A⁻¹`, for `A = K + λI = (MᵀM)⁻¹` and the indicators `Y` of the groups.
///
/// With `W = M·Y`, of which a row follows from the same row of `M`, they are the sums `α = Σ mᵣwᵣᵀ`, `Q = Σ wᵣwᵣᵀ` and
/// `Σ mᵣ²` over the rows. A sample at the end adds its row to them, in `samples × groups` steps, and they have the bits that
/// they would have had if they had been made of all rows anew. For anything else they are made anew: `samples² · groups / 2`.
struct EvidenceSums {
    /// Each sample's group, numbered as they first appear: so a sample of another group renumbers none of those before it.
    private var places: [Int] = []
    /// For each of these groups a column of `α`.
    private var coefficients: [[Double]] = []
    /// `Q`.
    private var mixing: [[Double]] = []
    /// The diagonal of `A⁻¹`.
    private(set) var diagonal: [Double] = []

    /// Takes over what has become of the samples.
    ///
    /// - Parameter placed: how many rows at the beginning of the factor are the same as before.
    mutating func update(_ factor: InverseFactor, _ groups: Groups, placed: Int) {
        let places = Self.places(groups)
        if places.count < self.places.count || placed < self.places.count || !places.starts(with: self.places) {
            self = EvidenceSums()
        }
        for sample in self.places.count..<places.count {
            self.places.append(places[sample])
            add(factor.row(sample))
        }
    }

    private static func places(_ groups: Groups) -> [Int] {
        var order = [Int?](repeating: nil, count: groups.count)
        var next = 0
        return groups.ofSample.map { group in
            if let place = order[group] { return place }
            defer { next += 1 }
            order[group] = next
            return next
        }
    }

    private mutating func add(_ row: ArraySlice<Double>) {
        diagonal.append(0)
        if places.last == coefficients.count {
            coefficients.append([Double](repeating: 0, count: diagonal.count - 1))
            for group in mixing.indices { mixing[group].append(0) }
            mixing.append([Double](repeating: 0, count: mixing.count + 1))
        }
        var whitened = [Double](repeating: 0, count: coefficients.count)
        row.withUnsafeBufferPointer { row in
            for (place, value) in zip(places, row) { whitened[place] += value }
            for sample in row.indices { diagonal[sample] += row[sample] * row[sample] }
            for group in coefficients.indices {
                coefficients[group].append(0)
                BLAS.add(row, times: whitened[group], to: &coefficients[group])
            }
        }
        for group in mixing.indices { BLAS.add(whitened, times: whitened[group], to: &mixing[group]) }
    }

    /// `α`: samples × groups, row-major, in the order of the groups.
    func coefficients(_ groups: Groups) -> [Double] {
        var turned = [Double](repeating: 0, count: places.count * groups.count)
        for (group, members) in groups.members.enumerated() {
            guard let first = members.first else { continue }
            for (sample, value) in coefficients[places[first]].enumerated() {
                turned[sample * groups.count + group] = value
            }
        }
        return turned
    }

    /// `Q`: groups × groups, row-major, in the order of the groups.
    func mixing(_ groups: Groups) -> [Double] {
        let order = groups.members.compactMap { $0.first.map { places[$0] } }
        return order.flatMap { row in order.map { mixing[row][$0] } }
    }
}
