// Requests that are sent twice because a reply was lost.

/// Makes a change that is sent again with the same key count once.
package actor Repeats {
    package typealias Answer = any Encodable & Sendable

    private static let kept = 1000
    private var answers: [String: Task<Answer, any Error>] = [:]
    private var order: [String] = []

    /// Nothing has been asked yet.
    package init() {}

    /// The answer of `body`, or of the earlier request with the same key.
    ///
    /// A failure is forgotten: the same request may succeed when it is sent again.
    package func once(_ key: String?, _ body: @escaping @Sendable () async throws -> Answer) async throws -> Answer {
        guard let key else { return try await body() }
        if let earlier = answers[key] { return try await earlier.value }
        let answer = Task { try await body() }
        answers[key] = answer
        order.append(key)
        if order.count > Self.kept { answers[order.removeFirst()] = nil }
        do {
            return try await answer.value
        } catch {
            answers[key] = nil
            order.removeAll { $0 == key }
            throw error
        }
    }
}
