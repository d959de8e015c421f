// What is left out of a film for somebody who is too slow.

import Stream
import Testing

@Suite struct FeedGateTests {
    private let frame: UInt64 = 33_333_333

    @Test func `times begin with the first picture`() {
        var gate = FeedGate()
        #expect(gate.decide(isKey: true, captured: 7_000, waiting: 0).time == 0)
        #expect(gate.decide(isKey: false, captured: 7_000 + frame, waiting: 1).time == frame)
        #expect(gate.passed == 2 && gate.dropped == 0)
    }

    @Test func `after a gap it goes on with a key frame, which is asked for once there is room`() {
        var gate = FeedGate()
        var time: UInt64 = 0
        func next(isKey: Bool = false, waiting: Int) -> (time: UInt64?, asks: Bool) {
            time += frame
            return gate.decide(isKey: isKey, captured: time, waiting: waiting)
        }
        #expect(next(isKey: true, waiting: 0).time != nil)
        #expect(next(waiting: FeedGate.room - 1).time != nil)
        #expect(next(waiting: FeedGate.room) == (nil, false))
        #expect(next(isKey: true, waiting: FeedGate.room - 1) == (nil, false), "a key frame needs room too")
        #expect(next(waiting: FeedGate.room / 2) == (nil, true))
        #expect(next(waiting: 0) == (nil, true))
        #expect(next(isKey: true, waiting: 0).time == time - frame)
        #expect(next(waiting: 1).time != nil)
        #expect(gate.dropped == 4 && gate.passed == 4)
    }

    @Test func `a key frame is asked for every two seconds`() {
        var gate = FeedGate()
        var asked: [UInt64] = []
        for number in 0..<200 as Range<UInt64> {
            // It comes with the next picture.
            let isKey = number == 0 || asked.last == number - 1
            if gate.decide(isKey: isKey, captured: number * frame, waiting: 0).asks { asked.append(number) }
        }
        #expect(asked == [61, 123, 185])
    }
}
