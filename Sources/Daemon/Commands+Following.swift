// The requests by which a thing is followed, and what is told about it.

import Control
import Imaging
import Teaching
import Wire

extension Commands {
    /// Begins to follow what is in a region.
    func follow(_ following: Call.Following, _ client: Client) async throws -> any Encodable & Sendable {
        try requireSource()
        let number = try await learner.startFollowing(
            following.category, region: following.region.map(Region.init), seconds: following.seconds,
            count: following.count, author: author(client))
        return ["follow": number]
    }

    /// Ends a following, and tells everybody before the one who asked.
    func stopFollowing(_ number: Int64, _ client: Client) async throws -> any Encodable & Sendable {
        let taught = try await learner.stopFollowing(number, author: author(client))
        news.tellFollowing()
        return TaughtInfo(taught)
    }
}

extension Newsroom {
    /// Tells what has happened to things that are followed.
    func tellFollowing() {
        learner.followNews.drain { hub.publish(.follow, FollowInfo($0)) }
    }
}

extension FollowInfo {
    fileprivate init(_ notice: FollowNotice) {
        var (sample, samples, end): (Int64?, [Int64]?, FollowEnd?)
        var (state, thumbnail) = ("following", String?.none)
        switch notice.state {
        case .following: break
        case .learnt(let new, let hasThumbnail):
            (state, sample) = ("learnt", new)
            thumbnail = hasThumbnail ? "/thumbnails/\(new).jpg" : nil
        case .ended(let why, let all): (state, samples, end) = ("ended", all, why)
        }
        self.init(
            follow: notice.number, category: notice.category, state: state,
            region: notice.region.map(WireRegion.init), score: min(max(notice.score, 0), 1), frame: notice.frame,
            sample: sample, thumbnail: thumbnail, samples: samples, reason: end?.rawValue,
            message: end.map { Self.sentence($0, notice.category) })
    }

    private static func sentence(_ end: FollowEnd, _ category: String) -> String {
        switch end {
        case .stopped: "“\(category)” is followed no longer"
        case .time: "the time for following “\(category)” is over"
        case .count: "“\(category)” was learnt from as many views as were asked for"
        case .lost: "“\(category)” is out of sight, or has changed too fast to be followed"
        case .cut: "the picture has changed to another scene"
        case .other: "what was followed as “\(category)” is recognised as something else"
        case .changed: "what is known has been changed"
        case .noCamera: "there are no pictures any more"
        case .left: "whoever began to follow “\(category)” is gone"
        case .disk: "a view of “\(category)” could not be written to disk"
        }
    }
}
