// The table of methods: names, roles, summaries, and how parameters become calls.

/// A method of the protocol.
public struct Method: Sendable {
    /// Its name on the wire.
    public let name: String
    /// Who may call it.
    public let role: Role
    /// What it does, in a sentence.
    public let summary: String
    /// What it answers, as a person would write it.
    public let result: String
    private let read: @Sendable (inout Arguments) throws(Failure) -> Call

    init(
        _ name: String, _ role: Role, _ summary: String, _ result: String,
        read: @escaping @Sendable (inout Arguments) throws(Failure) -> Call
    ) {
        self.name = name
        self.role = role
        self.summary = summary
        self.result = result
        self.read = read
    }

    /// The parameters it takes, recorded from the code that decodes them.
    public var parameters: [Parameter] { Arguments.described(by: read) }

    /// The call that `params` stand for.
    ///
    /// - Throws: `Failure.invalidParams` for an unknown, missing or ill-typed parameter, before anything has happened.
    public func call(_ params: JSON?) throws(Failure) -> Call {
        var arguments = try Arguments(params)
        let call = try read(&arguments)
        try arguments.finish()
        return call
    }

    /// The method of a name, or nil.
    public static func named(_ name: String) -> Method? { table[name] }

    private static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

extension Method {
    /// Every method of protocol 1, in the order a reader wants to meet them.
    public static let all: [Method] =
        basics + teaching + following + categories + coaching + changes + samples + sessions + settings + inputs

    private static let basics: [Method] = [
        Method("ping", .viewer, "Says that the daemon is there.", "{}") { _ throws(Failure) in .ping },
        Method(
            "sync", .viewer,
            "Answers when all earlier requests of this connection are applied and their events written.",
            "{revision}"
        ) { _ throws(Failure) in .sync },
        Method("help", .viewer, "Lists the methods as text.", "{text}") { _ throws(Failure) in .help },
        Method("rpc.discover", .viewer, "Describes every method as an OpenRPC document.", "OpenRPC") {
            _ throws(Failure) in .discover
        },
        Method(
            "state", .viewer, "A snapshot of everything.",
            "{revision, session, categories, background, source, region, classifier, objects, recognition, drift, viewers, degraded, publish}"
        ) { _ throws(Failure) in .state },
        Method("stats", .viewer, "Stage times, frame age, drops, viewers and memory.", "{…}") {
            _ throws(Failure) in .stats
        },
        Method("subscribe", .viewer, "Sends events of some topics to this connection.", "{subscription, snapshot}") {
            arguments throws(Failure) in
            .subscribe(
                topics: try arguments.strings("topics", "which events", of: Topic.self),
                maximumRate: try arguments.number(
                    "max_hz", "predictions and stats a second at the most", in: 0.01...1000, standard: 1000))
        },
        Method("unsubscribe", .viewer, "Ends a subscription of this connection.", "{}") { arguments throws(Failure) in
            .unsubscribe(
                subscription: try arguments.requiredInteger("subscription", "the number that subscribe gave"))
        },
        Method(
            "predict", .viewer, "Judges a picture, or the next frame, and teaches nothing.",
            "{verdict, category, confidence, raw, familiarity, scores, neighbours, region, objects, latency_ms, revision}"
        ) { arguments throws(Failure) in
            .predict(
                image: try arguments.image(), region: try arguments.optionalRegion(),
                objects: try arguments.flag("objects", "whether to find several objects in the whole picture"))
        },
    ]

    private static let teaching: [Method] = [
        Method(
            "teach", .teacher, "Learns the next frames, or a picture, as a category; a new name makes a new category.",
            "{category, samples, skipped_duplicates, total, revision, frame}"
        ) { arguments throws(Failure) in
            .teach(
                Call.Teach(
                    category: try arguments.category(),
                    count: try arguments.integer("count", "how many frames", in: 1...1000, standard: 1),
                    region: try arguments.optionalRegion(), image: try arguments.image(),
                    options: try ChangeOptions(&arguments)))
        },
        Method("teach.start", .teacher, "Learns every frame until the lease ends or is stopped.", "{lease}") {
            arguments throws(Failure) in
            .startTeaching(
                category: try arguments.category(),
                leaseMilliseconds: try arguments.integer(
                    "lease_ms", "milliseconds until it ends by itself", in: 100...60_000, standard: 1500))
        },
        Method("teach.renew", .teacher, "Gives a lease its full time again.", "{lease, samples}") {
            arguments throws(Failure) in
            .renewLease(try arguments.requiredInteger("lease", "the number that teach.start gave"))
        },
        Method(
            "teach.stop", .teacher, "Ends a lease.", "{category, samples, skipped_duplicates, total, revision, frame}"
        ) { arguments throws(Failure) in
            .stopTeaching(lease: try arguments.requiredInteger("lease", "the number that teach.start gave"))
        },
    ]

    private static let categories: [Method] = [
        Method("category.list", .viewer, "The categories with colour and number of samples.", "{categories, revision}")
        {
            _ throws(Failure) in .listCategories
        },
        Method("history", .viewer, "The newest teaching acts, the newest first.", "{acts, revision}") {
            arguments throws(Failure) in
            .history(count: try arguments.integer("n", "how many", in: 1...1000, standard: 20))
        },
    ]
}

extension Arguments {
    mutating func category(_ name: String = "category") throws(Failure) -> String {
        try string(name, "the category's name")
    }

    mutating func image() throws(Failure) -> ImageText? {
        try optionalString("image", "base64 of a JPEG or PNG file").map(ImageText.init)
    }

    mutating func requiredInteger(_ name: String, _ meaning: String) throws(Failure) -> Int64 {
        guard let value = try optionalInteger(name, meaning, in: 0...Int64.max, isRequired: true) else { return 0 }
        return value
    }
}
