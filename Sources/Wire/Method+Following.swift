// The methods that learn new views of a thing while it is followed.

extension Method {
    static let following: [Method] = [
        Method(
            "follow.start", .teacher,
            "Follows what is in a region of the next frame, and learns its new views as a category, all in one act.",
            "{follow}"
        ) { arguments throws(Failure) in
            .startFollowing(
                Call.Following(
                    category: try arguments.category(), region: try arguments.optionalRegion(),
                    seconds: try arguments.number(
                        "seconds", "for how long at the most", in: 1...120, standard: 20),
                    count: try arguments.integer(
                        "count", "how many samples at the most", in: 1...100, standard: 20)))
        },
        Method(
            "follow.stop", .teacher, "Ends a following, or says once more what came of one that has ended.",
            "{category, samples, skipped_duplicates, total, revision, frame}"
        ) { arguments throws(Failure) in
            .stopFollowing(try arguments.requiredInteger("follow", "the number that follow.start gave"))
        },
    ]
}
