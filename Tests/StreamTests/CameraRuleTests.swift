// Rules about cameras that need none: names, modes and rates.

import Stream
import Testing

@Suite("Rules about cameras")
struct CameraRuleTests {
    @Test(arguments: [
        ("Exposure Time, Absolute", "exposure_time_absolute"), ("White Balance, Automatic", "white_balance_automatic"),
        ("Exposure (Absolute)", "exposure_absolute"), ("Gain", "gain"), ("  LED1 -- Mode ", "led1_mode"), ("", ""),
    ])
    func `controls are called as v4l2-ctl calls them`(label: String, name: String) {
        #expect(CameraControl.name(of: label) == name)
    }

    @Test
    func `a format that nobody here can show is used only when libv4l2 converts it`() {
        let interval = CameraMode.Interval(numerator: 1, denominator: 15)
        let modes = [(352, 288), (640, 480)].map { width, height in
            CameraMode(format: "P207", width: width, height: height, interval: interval)
        }
        #expect(CameraMode.best(of: modes) == nil)
        let mode = CameraMode.bestToConvert(of: modes)
        #expect(mode?.convertedCaps == "video/x-raw,width=640,height=480,framerate=15/1")
    }

    /// The number of the newest frame after so many seconds, a few times a second, and what was said of it.
    private func said(agreed: Double?, rates: [(rate: Double, seconds: Int)]) -> [RateWatch.News] {
        var watch = RateWatch(agreed: agreed)
        var (news, frame, now) = ([RateWatch.News](), 1.0, UInt64(1_000_000_000))
        for (rate, seconds) in rates {
            for _ in 0..<(10 * seconds) {
                if let one = watch.news(frame: UInt64(frame), now: now) { news.append(one) }
                frame += rate / 10
                now += 100_000_000
            }
        }
        return news
    }

    @Test
    func `a rate counts as fallen below seven tenths of what was agreed on`() {
        #expect(said(agreed: 30, rates: [(30, 20), (24, 20)]).isEmpty)
        #expect(said(agreed: nil, rates: [(5, 20)]).isEmpty)
        let news = said(agreed: 30, rates: [(30, 10), (15, 15), (30, 15)])
        #expect(news.first.map { if case .slow(_, agreed: 30) = $0 { true } else { false } } == true)
        #expect(news.last == .over)
        #expect(news.filter { $0 == .over }.count == 1)
    }

    @Test
    func `a camera that counts anew has not become slow`() {
        var watch = RateWatch(agreed: 30)
        #expect(watch.news(frame: 900, now: 1_000_000_000) == nil)
        #expect(watch.news(frame: 3, now: 5_900_000_000) == nil)
        #expect(watch.news(frame: 153, now: 10_900_000_000) == nil)
    }
}
