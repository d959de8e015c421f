// Work that outlasts the request that began it.

import Control

/// Runs work beside the requests and knows whose it is.
actor Jobs {
    private var count: Int64 = 0
    private var running: [Int64: (client: Int64, task: Task<Void, Never>)] = [:]

    /// Begins some work.
    ///
    /// - Parameter work: is told its number.
    /// - Returns: the number.
    func begin(for client: Client, _ work: @escaping @Sendable (_ job: Int64) async -> Void) -> Int64 {
        count += 1
        let job = count
        let task = Task {
            await work(job)
            end(job)
        }
        running[job] = (client.id, task)
        return job
    }

    /// Returns when all work is done that a client has begun so far.
    func finish(of client: Client) async {
        for (owner, task) in running.values where owner == client.id { await task.value }
    }

    private func end(_ job: Int64) { running[job] = nil }
}
