// Learning new views of a thing while it is followed.

import Classifier
public import Imaging
import Logging

extension Learner {
    /// Begins to follow what is in a region of the next frame, and to learn its new views as a category.
    ///
    /// - Parameters:
    ///   - region: where the thing is; nil for where the daemon looks.
    ///   - seconds: for how long at the most.
    ///   - count: how many samples it may bring.
    /// - Returns: the number by which it is stopped.
    /// - Throws: `nameRefused`; `busy` while another thing is followed.
    public func startFollowing(
        _ name: String, region: Region?, seconds: Double, count: Int, author: String
    ) throws(TeachingError) -> Int64 {
        let act = Act.teach(category: try acceptName(name), followed: true)
        if let other = following?.lesson.act.category {
            throw TeachingError(.busy, "“\(other)” is being followed already; stop that first")
        }
        let lesson = newLesson(act, .seconds(seconds), region: region, author: author, answer: nil)
        following = Following(lesson, count: count)
        lastFollowed = nil
        return lesson.id
    }

    /// Ends the following, or says once more what came of it.
    ///
    /// - Throws: `leaseExpired` when there is none of that number, or it is another client's.
    public func stopFollowing(_ number: Int64, author: String) throws(TeachingError) -> Taught {
        if let following, following.lesson.id == number, following.lesson.author == author {
            endFollowing(.stopped)
        }
        guard let last = lastFollowed, last.number == number, last.author == author else {
            throw TeachingError(.leaseExpired, "nothing is followed under the number \(number); start again")
        }
        return last.taught
    }

    /// The thing that is followed, for who draws it.
    var followed: Followed? {
        guard let following, let name = following.lesson.act.category, let sight = following.sight,
            let region = sight.region
        else { return nil }
        return Followed(
            category: name, color: knowledge.category(named: name)?.color, region: region, isSure: sight.isSure)
    }

    /// Looks for the followed thing in a frame, and learns it where it looks new.
    ///
    /// - Returns: what was learnt.
    func follow(_ picture: Picture, _ stamp: FrameStamp) -> [Taught] {
        guard let following else { return [] }
        let start = following.lesson.region ?? region(in: picture)
        let end = following.look(picture, start, at: stamp.time, isCut: watch.motion.isCut)
        guard end == nil, let sight = following.sight, sight.isSure, let place = sight.region,
            following.lesson.wants(stamp)
        else {
            if let end { endFollowing(end) }
            return []
        }
        let isFirst = following.lesson.lastFrame == nil
        following.lesson.note(stamp)
        let features = extract(picture, place)
        let judgement = features.withUnsafeBufferPointer { classifier.judge($0) }
        if isFirst, judgement.verdict == .empty {
            // Nothing stands there yet: what would be followed, and learnt under the name, is the stage.
            endFollowing(.lost)
            return []
        }
        let category = following.lesson.act.category.flatMap { knowledge.category(named: $0)?.id }
        if let end = following.note(judgement, category: category, at: stamp.time) {
            endFollowing(end)
            return []
        }
        let before = following.lesson.samples.count
        if isFirst ? !isKnown(judgement, as: category) : category.map({ NewView.isOne(judgement, of: $0) }) ?? true {
            do {
                try learn(features, of: picture, place, frame: stamp.number, in: &following.lesson)
            } catch {
                logger.error("\(error)")
                endFollowing(.disk)
                return []
            }
        }
        let new = following.lesson.samples.dropFirst(before).first
        tell(following, new.map { .learnt(sample: $0, hasThumbnail: thumbnails.contains($0)) } ?? .following)
        let taught = new == nil ? [] : [summary(of: following.lesson)]
        if following.lesson.samples.count >= following.count {
            endFollowing(.count)
        } else if following.lesson.isOver(at: stamp) {
            endFollowing(.time)
        }
        return taught
    }

    /// Ends the following, if there is one.
    func endFollowing(_ reason: FollowEnd) {
        guard let ended = following else { return }
        following = nil
        lastFollowed = (ended.lesson.id, ended.lesson.author, summary(of: ended.lesson))
        tell(ended, .ended(reason, samples: ended.lesson.samples))
    }

    private func isKnown(_ judgement: Judgement, as category: Int64?) -> Bool {
        judgement.verdict == .known && category != nil && judgement.category == category
    }

    private func tell(_ following: Following, _ state: FollowNotice.State) {
        followNews.add(
            FollowNotice(
                number: following.lesson.id, category: following.lesson.act.category ?? "", state: state,
                region: following.sight?.region, score: following.score, frame: following.lesson.lastFrame))
    }
}
