// The methods that change what was taught.

extension Method {
    static let changes: [Method] = [
        change("teach.background", .teacher, "Learns the empty stage, which is never announced.", teachResult) {
            arguments throws(Failure) in
            .background(
                seconds: try arguments.number("seconds", "for how long to look", in: 0.1...60, standard: 3))
        },
        change(
            "reject", .teacher, "\"Not that\": the current frame becomes a counter-example.",
            "{category, samples, revision, frame}"
        ) { arguments throws(Failure) in
            .reject(
                category: try arguments.optionalString("category", "which category it is not; else the one shown"))
        },
        change("category.rename", .teacher, "Gives a category another name.", "{category, revision}") {
            arguments throws(Failure) in
            .rename(category: try arguments.category(), to: try arguments.string("to", "the new name"))
        },
        change("category.remove", .teacher, "Forgets a category and its samples.", "{category, samples, revision}") {
            arguments throws(Failure) in .remove(category: try arguments.category())
        },
        change(
            "category.merge", .teacher, "Moves the samples of a category into another.", "{category, total, revision}"
        ) {
            arguments throws(Failure) in
            .merge(category: try arguments.category(), into: try arguments.string("into", "the category that stays"))
        },
        change("undo", .teacher, "Takes the newest teaching acts back.", "{acts, revision}") {
            arguments throws(Failure) in
            .undo(count: try arguments.actCount(), mine: try arguments.scopeIsMine())
        },
        change("redo", .teacher, "Does again what was undone last.", "{acts, revision}") { arguments throws(Failure) in
            .redo(count: try arguments.actCount(), mine: try arguments.scopeIsMine())
        },
        change("reset", .operator, "Begins with an empty session; can be undone.", "{revision}") {
            _ throws(Failure) in .reset
        },
    ]

    private static let teachResult = "{category, samples, skipped_duplicates, total, revision, frame}"

    static func change(
        _ name: String, _ role: Role, _ summary: String, _ result: String,
        read: @escaping @Sendable (inout Arguments) throws(Failure) -> Call.Change
    ) -> Method {
        Method(name, role, summary, result) { arguments throws(Failure) in
            .change(try read(&arguments), try ChangeOptions(&arguments))
        }
    }
}

extension Arguments {
    fileprivate mutating func actCount() throws(Failure) -> Int {
        try integer("n", "how many acts", in: 1...10_000, standard: 1)
    }

    fileprivate mutating func scopeIsMine() throws(Failure) -> Bool {
        let text = try optionalString("scope", "\"mine\" for one's own acts, \"all\" for everybody's") ?? "all"
        guard let scope = Scope(rawValue: text) else {
            throw .invalidParams("scope must be \"mine\" or \"all\", not \(JSON.string(text))")
        }
        return scope == .mine
    }
}
