// What is said of stored samples, of saved sessions and of work that goes on. Keys are written in snake_case.

/// A stored sample.
public struct SampleInfo: Encodable, Sendable {
    /// Its number.
    public let id: Int64
    /// What it teaches: `teach`, `background` or `reject`.
    public let kind: String
    /// The category it is of, or null.
    public let category: OrNull<String>
    /// For a counter-example: the category it is not, if it is about one.
    public let against: String?
    /// Who taught it.
    public let author: String
    /// Seconds since 1970.
    public let time: Double
    /// The frame it came from; null for a picture that was sent.
    public let frame: OrNull<Int64>
    /// Where its thumbnail is, on the page's address; null where none was kept.
    public let thumbnail: OrNull<String>

    /// A sample.
    public init(
        id: Int64, kind: String, category: String?, against: String?, author: String, time: Double, frame: Int64?,
        hasThumbnail: Bool
    ) {
        self.id = id
        self.kind = kind
        self.category = OrNull(category)
        self.against = against
        self.author = author
        self.time = time
        self.frame = OrNull(frame)
        thumbnail = OrNull(hasThumbnail ? "/thumbnails/\(id).jpg" : nil)
    }
}

/// What `sample.list` answers.
public struct SamplesInfo: Encodable, Sendable {
    /// The samples, the newest first.
    public let samples: [SampleInfo]
    /// The newest revision.
    public let revision: Int64

    /// A list.
    public init(samples: [SampleInfo], revision: Int64) {
        self.samples = samples
        self.revision = revision
    }
}

/// What `sample.move` and `sample.remove` answer.
public struct SampleChangeInfo: Encodable, Sendable {
    /// Where the samples are now, if anywhere.
    public let category: String?
    /// The samples that it touched.
    public let samples: [Int64]
    /// How many samples the category has now.
    public let total: Int?
    /// The newest revision.
    public let revision: Int64

    /// An answer.
    public init(category: String? = nil, samples: [Int64], total: Int? = nil, revision: Int64) {
        self.category = category
        self.samples = samples
        self.total = total
        self.revision = revision
    }
}

/// A saved session.
public struct SessionInfo: Encodable, Sendable {
    /// What a list says of a category.
    public struct Category: Encodable, Sendable {
        /// Its name.
        public let name: String
        /// How many samples it has.
        public let samples: Int

        /// A category.
        public init(name: String, samples: Int) {
            self.name = name
            self.samples = samples
        }
    }

    /// Its name.
    public let name: String
    /// When its file was written: seconds since 1970.
    public let time: Double
    /// The size of its file.
    public let bytes: Int
    /// Its categories, the oldest first.
    public let categories: [Category]
    /// Samples that teach something.
    public let samples: Int
    /// Why it cannot be loaded, in a sentence; null when it can.
    public let problem: OrNull<String>

    /// A session.
    public init(
        name: String, time: Double, bytes: Int, categories: [Category], samples: Int, problem: String?
    ) {
        self.name = name
        self.time = time
        self.bytes = bytes
        self.categories = categories
        self.samples = samples
        self.problem = OrNull(problem)
    }
}

/// What `session.list` answers.
public struct SessionsInfo: Encodable, Sendable {
    /// The sessions, in the order of the alphabet.
    public let sessions: [SessionInfo]

    /// A list.
    public init(sessions: [SessionInfo]) { self.sessions = sessions }
}

/// What `session.load` answers.
public struct LoadedInfo: Encodable, Sendable {
    /// The session's name.
    public let session: String
    /// How many samples it brought.
    public let samples: Int
    /// The newest revision.
    public let revision: Int64

    /// An answer.
    public init(session: String, samples: Int, revision: Int64) {
        self.session = session
        self.samples = samples
        self.revision = revision
    }
}

/// The end of some work: the `job` event.
public struct JobInfo: Encodable, Sendable {
    /// The number that the request was answered with.
    public let job: Int64
    /// The method that began it.
    public let method: String
    /// `done` or `failed`.
    public let state: String
    /// The session it was about.
    public let session: String
    /// Where the session's file is, on the page's address; when it is done.
    public let url: String?
    /// The size of that file.
    public let bytes: Int?
    /// Why it failed.
    public let error: Failure?

    /// Work that has come to its end.
    public init(job: Int64, method: String, session: String, url: String?, bytes: Int?, error: Failure?) {
        self.job = job
        self.method = method
        self.state = error == nil ? "done" : "failed"
        self.session = session
        self.url = url
        self.bytes = bytes
        self.error = error
    }
}
