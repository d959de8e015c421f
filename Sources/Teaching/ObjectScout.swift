// Looks for several objects beside the learner: on a thread of its own, with what the learner knows.

import Dispatch
public import Features
public import Imaging
public import Objects

/// What was found in a picture, with names.
public struct FoundObjects: Sendable {
    /// What stands where.
    public let map: ObjectMap
    /// The categories by their identities, as they were called.
    public let categories: [Int64: Category]
    /// What was known.
    public let revision: Int64
}

/// Makes maps of pictures, one after another.
///
/// The learner is asked for nothing but the list of its samples, which costs it no more than a list; all else is done here.
/// Whatever was taught before a map is asked for is known to it. The memory it needs is there from the first map on, until
/// `rest`.
public actor ObjectScout {
    private nonisolated let thread = LearnerThread("objects", niceness: 10)
    private let learner: Learner
    private let bank: FilterBank
    private var finder: ObjectFinder?

    /// Runs on a thread of its own, which gives way to the learner's.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// A scout for what a learner knows, which must have the same bank.
    public init(learner: Learner, bank: FilterBank) {
        self.learner = learner
        self.bank = bank
    }

    /// What stands where in a picture.
    ///
    /// - Throws: `FeaturesError` when the picture cannot be read by the net.
    public func find(in picture: Picture) async throws -> FoundObjects {
        let (findable, categories) = await learner.findable
        let finder = self.finder ?? ObjectFinder(bank: bank)
        self.finder = finder
        return FoundObjects(
            map: try finder.find(in: picture, findable),
            categories: Dictionary(uniqueKeysWithValues: categories.map { ($0.id, $0) }),
            revision: findable.revision)
    }

    /// Gives back the memory until the next map.
    public func rest() { finder = nil }
}
