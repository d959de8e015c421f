// Changes of numbers that should stay where they were.

import Imaging
import Teaching
import Testing

/// Steele, Lea and Flood's SplitMix64: the same numbers everywhere.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

@Suite("Drift")
struct DriftTests {
    private static let day = 86_400

    @Test
    func `a lasting change is told once, and once that it is over`() {
        var gauge = DriftGauge(.light, limits: Light.limits)
        var notices: [(second: Int, notice: DriftNotice)] = []
        for second in 0..<400 {
            let gain = (100..<250).contains(second) ? -0.4 : 0.02
            if let notice = gauge.add([gain, 0, 0], at: Double(second)) { notices.append((second, notice)) }
        }
        #expect(notices.map(\.second) == [124, 269])
        #expect(notices.map(\.notice.isOver) == [false, true])
        #expect(notices.first?.notice.since == 100 && notices.last?.notice.since == 100)
        #expect(notices.first?.notice.distance == 0.4 && notices.first?.notice.threshold == 0.25)
        #expect(gauge.standing == nil)
    }

    @Test(arguments: [[0.3, 0, 0], [-0.3, 0, 0], [0, 15, 0], [0, -15, 0], [0, 0, 15], [0, 0, -15]])
    func `brighter, darker and every tint are told`(values: [Double]) {
        var gauge = DriftGauge(.light, limits: Light.limits)
        let notices = (0..<60).compactMap { gauge.add(values, at: Double($0)) }
        #expect(notices.count == 1 && notices.first?.kind == .light && gauge.standing == notices.first)
    }

    @Test
    func `things that come and go for ten seconds at a time are no change`() {
        var gauge = DriftGauge(.stage, limits: [Limit(0.05, isTwoSided: false)])
        for second in 0..<Self.day {
            let distance = second % 20 < 10 ? 0.4 : 0.002
            #expect(gauge.add([distance], at: Double(second)) == nil)
        }
    }

    @Test
    func `at the worst that is allowed for, fewer than one false alarm a day`() {
        // Each number lies beyond its limit in two of five seconds, independently: half the time on one side for those
        // that have two, always for the stage.
        var dice = Dice(state: 7)
        let days = 20
        var alarms = 0
        var light = DriftGauge(.light, limits: Light.limits)
        var stage = DriftGauge(.stage, limits: [Limit(0.05, isTwoSided: false)])
        func number(beyond limit: Double) -> Double { Double.random(in: 0..<1, using: &dice) < 0.4 ? 2 * limit : 0 }
        for second in 0..<days * Self.day {
            let values = Light.limits.map { number(beyond: $0.value) }
            if light.add(values, at: Double(second))?.isOver == false { alarms += 1 }
            if stage.add([number(beyond: 0.05)], at: Double(second))?.isOver == false { alarms += 1 }
        }
        print("\(alarms) false alarms in \(days) days")
        #expect(alarms <= days)
    }

    @Test
    func `an alarm is raised where seconds lie beyond the limit for a reason`() {
        var dice = Dice(state: 11)
        var missed = 0
        for _ in 0..<200 {
            var gauge = DriftGauge(.stage, limits: [Limit(0.05, isTwoSided: false)])
            let isTold = (0..<120).contains { second in
                let value = Double.random(in: 0..<1, using: &dice) < 0.95 ? 0.08 : 0
                return gauge.add([value], at: Double(second)) != nil
            }
            if !isTold { missed += 1 }
        }
        #expect(missed == 0)
    }

    @Test
    func `after a reset it begins anew, and says that what stood is over`() {
        var gauge = DriftGauge(.stage, limits: [Limit(0.05, isTwoSided: false)])
        #expect(gauge.reset() == nil)
        let raised = (0..<30).compactMap { gauge.add([1], at: Double($0)) }
        #expect(raised.count == 1)
        #expect(gauge.reset()?.isOver == true)
        #expect((0..<24).allSatisfy { gauge.add([1], at: Double($0)) == nil })
    }

    @Test
    func `light is told from things: what covers less than half of the picture moves nothing`() throws {
        let ground = (0..<48).map { Float(60 + 2 * $0) }
        func mosaic(_ change: (Int, Float) -> Float, tint: Float = 0) throws -> Mosaic {
            let luminance = ground.enumerated().map { change($0, $1) }
            let colours = Array(repeating: tint, count: 48) + Array(repeating: -tint, count: 48)
            return try #require(Mosaic(values: luminance + colours))
        }
        let then = try mosaic { $1 }
        let thing = Light(try mosaic { $0 % 5 < 2 ? 255 : $1 }, against: then)
        #expect(thing.gain == 0 && thing.size == 0)
        let dark = Light(try mosaic { $0 % 5 < 2 ? 255 : 0.5 * $1 }, against: then)
        #expect(dark.gain < -0.5 && dark.gain > -0.75 && dark.size > 2)
        let evening = Light(try mosaic({ $1 }, tint: -20), against: then)
        #expect(evening.blue == -20 && evening.red == 20 && evening.gain == 0)
    }
}
