// What was known at a moment, in a form that another journal can take over.

/// Knowledge whose samples are places in a list: how a loaded session stands in the journal.
public struct Snapshot: Sendable, Hashable, Codable {
    /// A category.
    struct Kind: Sendable, Hashable, Codable {
        let name: String
        let color: String
        /// Places in the list of samples.
        let samples: [Int]
    }

    /// A counter-example.
    struct Negative: Sendable, Hashable, Codable {
        /// The place in the list of samples.
        let sample: Int
        /// Which of the categories it is not; nil for “none of them”.
        let against: Int?
    }

    let categories: [Kind]
    let background: [Int]
    let negatives: [Negative]
    /// How many categories had been made, which gives the next one its colour.
    let made: Int

    /// The names of its categories, the oldest first.
    public var names: [String] { categories.map(\.name) }

    /// What is known; its samples are places in `knowledge.inUse`.
    init(_ knowledge: Knowledge) {
        let places = Dictionary(uniqueKeysWithValues: zip(knowledge.inUse, 0...))
        func place(_ samples: [Int64]) -> [Int] { samples.compactMap { places[$0] } }
        categories = knowledge.categories.map {
            Kind(name: $0.name, color: $0.color, samples: place($0.samples))
        }
        background = place(knowledge.background)
        negatives = knowledge.negatives.flatMap { negative in
            let against = knowledge.categories.firstIndex { $0.id == negative.against }
            return place([negative.sample]).map { Negative(sample: $0, against: against) }
        }
        made = knowledge.made
    }

    /// The same knowledge of samples that have other identities.
    ///
    /// Every sample counts once and every place is looked up, because a session may come from anybody.
    ///
    /// - Parameter act: the act that brings it. Its categories have negative identities, which no act has, and in their
    ///   order, because the classifier goes by that.
    func knowledge(of samples: [Int64], act: Int64) -> Knowledge {
        var free = Set(samples.indices)
        func at(_ place: Int) -> Int64? { free.remove(place).map { samples[$0] } }
        func identity(_ category: Int) -> Int64 { Int64(category) &- act << 20 }
        return Knowledge(
            categories: categories.enumerated().map { index, kind in
                Category(
                    id: identity(index), name: kind.name, color: kind.color, samples: kind.samples.compactMap(at))
            },
            background: background.compactMap(at),
            negatives: negatives.compactMap { negative in
                let against = negative.against.flatMap { categories.indices.contains($0) ? identity($0) : nil }
                return at(negative.sample).map { Knowledge.Negative(sample: $0, against: against) }
            }, made: max(0, made))
    }
}
