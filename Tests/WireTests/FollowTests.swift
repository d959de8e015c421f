// Following, from words to calls and from values to words.

import Testing
import Wire

@Suite("Following on the wire")
struct FollowTests {
    @Test func `what is left out has its standard value`() throws {
        #expect(
            try call("follow.start", #"{"category":"cup"}"#)
                == .startFollowing(Call.Following(category: "cup", region: nil, seconds: 20, count: 20)))
        #expect(
            try call(
                "follow.start",
                #"{"category":"cup","region":{"x":0,"y":0.5,"width":1,"height":0.5},"seconds":1,"count":100}"#)
                == .startFollowing(
                    Call.Following(
                        category: "cup", region: WireRegion(x: 0, y: 0.5, width: 1, height: 0.5), seconds: 1, count: 100
                    ))
        )
        #expect(try call("follow.stop", #"{"follow":3}"#) == .stopFollowing(3))
    }

    @Test(arguments: [#""seconds":0.5"#, #""seconds":121"#, #""count":0"#, #""count":101"#, #""count":1.5"#])
    func `bounds are kept`(parameter: String) {
        let failure = #expect(throws: Failure.self) {
            try call("follow.start", #"{"category":"cup",\#(parameter)}"#)
        }
        #expect(failure?.code == -32602)
    }

    @Test func `an event says what belongs to its state and no more`() throws {
        func keys(_ info: FollowInfo) throws -> Set<String> {
            try #require(try json(try Line.result(info, id: .integer(1)))["result"]).keys
        }
        let common: Set<String> = ["follow", "category", "state", "region", "score", "frame"]
        let following = FollowInfo(
            follow: 1, category: "cup", state: "following", region: nil, score: 0.5, frame: nil)
        #expect(try keys(following) == common, "where it is not known yet, null says so")
        let learnt = FollowInfo(
            follow: 1, category: "cup", state: "learnt", region: WireRegion(x: 0, y: 0, width: 1, height: 1),
            score: 0.5,
            frame: 7, sample: 3, thumbnail: "/thumbnails/3.jpg")
        #expect(try keys(learnt) == common.union(["sample", "thumbnail"]))
        let ended = FollowInfo(
            follow: 1, category: "cup", state: "ended", region: nil, score: 0, frame: 7, samples: [3], reason: "lost",
            message: "m")
        #expect(try keys(ended) == common.union(["samples", "reason", "message"]))
    }
}
