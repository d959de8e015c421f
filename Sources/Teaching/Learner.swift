// Everything that is known and how it is used: the one owner of the net, the classifier and the journal.

public import Classifier
public import Features
public import Imaging
public import Logging
import Synchronization

/// Judges frames and learns from them.
///
/// All model state belongs to this actor, and all its work is done on one thread of its own. A teaching act falls
/// between two frames: the next frame is judged by what it taught.
public actor Learner {
    nonisolated let thread = LearnerThread()
    let journal: Journal
    let descriptor: Descriptor
    let classifier: OnlineClassifier
    let logger: Logger
    /// Makes what is kept of a taught picture; nil when nothing is.
    let keeper: Keeper?
    /// Makes the picture of what is asked about; nil when questions have none.
    let thumbnailer: Thumbnailer?
    var history = History()
    /// What is known now.
    public internal(set) var knowledge = Knowledge([])
    /// Features of the samples in use.
    var features: [Int64: SampleFeatures] = [:]
    /// Samples that were found broken and not yet told of.
    var newlyBroken: [Knowledge.Broken] = []
    /// The samples that have a thumbnail.
    var thumbnails: Set<Int64> = []
    /// The permanent counter-examples.
    var generic: [TrainingSample] = []
    var lessons: [Lesson] = []
    var questions: [Question] = []
    /// The thing whose new views are being learnt.
    var following: Following?
    /// What came of the last one that ended, until the next begins.
    var lastFollowed: (number: Int64, author: String, taught: Taught)?
    /// What is to be told about things that are followed.
    public nonisolated let followNews = FollowNews()
    var lessonCount: Int64 = 0
    /// Why held buttons stopped teaching, until their holders ask.
    var brokenLeases: [Int64: TeachingError] = [:]
    var smoother = Smoother()
    /// The region of `settings`, for whoever draws it.
    nonisolated let chosenRegion = Mutex<Region?>(nil)
    /// What the operator has set.
    var settings = Settings()
    let settingsFile: ValueFile<Settings>?
    /// What is seen from frame to frame beside the verdict.
    var watch = FrameWatch()
    let lightFile: ValueFile<LightReadings>?
    var lightReadings: LightReadings
    let sizesFile: ValueFile<TaughtSizes>?
    var taughtSizes: TaughtSizes
    /// Pixels of the frame that was judged last.
    var frameSize: (width: Int, height: Int)?
    /// The frame that was judged last.
    var latest: (features: [Float], stamp: FrameStamp, prediction: Prediction)?
    /// What that frame showed: the frame itself is drawn upon.
    var latestPicture = LatestPicture()

    /// How much colours count beside shapes: more helps on coloured things, and hurts when the light changes.
    private static let colourWeight = 0.36

    /// Runs on the learner's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// A learner that knows what the journal holds.
    ///
    /// - Parameters:
    ///   - folder: where the operator's settings and the light of teaching are kept; nil to keep neither.
    ///   - threads: how many threads work on a frame's features.
    ///   - keeper: makes what is kept of a taught picture; nil to keep its features only.
    ///   - thumbnailer: makes the picture of what is asked about; nil for questions without one.
    /// - Throws: `FeaturesError` when no picture passes the bank's shape.
    public init(
        journal: Journal, bank: FilterBank, folder: String? = nil, threads: Int = 1, keeper: Keeper? = nil,
        thumbnailer: Thumbnailer? = nil, logger: Logger
    ) throws {
        self.journal = journal
        self.keeper = keeper
        self.thumbnailer = thumbnailer
        self.logger = logger
        settingsFile = folder.map { ValueFile("settings.json", in: $0) }
        lightFile = folder.map { ValueFile("light.json", in: $0) }
        lightReadings = LightReadings(session: journal.session)
        sizesFile = folder.map { ValueFile("sizes.json", in: $0) }
        taughtSizes = TaughtSizes(session: journal.session)
        descriptor = try Descriptor(bank: bank, threads: threads)
        classifier = OnlineClassifier(blocks: [
            FeatureBlock(range: descriptor.netRange, weight: 1),
            FeatureBlock(range: descriptor.chromaRange, weight: Self.colourWeight),
        ])
    }

    /// Makes the permanent counter-examples and reads the journal: before the first frame, about a second.
    ///
    /// - Throws: `JournalError`.
    public func prepare() throws {
        makeGenericNegatives()
        history = try History(of: journal)
        thumbnails = try journal.thumbnails()
        readSettings()
        readLight()
        readSizes()
        try refit()
        // Whoever listens later hears of these at once.
        newlyBroken = []
    }

    func makeGenericNegatives() {
        generic = GenericNegatives.pictures().enumerated().map { index, picture in
            TrainingSample(id: -1 - Int64(index), label: .generic, features: extract(picture, .whole))
        }
    }

    /// Rises with every change of what was taught.
    public var revision: Int64 { history.revision }

    /// What is known and what can be taken back, at one moment.
    public var summary: Summary {
        Summary(
            knowledge: knowledge, revision: history.revision, canUndo: history.nextUndo(by: nil) != nil,
            canRedo: history.nextRedo(by: nil) != nil, classifier: classifier.kind, threshold: classifier.threshold,
            newest: knowledge.categories.map { newestThumbnails(of: $0, limit: 8) }, region: settings.region,
            findsObjects: settings.objects ?? false, drift: standingDrift)
    }

    /// How well the samples know one another, and what is known, at one moment.
    public var appraisal: (Appraisal, Summary) { (classifier.appraisal, summary) }

    /// The scores as plain numbers, and the categories they are scores of, in that order.
    public var scoreFormula: (formula: ScoreFormula, categories: [Category]) {
        let formula = classifier.scoreFormula
        return (formula, formula.categories.compactMap { knowledge.category($0) })
    }

    /// Whether something is being taught at this moment.
    package var isTeaching: Bool { !lessons.isEmpty || following != nil }

    /// How many lessons wait for frames.
    package var lessonsWaiting: Int { lessons.count }

    /// Lets another learner have the journal; this one can only judge from now on.
    package func closeJournal() throws { try journal.close() }

    /// Bounds the journal's file, as a full disk does.
    package func limitJournal(toPages pages: Int) throws { try journal.limit(toPages: pages) }

    /// The newest acts, the newest first, and whether each is taken back.
    public func acts(_ count: Int) -> [(record: ActRecord, isUndone: Bool)] {
        history.acts.suffix(count).reversed().map { ($0, history.isUndone($0.id)) }
    }

    /// Features of a part of a picture, in an array of their own.
    func extract(_ picture: Picture, _ region: Region) -> [Float] {
        extract(picture, region.pixels(width: picture.width, height: picture.height))
    }

    /// Features of the mirror image of a part of a picture.
    func extractMirrored(_ picture: Picture, _ region: Region) -> [Float] {
        let part = region.pixels(width: picture.width, height: picture.height)
        let copy = picture.copy(of: part, isMirrored: true)
        return extract(copy, PixelRectangle(x: 0, y: 0, width: copy.width, height: copy.height))
    }

    private func extract(_ picture: Picture, _ rectangle: PixelRectangle) -> [Float] {
        Array(unsafeUninitializedCapacity: descriptor.featureCount) { buffer, count in
            descriptor.extract(picture, rectangle, into: buffer)
            count = descriptor.featureCount
        }
    }

    /// Fits the classifier to what is known now: a pure function of the acts, so undoing is exact.
    func refit() throws(JournalError) {
        knowledge = history.knowledge
        try readMissing()
        var labels: [(id: Int64, label: Label)] = knowledge.categories.flatMap { category in
            category.samples.map { ($0, .category(category.id)) }
        }
        labels += knowledge.background.map { ($0, .background) }
        labels += knowledge.negatives.map { ($0.sample, .negative(against: $0.against)) }
        labels.sort { $0.id < $1.id }
        // What is not in use can be read again: memory holds what is known, not what has been.
        if features.count > labels.count {
            let inUse = Set(labels.map(\.id))
            features = features.filter { inUse.contains($0.key) }
        }
        classifier.fit(generic + labels.compactMap { sample($0.id, $0.label) })
    }

    /// A sample in use. Of what has a name the mirror image has it too; what is not something is just what was seen.
    func sample(_ id: Int64, _ label: Label) -> TrainingSample? {
        features[id].map {
            TrainingSample(id: id, label: label, features: $0.taken, mean: label.category == nil ? nil : $0.mean)
        }
    }

    /// Reads the features that are needed and not in memory; a sample that is broken teaches nothing from now on.
    private func readMissing() throws(JournalError) {
        var broken: Set<Int64> = []
        for id in knowledge.inUse where features[id] == nil {
            if let read = try journal.features(of: id) { features[id] = read } else { broken.insert(id) }
        }
        guard !broken.isEmpty else { return }
        history.broken.formUnion(broken)
        knowledge = history.knowledge
        let new = knowledge.broken.filter { broken.contains($0.sample) }
        for sample in new { logger.warning("\(sample)") }
        newlyBroken += new
    }

    /// The broken samples that were found since this was asked last.
    public func takeNewlyBroken() -> [Knowledge.Broken] {
        defer { newlyBroken = [] }
        return newlyBroken
    }
}

/// What is known at one moment.
public struct Summary: Sendable {
    /// The categories and the rest.
    public let knowledge: Knowledge
    /// The revision it belongs to.
    public let revision: Int64
    /// Whether there is an act to undo.
    public let canUndo: Bool
    /// Whether there is an act to do again.
    public let canRedo: Bool
    /// Who decides between categories.
    public let classifier: ClassifierKind
    /// The share of true objects that may be missed.
    public let threshold: Double
    /// Each category's newest samples that have a thumbnail, the newest first.
    public let newest: [[Int64]]
    /// Where the operator wants to look; nil for the square in the middle.
    public let region: Region?
    /// Whether several objects are looked for at once.
    public let findsObjects: Bool
    /// Changes of the stage and its light that are not over.
    public let drift: [DriftNotice]
}
