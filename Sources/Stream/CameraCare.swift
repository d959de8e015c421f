// What is looked after while a source plays: damaged pictures, a rate that falls, controls that others set, plugs.

/// Looks, a few times a second, on capture's own thread.
struct CameraCare {
    private static let checkInterval: UInt64 = 2_000_000_000
    private let source: Source
    private let capture: Capture
    private let device: String?
    private var damage = DamageWatch()
    private var rate: RateWatch
    /// What is wrong with the pictures at present.
    private var damageMessage: String?
    private var rateMessage: String?
    private var checked = MonotonicClock.now()

    init(_ source: Source, _ mode: CameraMode?, _ capture: Capture) {
        self.source = source
        self.capture = capture
        device = if case .camera(let device) = source { device } else { nil }
        rate = RateWatch(agreed: mode?.interval?.rate)
    }

    /// - Parameters:
    ///   - sent: how many pictures a camera has sent since it was opened.
    ///   - shown: how many of them could be shown.
    ///   - number: the camera's own number of the newest.
    mutating func look(sent: Int, shown: Int, number: UInt64) {
        let isPlugNews = capture.devices.hasNews()
        if isPlugNews { capture.tell(.camerasChanged) }
        guard let device else { return }
        let now = MonotonicClock.now()
        let (oldDamage, oldRate) = (damageMessage, rateMessage)
        switch damage.news(sent: sent, shown: shown) {
        case .bad(let sentence): damageMessage = sentence
        case .over: damageMessage = nil
        case nil: break
        }
        switch rate.news(frame: number, now: now) {
        // Said once: the number goes up and down, and each change would be news.
        case .slow(let rate, let agreed): rateMessage = rateMessage ?? Self.sentence(rate, agreed, device)
        case .over: rateMessage = nil
        case nil: break
        }
        if damageMessage != oldDamage || rateMessage != oldRate {
            let messages = [damageMessage, rateMessage].compactMap { $0 }
            capture.say(
                SourceStatus(
                    uri: source.uri, state: .live, message: messages.isEmpty ? nil : messages.joined(separator: "; ")))
        }
        if isPlugNews || now - checked >= Self.checkInterval {
            checked = now
            let check = capture.cameras.check(device)
            for sentence in check.said { capture.tell(.remark(sentence)) }
            if check.hasChanged { capture.tell(.controlsChanged) }
        }
    }

    private static func sentence(_ rate: Double, _ agreed: Double, _ device: String) -> String {
        let controls = (try? CameraDevice(device).controls()) ?? []
        let dynamic = controls.first { $0.id == CameraAutomatic.dynamicFrameRate }
        let cure =
            if let dynamic, dynamic.value != 0 {
                "it exposes longer in low light; give more light, or switch \(dynamic.name) off"
            } else {
                "give more light, or try another cable, plug or hub"
            }
        return "the camera sends \(Int(rate.rounded())) frames a second instead of \(Int(agreed.rounded())): \(cure)"
    }
}
