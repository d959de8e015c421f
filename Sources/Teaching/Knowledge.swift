// What is known at a moment: the fold of all acts that are not taken back.

/// A category and its samples.
public struct Category: Sendable, Hashable {
    /// The act that made it; stable while the category lives, also under another name.
    public let id: Int64
    /// What people call it.
    public internal(set) var name: String
    /// `#rrggbb`, from a palette in the order in which categories were made.
    public let color: String
    /// Its samples, the oldest first.
    public internal(set) var samples: [Int64]

    /// Takes up samples, which come in order.
    fileprivate mutating func insert(_ new: [Int64]) {
        let isLater = new.first ?? .max > samples.last ?? .min
        samples += new
        // What is taught comes later than what was taught: thousands of acts are gone through at every change.
        if !isLater { samples.sort() }
    }
}

/// Categories, the empty stage and the counter-examples: a pure function of the acts.
public struct Knowledge: Sendable, Hashable {
    /// A sample that says what something is not.
    public struct Negative: Sendable, Hashable {
        /// The sample.
        public let sample: Int64
        /// The category it is not; nil for “none of them”.
        public let against: Int64?
    }

    /// A sample that would teach something, were it still what was stored.
    public struct Broken: Sendable, Hashable, CustomStringConvertible {
        /// The sample.
        public let sample: Int64
        /// What it would teach.
        public let use: SampleNote.Use

        /// What is wrong and what to do, in a sentence.
        public var description: String {
            "sample \(sample) \(use) is left out: its numbers on the disk are no longer those that were stored; teach that "
                + "once more, or load a session from before, and remove sample \(sample) to hear no more of it"
        }
    }

    /// The categories, the oldest first.
    public private(set) var categories: [Category] = []
    /// Samples of the empty stage.
    public private(set) var background: [Int64] = []
    /// Counter-examples.
    public private(set) var negatives: [Negative] = []
    /// Samples that are left out because they are broken, in order.
    public private(set) var broken: [Broken] = []
    /// How many categories were made, which gives the next one its colour.
    private(set) var made = 0

    /// What the acts amount to, in their order and without those that are taken back.
    ///
    /// - Parameter lost: samples that are left out in the end; a category stays, be it with none.
    public init(_ acts: some Sequence<ActRecord>, without lost: Set<Int64> = []) {
        for record in acts { apply(record) }
        if !lost.isEmpty { leaveOut(lost) }
    }

    init(categories: [Category], background: [Int64], negatives: [Negative], made: Int) {
        self.categories = categories
        self.background = background
        self.negatives = negatives
        self.made = made
    }

    /// The category of a name.
    public func category(named name: String) -> Category? { categories.first { $0.name == name } }

    /// Every sample that teaches something, in order.
    public var inUse: [Int64] { (categories.flatMap(\.samples) + background + negatives.map(\.sample)).sorted() }

    /// The category of an id.
    public func category(_ id: Int64) -> Category? { categories.first { $0.id == id } }

    /// Adds one act. An act whose category is not there (because what made it was taken back) changes nothing.
    mutating func apply(_ record: ActRecord) {
        switch record.act {
        case .teach(let name, _): add(record.samples, to: name, record.id)
        case .background: background += record.samples
        case .reject(let name):
            let against = name.flatMap { category(named: $0)?.id }
            negatives += record.samples.map { Negative(sample: $0, against: against) }
        case .rename(let name, let newName):
            guard category(named: newName) == nil, let index = index(of: name) else { return }
            categories[index].name = newName
        case .remove(let name):
            guard let index = index(of: name) else { return }
            let removed = categories.remove(at: index)
            negatives.removeAll { $0.against == removed.id }
        case .merge(let name, let target): merge(name, into: target)
        case .reset: self = Knowledge([])
        case .moveSamples(let samples, let name):
            let taken = take(samples)
            if !taken.isEmpty { add(taken, to: name, record.id) }
        case .removeSamples(let samples): _ = take(samples)
        case .load(_, _, let content): self = content.knowledge(of: record.samples, act: record.id)
        case .undo, .redo: break
        }
    }

    private func index(of name: String) -> Int? { categories.firstIndex { $0.name == name } }

    /// Adds samples to a category; a new name makes a category that the act gives its identity.
    private mutating func add(_ samples: [Int64], to name: String, _ act: Int64) {
        if let index = index(of: name) {
            categories[index].insert(samples)
        } else {
            let color = Self.palette[made % Self.palette.count]
            categories.append(Category(id: act, name: name, color: color, samples: samples))
            made += 1
        }
    }

    /// Takes samples out of wherever they are.
    ///
    /// - Returns: those that were anywhere, in order.
    private mutating func take(_ samples: [Int64]) -> [Int64] {
        let wanted = Set(samples)
        let taken = inUse.filter { wanted.contains($0) }
        for index in categories.indices { categories[index].samples.removeAll { wanted.contains($0) } }
        background.removeAll { wanted.contains($0) }
        negatives.removeAll { wanted.contains($0.sample) }
        return taken
    }

    private mutating func leaveOut(_ lost: Set<Int64>) {
        func note(_ samples: [Int64], _ use: SampleNote.Use) -> [Broken] {
            samples.filter { lost.contains($0) }.map { Broken(sample: $0, use: use) }
        }
        broken = categories.flatMap { note($0.samples, .category($0.name)) } + note(background, .background)
        for negative in negatives {
            let name = negative.against.flatMap { category($0)?.name }
            broken += note([negative.sample], .negative(against: name))
        }
        broken.sort { $0.sample < $1.sample }
        _ = take(Array(lost))
    }

    private mutating func merge(_ name: String, into target: String) {
        guard name != target, let from = index(of: name), index(of: target) != nil else { return }
        let merged = categories.remove(at: from)
        guard let into = index(of: target) else { return }
        categories[into].insert(merged.samples)
        let id = categories[into].id
        negatives = negatives.map {
            $0.against == merged.id ? Negative(sample: $0.sample, against: id) : $0
        }
    }

    /// Colours that stay apart on dark and light ground, for most kinds of colour vision (after Okabe and Ito, 2008).
    private static let palette = [
        "#e69f00", "#56b4e9", "#00b386", "#f0657a", "#b78ae6", "#d3c02c", "#4c8dd8", "#e07b39", "#7fb83d", "#d678b8",
    ]
}
