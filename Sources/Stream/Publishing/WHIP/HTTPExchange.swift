// A question to a web server, and what it answers.

import Dispatch
import Foundation
import FoundationNetworking
import Synchronization

/// One request and its answer, on a connection of its own.
///
/// Redirections are not followed but given back: where a secret may go is not for a library to decide.
enum HTTPExchange {
    /// An answer.
    struct Answer: Sendable {
        let status: Int
        let body: Data
        fileprivate let head: HTTPURLResponse

        /// What a field of the head says.
        func field(_ name: String) -> String? { head.value(forHTTPHeaderField: name) }
    }

    /// Why there is no answer, in a sentence.
    struct Failure: Error { let description: String }

    /// No answer is longer.
    private static let mostBytes = 65_536

    /// Asks, and waits for the answer: for a thread that may.
    ///
    /// - Throws: a sentence when there is no answer within `patience`, or none that can be read.
    static func ask(_ request: URLRequest, patience: Duration) throws(Failure) -> Answer {
        let listener = Listener(mostBytes: mostBytes)
        let session = URLSession(configuration: .ephemeral, delegate: listener, delegateQueue: nil)
        // The session holds on to its delegate until then.
        defer { session.invalidateAndCancel() }
        let task = session.dataTask(with: request)
        task.resume()
        let seconds = Double(patience.components.seconds) + 1e-18 * Double(patience.components.attoseconds)
        guard listener.isOver.wait(timeout: .now() + seconds) == .success else {
            throw Failure(description: "no answer within \(seconds.formatted()) seconds")
        }
        let outcome = listener.outcome
        if outcome.isTooLong { throw Failure(description: "the answer is longer than \(mostBytes) bytes") }
        if let reason = outcome.reason { throw Failure(description: reason) }
        guard let head = outcome.head else { throw Failure(description: "the answer is none of HTTP") }
        return Answer(status: head.statusCode, body: outcome.body, head: head)
    }
}

/// Hears an answer on URLSession's queue.
private final class Listener: NSObject, URLSessionDataDelegate, Sendable {
    struct Outcome {
        var head: HTTPURLResponse?
        var body = Data()
        var isTooLong = false
        var reason: String?
    }

    /// Signalled once.
    let isOver = DispatchSemaphore(value: 0)
    private let heard = Mutex(Outcome())
    private let mostBytes: Int

    init(mostBytes: Int) { self.mostBytes = mostBytes }

    var outcome: Outcome { heard.withLock { $0 } }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) { completionHandler(nil) }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLong = heard.withLock { heard in
            heard.body.append(data)
            if heard.body.count > mostBytes { heard.isTooLong = true }
            return heard.isTooLong
        }
        if isTooLong { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        heard.withLock { heard in
            heard.head = task.response as? HTTPURLResponse
            // How many milliseconds it took is another number each time, and nothing new.
            heard.reason = error?.localizedDescription.replacing(/\ after [0-9]+ ms/, with: "")
        }
        isOver.signal()
    }
}
