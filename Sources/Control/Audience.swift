// Everybody who watches, however they do: how many there may be, how many there are, and what they take.

import Foundation
import Synchronization

/// A way in which the picture reaches viewers.
public enum Transport: String, Sendable, CaseIterable {
    /// `/stream.mjpg`.
    case mjpeg
    /// `/stream.h264`.
    case h264
    /// `/whep`.
    case webrtc
}

/// How many may watch at once, and how much they may take.
public struct AudienceLimits: Sendable, Hashable {
    /// Viewers together.
    public var viewers: Int
    /// Viewers at one address, or in one network of IPv6. This machine's own is not counted: a proxy here that is not
    /// believed speaks for many.
    public var viewersPerAddress: Int
    /// Mbit/s to all viewers together; nil for as much as they take.
    public var megabits: Double?

    /// Limits.
    public init(viewers: Int = 500, viewersPerAddress: Int = 64, megabits: Double? = nil) {
        self.viewers = viewers
        self.viewersPerAddress = viewersPerAddress
        self.megabits = megabits
    }
}

/// What a transport has carried.
package final class Tally: Sendable {
    fileprivate let viewers = Atomic(0)
    private let bytes = Atomic(0)
    private let pictures = Atomic(0)

    /// Counts bytes on their way.
    package func noteSent(_ count: Int) { bytes.wrappingAdd(count, ordering: .relaxed) }

    /// Counts pictures that a viewer left out because its line was slow.
    package func noteSkipped(_ count: Int) { pictures.wrappingAdd(count, ordering: .relaxed) }

    /// Bytes since the start.
    package var sent: Int { bytes.load(ordering: .relaxed) }
    /// Pictures left out since the start.
    package var skipped: Int { pictures.load(ordering: .relaxed) }
    /// Who watches now.
    package var watching: Int { viewers.load(ordering: .relaxed) }
}

/// Why somebody is not let in.
package struct Refusal: Error, Sendable, CustomStringConvertible {
    /// The sentence.
    package let description: String
}

/// The viewers of all transports.
public final class Audience: Sendable {
    private struct State {
        var limits: AudienceLimits
        var addresses: [String: Int] = [:]
        var bandwidth: BandwidthRegulator?
        var load = LoadRegulator()
        var tell: (@Sendable (_ sentence: String?) -> Void)?

        var degraded: String? {
            let sentences = [bandwidth?.degraded, load.degraded].compactMap { $0 }
            return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
        }
    }

    private let state: Mutex<State>
    private let tallies: [Transport: Tally]
    /// How far apart pictures are for everybody.
    let pace = Pace()

    /// Nobody yet.
    public init(_ limits: AudienceLimits = AudienceLimits()) {
        tallies = Dictionary(uniqueKeysWithValues: Transport.allCases.map { ($0, Tally()) })
        state = Mutex(State(limits: limits, bandwidth: limits.megabits.map { BandwidthRegulator(limit: $0) }))
    }

    /// How many watch.
    public var viewers: Int { tallies.values.reduce(0) { $0 + $1.watching } }

    /// Pictures that viewers left out because their lines were slow.
    public var skipped: Int { tallies.values.reduce(0) { $0 + $1.skipped } }

    /// A sentence while everybody gets less than there is; nil while not.
    public var degraded: String? { state.withLock { $0.degraded } }

    /// What is left out so that recognition has the processor.
    public var shedding: Shedding { state.withLock { $0.load.shedding } }

    /// How many steps everybody is away from getting all there is, by what there is too little of.
    public var steps: (bandwidth: Int, processor: Int) {
        state.withLock { ($0.bandwidth?.step ?? 0, $0.load.step) }
    }

    /// Sets what is done when `degraded` has changed; it is told the sentence.
    public func whenDegraded(_ action: @escaping @Sendable (_ sentence: String?) -> Void) {
        state.withLock { $0.tell = action }
    }

    /// How many watch by a transport, and how many pictures they left out.
    public func counts(of transport: Transport) -> (viewers: Int, skipped: Int) {
        let tally = tally(of: transport)
        return (tally.watching, tally.skipped)
    }

    /// Where a transport counts what it carries.
    package func tally(of transport: Transport) -> Tally {
        guard let tally = tallies[transport] else { preconditionFailure("\(transport) is not counted") }
        return tally
    }

    /// Sets other limits. Those who watch see on, also where there are more than now may.
    public func change(_ limits: AudienceLimits) {
        change { state in
            defer { state.limits = limits }
            guard limits.megabits != state.limits.megabits else { return }
            state.bandwidth = limits.megabits.map { BandwidthRegulator(limit: $0) }
            pace.interval = 0
        }
    }

    /// Lets a viewer in; `leave` must follow.
    ///
    /// - Parameter address: the viewer's; nil when it has none.
    /// - Throws: `Refusal`, a sentence, when there is no place.
    package func enter(by transport: Transport, from address: String?) throws(Refusal) {
        let tally = tally(of: transport)
        let counted = address.flatMap(IPAddress.counted)
        let refusal = state.withLock { state -> String? in
            let limits = state.limits
            if viewers >= limits.viewers {
                return "\(limits.viewers) people watch already, which is as many as may; try again later"
            }
            if state.bandwidth?.isCrowded == true {
                return "those who watch already take all the bandwidth there is; try again later"
            }
            // Who comes first costs what nobody else could be spared: they are let in.
            if state.load.shedding.isFull, viewers > 0 {
                return "the processor is too busy for anybody else, and those who watch stay; try again later"
            }
            if let counted {
                guard state.addresses[counted, default: 0] < limits.viewersPerAddress else {
                    return "\(limits.viewersPerAddress) people watch from \(counted) already, which is as many as may"
                }
                state.addresses[counted, default: 0] += 1
            }
            tally.viewers.wrappingAdd(1, ordering: .relaxed)
            return nil
        }
        if let refusal { throw Refusal(description: refusal) }
    }

    /// Lets a viewer go that was let in with the same words.
    package func leave(by transport: Transport, from address: String?) {
        state.withLock { state in
            tally(of: transport).viewers.wrappingSubtract(1, ordering: .relaxed)
            guard let counted = address.flatMap(IPAddress.counted), let count = state.addresses[counted] else { return }
            state.addresses[counted] = count > 1 ? count - 1 : nil
        }
    }

    /// Keeps everybody together below the limit of bandwidth, until it is cancelled.
    package func regulate() async {
        var (sent, time) = (totalSent, ContinuousClock.now)
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            let (newSent, now) = (totalSent, ContinuousClock.now)
            regulate(megabits: Double(newSent - sent) * 8e-6 / ((now - time) / .seconds(1)))
            (sent, time) = (newSent, now)
        }
    }

    /// Takes note of what all viewers together took in the last second, in Mbit/s.
    package func regulate(megabits: Double) {
        let viewers = viewers
        change { state in
            state.bandwidth?.note(megabits: megabits, viewers: viewers)
            pace.interval = state.bandwidth?.rate.map { UInt64(1e9 / $0) } ?? 0
        }
    }

    /// Takes note of how recognition fared of late, at an even pace.
    package func regulate(load reading: LoadReading, watched: Watched) {
        let viewers = viewers
        change { $0.load.note(reading, watched, viewers: viewers) }
    }

    /// Changes something, and tells when there is another sentence.
    private func change(_ body: (inout State) -> Void) {
        let (tell, before, now) = state.withLock { state in
            let before = state.degraded
            body(&state)
            return (state.tell, before, state.degraded)
        }
        if before != now { tell?(now) }
    }

    private var totalSent: Int { tallies.values.reduce(0) { $0 + $1.sent } }
}
