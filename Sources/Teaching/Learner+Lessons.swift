// Teaching: from the next frames, for as long as a button is held, or from a picture.

import Classifier
public import Imaging
import Logging

extension Learner {
    /// Learns the next frames as a category.
    ///
    /// - Returns: what was stored, when it is on disk and the classifier knows it.
    /// - Throws: `nameRefused`, `staleRevision`, `noCamera`, `disk`.
    public func teach(
        _ name: String, frames: Int, region: Region?, author: String, ifRevision: Int64?
    ) async throws(TeachingError) -> Taught {
        let act = Act.teach(category: try acceptName(name))
        return try await attend(act, .frames(frames), region: region, author: author, ifRevision: ifRevision)
    }

    /// Learns the empty stage for some seconds.
    public func teachBackground(
        seconds: Double, author: String, ifRevision: Int64?
    ) async throws(TeachingError) -> Taught {
        try await attend(.background, .seconds(seconds), region: nil, author: author, ifRevision: ifRevision)
    }

    /// Learns a picture that somebody sent.
    public func teach(
        _ name: String, picture: Picture, region: Region?, author: String, ifRevision: Int64?
    ) throws(TeachingError) -> Taught {
        try check(ifRevision)
        let act = Act.teach(category: try acceptName(name))
        var lesson = newLesson(act, .frames(1), region: region, author: author, answer: nil)
        let part = region ?? .centredSquare(width: picture.width, height: picture.height)
        try learn(extract(picture, part), of: picture, part, frame: nil, in: &lesson)
        return summary(of: lesson)
    }

    /// Begins to learn every frame until the lease ends.
    ///
    /// - Returns: the lease.
    public func startTeaching(_ name: String, lease: Duration, author: String) throws(TeachingError) -> Int64 {
        let act = Act.teach(category: try acceptName(name))
        let lesson = newLesson(act, .lease(until: .now + lease, for: lease), region: nil, author: author, answer: nil)
        brokenLeases = [:]
        lessons.append(lesson)
        return lesson.id
    }

    /// Gives a lease its full time again.
    ///
    /// - Returns: how many samples it has brought.
    /// - Throws: `leaseExpired`.
    public func renew(_ lease: Int64, author: String) throws(TeachingError) -> Int {
        let index = try index(of: lease, author)
        if case .lease(_, let time) = lessons[index].goal {
            lessons[index].goal = .lease(until: .now + time, for: time)
        }
        return lessons[index].samples.count
    }

    /// Ends a lease.
    ///
    /// - Throws: `leaseExpired`.
    public func stopTeaching(_ lease: Int64, author: String) throws(TeachingError) -> Taught {
        summary(of: lessons.remove(at: try index(of: lease, author)))
    }

    /// Ends every lease of somebody who is gone.
    public func endLeases(of author: String) {
        lessons.removeAll { lesson in
            if case .lease = lesson.goal { lesson.author == author } else { false }
        }
        if following?.lesson.author == author { endFollowing(.left) }
    }

    private func index(of lease: Int64, _ author: String) throws(TeachingError) -> Int {
        let index = lessons.firstIndex { lesson in
            guard case .lease(let deadline, _) = lesson.goal else { return false }
            return lesson.id == lease && lesson.author == author && ContinuousClock.now < deadline
        }
        guard let index else {
            // Its holder is told why it broke, once.
            if let failure = brokenLeases.removeValue(forKey: lease) { throw failure }
            throw TeachingError(.leaseExpired, "lease \(lease) has ended; start again")
        }
        return index
    }

    func newLesson(
        _ act: Act, _ goal: Lesson.Goal, region: Region?, author: String, answer: Lesson.Answer?
    ) -> Lesson {
        lessonCount += 1
        return Lesson(id: lessonCount, act: act, author: author, region: region, goal: goal, answer: answer)
    }

    private func attend(
        _ act: Act, _ goal: Lesson.Goal, region: Region?, author: String, ifRevision: Int64?
    ) async throws(TeachingError) -> Taught {
        try check(ifRevision)
        let result = await withCheckedContinuation { answer in
            lessons.append(newLesson(act, goal, region: region, author: author, answer: answer))
        }
        return try result.get()
    }

    /// Gives a frame to every lesson that wants it.
    ///
    /// - Returns: what was learnt for a lease; what somebody waits for is answered to them.
    func teachWaiting(_ picture: Picture, _ region: Region, _ features: [Float], _ stamp: FrameStamp) -> [Taught] {
        var taught: [Taught] = []
        for var lesson in lessons {
            let before = lesson.samples.count
            if lesson.wants(stamp), !isOutdated(lesson) {
                lesson.note(stamp)
                let own = lesson.region.map { $0 == region ? features : extract(picture, $0) } ?? features
                do {
                    try learn(own, of: picture, lesson.region ?? region, frame: stamp.number, in: &lesson)
                } catch {
                    logger.error("\(error)")
                    replace(lesson, with: nil)
                    if lesson.answer == nil { brokenLeases[lesson.id] = error }
                    finish(lesson, failure: error)
                    continue
                }
            }
            if lesson.answer == nil, lesson.samples.count > before { taught.append(summary(of: lesson)) }
            let isOver = lesson.isOver(at: stamp) || isOutdated(lesson)
            replace(lesson, with: isOver ? nil : lesson)
            if isOver { finish(lesson, failure: nil) }
        }
        return taught
    }

    private func isOutdated(_ lesson: Lesson) -> Bool { lesson.record.map { history.isUndone($0) } ?? false }

    private func replace(_ old: Lesson, with new: Lesson?) {
        guard let index = lessons.firstIndex(where: { $0.id == old.id }) else { return }
        if let new { lessons[index] = new } else { lessons.remove(at: index) }
    }

    /// Stores one sample of a lesson and fits the classifier to it — unless it looks like one that is stored.
    func learn(
        _ own: [Float], of picture: Picture, _ part: Region, frame: Int64?, in lesson: inout Lesson
    ) throws(TeachingError) {
        let isDuplicate = label(of: lesson.act).map { label in
            own.withUnsafeBufferPointer { classifier.isNearDuplicate($0, of: label) }
        }
        if isDuplicate == true {
            lesson.skipped += 1
            if lesson.act == .background, let known = knowledge.background.last { noteLight(with: known) }
            return
        }
        let isNamed = lesson.act.category != nil
        let sample = StoredSample(
            features: own, mirrored: isNamed ? extractMirrored(picture, part) : nil, frame: frame,
            keepsake: keeper?(picture, part) ?? Keepsake())
        do {
            if let record = lesson.record {
                let id = try journal.append(sample, to: record)
                history.append(sample: id, to: record)
                lesson.samples.append(id)
                remember(sample, as: id)
            } else {
                let record = try journal.append(lesson.act, by: lesson.author, samples: [sample])
                history.append(record)
                lesson.record = record.id
                lesson.samples += record.samples
                for id in record.samples { remember(sample, as: id) }
            }
            try refit()
            if let region = lesson.region, let new = lesson.samples.last { noteSize(region, in: picture, of: new) }
            if lesson.act == .background, let new = lesson.samples.last { noteLight(with: new) }
        } catch {
            throw TeachingError(.disk, error.description)
        }
    }

    /// Takes note of a sample that the journal has.
    func remember(_ sample: StoredSample, as id: Int64) {
        features[id] = SampleFeatures(sample.features, mirrored: sample.mirrored)
        if sample.keepsake.thumbnail != nil { thumbnails.insert(id) }
    }

    private func label(of act: Act) -> Label? {
        switch act {
        case .background: .background
        case .teach(let name, _): knowledge.category(named: name).map { .category($0.id) }
        default: nil
        }
    }

    /// Ends everything that is being taught.
    func endLessons(_ reason: TeachingError) {
        let ended = lessons
        lessons = []
        for lesson in ended { finish(lesson, failure: reason) }
        endFollowing(reason.kind == .noCamera ? .noCamera : .changed)
    }

    /// Answers a lesson that ends: with what it brought, or with a failure when it brought nothing.
    ///
    /// A disk that refuses is a failure in any case: what was stored before counts, but not all that was shown.
    private func finish(_ lesson: Lesson, failure: TeachingError?) {
        if let failure, failure.kind == .disk || (lesson.samples.isEmpty && lesson.skipped == 0) {
            lesson.answer?.resume(returning: .failure(failure))
        } else {
            lesson.answer?.resume(returning: .success(summary(of: lesson)))
        }
    }

    /// What a lesson has brought so far.
    func summary(of lesson: Lesson) -> Taught {
        let name = lesson.act.category
        let total = name.map { knowledge.category(named: $0)?.samples.count ?? 0 } ?? knowledge.background.count
        return Taught(
            category: name, samples: lesson.samples, skipped: lesson.skipped, total: total, revision: history.revision,
            frame: lesson.lastFrame)
    }
}
