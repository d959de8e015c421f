// What replies and events say, field by field. Keys are written in snake_case.

/// An empty result.
public struct Nothing: Encodable, Sendable {
    /// Nothing.
    public init() {}
}

/// A category as clients see it.
public struct CategoryInfo: Encodable, Sendable, Hashable {
    /// Stable for the category's life, also when it is renamed.
    public let id: Int64
    /// What people call it.
    public let name: String
    /// `#rrggbb`.
    public let color: String
    /// How many samples it has.
    public let samples: Int
    /// Its newest samples that have a thumbnail, the newest first.
    public let newest: [Int64]

    /// A category.
    public init(id: Int64, name: String, color: String, samples: Int, newest: [Int64]) {
        self.id = id
        self.name = name
        self.color = color
        self.samples = samples
        self.newest = newest
    }
}

/// Where pictures come from and how that is going.
public struct SourceInfo: Encodable, Sendable, Hashable {
    /// The source as it was asked for.
    public let uri: String
    /// `connecting`, `live` or `offline`.
    public let state: String
    /// Why it is not live, in a sentence.
    public let message: String?
    /// Pixels; 0 before the first frame.
    public let width: Int
    /// Pixels; 0 before the first frame.
    public let height: Int
    /// Frames a second as they really come.
    public let fps: Double
    /// Rises when a camera is plugged in or pulled, and when another source is chosen: `source.list` has something new.
    public let listRevision: Int
    /// Rises when a control of the camera has changed: `camera.controls` has something new.
    public let controlsRevision: Int

    /// A source's state.
    public init(
        uri: String, state: String, message: String?, width: Int, height: Int, fps: Double, listRevision: Int,
        controlsRevision: Int
    ) {
        self.uri = uri
        self.state = state
        self.message = message
        self.width = width
        self.height = height
        self.fps = fps
        self.listRevision = listRevision
        self.controlsRevision = controlsRevision
    }
}

/// The snapshot: the result of `state`, the `state` event, and the first thing a subscription carries.
public struct StateInfo: Encodable, Sendable {
    /// Rises with every change of what was taught.
    public var revision: Int64
    /// Names what was taught, also over restarts.
    public var session: String
    /// The categories, the oldest first.
    public var categories: [CategoryInfo]
    /// How many pictures of the empty stage are known.
    public var background: Int
    /// Whether there is an act to undo.
    public var canUndo: Bool
    /// Whether there is an act to do again.
    public var canRedo: Bool
    /// Where pictures come from.
    public var source: SourceInfo
    /// The region of interest.
    public var region: WireRegion
    /// The classifier and its one setting.
    public var classifier: ClassifierInfo
    /// Whether several objects are looked for at once.
    public var objects: ObjectsSwitch
    /// How fast frames are judged.
    public var recognition: RecognitionInfo
    /// Changes of the stage and its light that are not over.
    public var drift: [DriftInfo]
    /// How many people watch.
    public var viewers: Int
    /// Why everybody gets fewer pictures than there are, in a sentence; nil while nobody does.
    public var degraded: String?
    /// Media servers that are sent the film.
    public var publish: [PublishInfo]

    /// A snapshot.
    public init(
        revision: Int64, session: String, categories: [CategoryInfo], background: Int, canUndo: Bool, canRedo: Bool,
        source: SourceInfo, region: WireRegion, classifier: ClassifierInfo, objects: ObjectsSwitch,
        recognition: RecognitionInfo, drift: [DriftInfo], viewers: Int, degraded: String? = nil,
        publish: [PublishInfo] = []
    ) {
        self.revision = revision
        self.session = session
        self.categories = categories
        self.background = background
        self.canUndo = canUndo
        self.canRedo = canRedo
        self.source = source
        self.region = region
        self.classifier = classifier
        self.objects = objects
        self.recognition = recognition
        self.drift = drift
        self.viewers = viewers
        self.degraded = degraded
        self.publish = publish
    }
}

/// The classifier in use.
public struct ClassifierInfo: Encodable, Sendable {
    /// Its name.
    public let kind: String
    /// The share of true objects that may be missed.
    public let threshold: Double
    /// The names of all there are.
    public let kinds: [String]

    /// A classifier.
    public init(kind: String, threshold: Double, kinds: [String]) {
        self.kind = kind
        self.kinds = kinds
        self.threshold = threshold
    }
}

/// How fast frames are judged.
public struct RecognitionInfo: Encodable, Sendable {
    /// Frames judged a second.
    public let fps: Double
    /// Milliseconds from capture to verdict, of late.
    public let latencyMs: Double

    /// A pace.
    public init(fps: Double, latencyMs: Double) {
        self.fps = fps
        self.latencyMs = latencyMs
    }
}

/// What a teaching act answers, and the `taught` event.
public struct TaughtInfo: Encodable, Sendable {
    /// The category; null for the background.
    public let category: OrNull<String>
    /// The samples that were stored.
    public let samples: [Int64]
    /// Frames that looked like stored ones and were left out.
    public let skippedDuplicates: Int
    /// Samples of the category now.
    public let total: Int
    /// The newest revision.
    public let revision: Int64
    /// The last frame it took; null for a picture.
    public let frame: OrNull<Int64>

    /// An answer.
    public init(
        category: String?, samples: [Int64], skippedDuplicates: Int, total: Int, revision: Int64, frame: Int64?
    ) {
        self.category = OrNull(category)
        self.samples = samples
        self.skippedDuplicates = skippedDuplicates
        self.total = total
        self.revision = revision
        self.frame = OrNull(frame)
    }
}

/// What a change of the categories answers.
public struct ChangeInfo: Encodable, Sendable {
    /// The category it left behind.
    public let category: String?
    /// How many samples it touched.
    public let samples: Int?
    /// The newest revision.
    public let revision: Int64

    /// An answer.
    public init(category: String? = nil, samples: Int? = nil, revision: Int64) {
        self.category = category
        self.samples = samples
        self.revision = revision
    }
}

/// What `category.list` answers.
public struct CategoriesInfo: Encodable, Sendable {
    /// The categories, the oldest first.
    public let categories: [CategoryInfo]
    /// The newest revision.
    public let revision: Int64

    /// A list.
    public init(categories: [CategoryInfo], revision: Int64) {
        self.categories = categories
        self.revision = revision
    }
}

/// What `reject` answers.
public struct RejectedInfo: Encodable, Sendable {
    /// What the frame is not; null for “none of what was taught”.
    public let category: OrNull<String>
    /// The counter-example.
    public let samples: [Int64]
    /// The newest revision.
    public let revision: Int64
    /// The frame it was.
    public let frame: Int64

    /// An answer.
    public init(category: OrNull<String>, samples: [Int64], revision: Int64, frame: Int64) {
        self.category = category
        self.samples = samples
        self.revision = revision
        self.frame = frame
    }
}

/// What `category.merge` answers.
public struct MergedInfo: Encodable, Sendable {
    /// The category that stays.
    public let category: String
    /// Its samples now.
    public let total: Int
    /// The newest revision.
    public let revision: Int64

    /// An answer.
    public init(category: String, total: Int, revision: Int64) {
        self.category = category
        self.total = total
        self.revision = revision
    }
}
