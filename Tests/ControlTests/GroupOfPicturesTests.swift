// Where a viewer of the film begins and goes on.

import Control
import Foundation
import NIOCore
import Testing

@Suite struct GroupOfPicturesTests {
    /// What a viewer gets: numbers of messages, or why none.
    private func next(_ group: GroupOfPictures, after seen: UInt64) -> String {
        switch group.next(after: seen) {
        case .message(_, let number): "\(number)"
        case .wait: "wait"
        case .needsKeyFrame: "needs a key frame"
        }
    }

    private func group(_ pictures: Int, keys: Set<Int>) -> GroupOfPictures {
        var group = GroupOfPictures()
        for number in 1...pictures { group.add(FilmPicture(number, isKey: keys.contains(number))) }
        return group
    }

    @Test func `pictures before the first key frame are left out`() {
        var group = GroupOfPictures()
        group.add(FilmPicture(1))
        #expect(next(group, after: 0) == "needs a key frame" && group.newest == 0)
        group.add(FilmPicture(2, isKey: true))
        #expect(next(group, after: 0) == "1")
    }

    @Test func `who comes begins at a young key frame and follows picture by picture`() {
        let group = group(20, keys: [1])
        #expect(next(group, after: 0) == "1")
        for seen in 1...19 { #expect(next(group, after: UInt64(seen)) == "\(seen + 1)") }
        #expect(next(group, after: 20) == "wait")
    }

    @Test func `who comes long after a key frame needs another`() {
        #expect(next(group(31, keys: [1]), after: 0) == "needs a key frame")
        #expect(next(group(30, keys: [1]), after: 0) == "1")
    }

    @Test func `who falls behind goes on at the newest key frame`() {
        let group = group(50, keys: [1, 40])
        #expect(next(group, after: 12) == "40")
        #expect(next(group, after: 39) == "40")
        #expect(next(group, after: 40) == "41")
    }

    @Test func `who lags more than a second behind waits for a key frame`() {
        let group = group(50, keys: [1])
        #expect(next(group, after: 19) == "needs a key frame")
        #expect(next(group, after: 20) == "21")
    }

    @Test func `after a cut nothing is understood before a key frame`() {
        var group = group(5, keys: [1])
        group.cut()
        group.add(FilmPicture(6))
        #expect(next(group, after: 5) == "wait" && next(group, after: 0) == "needs a key frame")
        group.add(FilmPicture(7, isKey: true))
        #expect(next(group, after: 5) == "6" && next(group, after: 0) == "6")
    }

    @Test func `no viewer ever gets a picture whose predecessor it has not got`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var group = GroupOfPictures()
            // For each number, whether it is a key frame.
            var isKey: [UInt64: Bool] = [:]
            var seen: UInt64 = 0
            for step in 1...300 {
                let key = Int.random(in: 0..<40, using: &random) == 0
                let before = group.newest
                group.add(FilmPicture(step, isKey: key, size: 4))
                if group.newest > before { isKey[group.newest] = key }
                if Int.random(in: 0..<100, using: &random) == 0 { group.cut() }
                for _ in 0..<Int.random(in: 0...2, using: &random) {
                    guard case .message(_, let number) = group.next(after: seen) else { continue }
                    #expect(number > seen)
                    #expect(isKey[number] == true || number == seen + 1, "picture \(number) after \(seen)")
                    seen = number
                }
            }
        }
    }

    @Test func `a new configuration is said before the key frame, and to whoever comes`() throws {
        var group = GroupOfPictures()
        group.add(FilmPicture(1, isKey: true))
        group.add(FilmPicture(2, isKey: true))
        #expect(try kinds(group, after: 1) == [2] && kinds(group, after: 0) == [1, 2])
        group.add(FilmPicture(3, isKey: true, width: 320))
        #expect(try kinds(group, after: 2) == [1, 2])
    }

    private func kinds(_ group: GroupOfPictures, after seen: UInt64) throws -> [UInt8] {
        guard case .message(let message, _) = group.next(after: seen) else { return [] }
        return try FilmParser.messages(Data(message.readableBytesView)).map(\.kind)
    }
}
