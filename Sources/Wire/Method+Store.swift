// The methods for what is stored: single samples, and whole sessions under a name.

extension Method {
    static let samples: [Method] = [
        Method(
            "sample.list", .viewer, "The newest samples that teach something, the newest first.", "{samples, revision}"
        ) { arguments throws(Failure) in
            .listSamples(
                category: try arguments.optionalString("category", "only samples of this one"),
                limit: try arguments.integer("limit", "how many at the most", in: 1...1000, standard: 100),
                before: try arguments.optionalInteger(
                    "before", "only samples with a lower number: the last one of the list before", in: 1...Int64.max))
        },
        change(
            "sample.move", .teacher, "Says that samples are of another category; a new name makes a new category.",
            "{category, samples, total, revision}"
        ) { arguments throws(Failure) in
            let samples = try arguments.samples()
            return .moveSamples(samples, to: try arguments.category())
        },
        change("sample.remove", .teacher, "Forgets samples; can be undone.", "{samples, revision}") {
            arguments throws(Failure) in .removeSamples(try arguments.samples())
        },
    ]

    static let sessions: [Method] = [
        Method("session.list", .viewer, "The saved sessions.", "{sessions}") { _ throws(Failure) in .listSessions },
        work(.save, "Keeps all that was taught, with its history, as a session."),
        change(
            "session.load", .operator, "Lets a session take the place of all that is known; can be undone.",
            "{session, samples, revision}"
        ) { arguments throws(Failure) in .loadSession(try arguments.session()) },
        work(.export, "Checks a session and says where its file can be fetched."),
        work(.import, "Checks a file that was put among the sessions, and brings one of an older version up to date."),
    ]

    private static func work(_ work: Call.SessionWork, _ summary: String) -> Method {
        Method(work.rawValue, .operator, summary, "{job}") { arguments throws(Failure) in
            .session(work, name: try arguments.session())
        }
    }
}

extension Arguments {
    fileprivate mutating func session() throws(Failure) -> String { try string("name", "the session's name") }

    fileprivate mutating func samples() throws(Failure) -> [Int64] {
        try numbers("samples", "the samples' numbers")
    }
}
