// How often somebody may ask for what costs more than an answer.

/// A bucket for each address (a token bucket): so many requests at once, then so many a second.
struct AskingRate {
    private struct Bucket {
        var tokens: Double
        var time: ContinuousClock.Instant
    }

    /// Requests at once.
    let burst: Int
    /// Requests a second after that.
    let perSecond: Double
    private var buckets: [String: Bucket] = [:]

    init(burst: Int, perSecond: Double) { (self.burst, self.perSecond) = (burst, perSecond) }

    /// Takes note of a request.
    ///
    /// - Returns: nil when it may be answered, else after how many seconds the next may.
    mutating func note(_ address: String, at now: ContinuousClock.Instant) -> Int? {
        // Addresses that have been silent for long are forgotten: nobody can fill the memory by having many.
        if buckets.count >= 1024 {
            buckets = buckets.filter { tokens($0.value, at: now) < Double(burst) }
            if buckets.count >= 1024 { buckets.removeAll() }
        }
        let left = buckets[address].map { tokens($0, at: now) } ?? Double(burst)
        buckets[address] = Bucket(tokens: left >= 1 ? left - 1 : left, time: now)
        return left >= 1 ? nil : max(1, Int(((1 - left) / perSecond).rounded(.up)))
    }

    private func tokens(_ bucket: Bucket, at now: ContinuousClock.Instant) -> Double {
        min(Double(burst), bucket.tokens + perSecond * ((now - bucket.time) / .seconds(1)))
    }
}
