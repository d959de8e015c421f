// What a client can ask for: every request of protocol 1 as a plain value.

/// What every change may carry beside its own parameters.
public struct ChangeOptions: Sendable, Hashable {
    /// The change is refused (`stale_revision`) unless this is the newest revision.
    public let ifRevision: Int64?
    /// A change that is sent again with the same key counts once and gets the first reply.
    public let requestKey: String?

    init(_ arguments: inout Arguments) throws(Failure) {
        ifRevision = try arguments.optionalInteger(
            "if_revision", "refuse the change unless this is the newest revision", in: 0...Int64.max)
        requestKey = try arguments.optionalString("request_key", "a retried change with the same key counts once")
    }
}

/// A request, decoded and checked.
public enum Call: Sendable, Hashable {
    case ping, sync, help, discover, state, stats
    case subscribe(topics: [Topic], maximumRate: Double)
    case unsubscribe(subscription: Int64)
    case predict(image: ImageText?, region: WireRegion?, objects: Bool)
    case teach(Teach)
    case startTeaching(category: String, leaseMilliseconds: Int)
    case renewLease(Int64)
    case stopTeaching(lease: Int64)
    case startFollowing(Following)
    case stopFollowing(Int64)
    case listCategories
    case coach
    case history(count: Int)
    case listSamples(category: String?, limit: Int, before: Int64?)
    case listSessions
    case session(SessionWork, name: String)
    case change(Change, ChangeOptions)
    case setting(Setting)
    case input(Input)
    case camera(Camera)

    /// `teach`: an example, or several.
    public struct Teach: Sendable, Hashable {
        /// The category's name; a new one is made when nobody has it.
        public let category: String
        /// How many of the next frames to take.
        public let count: Int
        /// Which part of the frame; nil for the region of interest.
        public let region: WireRegion?
        /// A picture to learn instead of the next frames.
        public let image: ImageText?
        /// What every change may carry.
        public let options: ChangeOptions
    }

    /// `follow.start`: a thing whose new views are learnt.
    public struct Following: Sendable, Hashable {
        /// The category's name; a new one is made when nobody has it.
        public let category: String
        /// Where the thing is in the next frame; nil for the region of interest.
        public let region: WireRegion?
        /// For how long at the most.
        public let seconds: Double
        /// How many samples it may bring.
        public let count: Int

        /// A thing to follow.
        public init(category: String, region: WireRegion?, seconds: Double, count: Int) {
            self.category = category
            self.region = region
            self.seconds = seconds
            self.count = count
        }
    }

    /// What changes what was taught, at once and without waiting for a frame — but for `background`.
    public enum Change: Sendable, Hashable {
        case background(seconds: Double)
        case reject(category: String?)
        case rename(category: String, to: String)
        case remove(category: String)
        case merge(category: String, into: String)
        case undo(count: Int, mine: Bool)
        case redo(count: Int, mine: Bool)
        case reset
        case moveSamples([Int64], to: String)
        case removeSamples([Int64])
        case loadSession(String)
    }

    /// What is done with a saved session while other requests go on.
    public enum SessionWork: String, Sendable, Hashable {
        case save = "session.save"
        case export = "session.export"
        case `import` = "session.import"
    }
}

/// Whose acts `undo` and `redo` speak of.
public enum Scope: String, Sendable, CaseIterable {
    case mine, all
}

/// A picture inside a message: base64 of a JPEG or PNG file, still undecoded.
public struct ImageText: Sendable, Hashable {
    /// The base64 text.
    public let base64: String

    /// Wraps base64 text.
    public init(base64: String) { self.base64 = base64 }
}

/// Who may call a method.
public enum Role: Int, Sendable, Hashable, Comparable, CaseIterable {
    case viewer, teacher, `operator`

    /// The role's name on the wire.
    public var name: String {
        switch self {
        case .viewer: "viewer"
        case .teacher: "teacher"
        case .operator: "operator"
        }
    }

    /// A later role may do all that an earlier one may.
    public static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}
