// Everybody who watches over WebRTC: how many there may be, and the secrets by which they leave.

import Foundation
import Synchronization

/// How many may watch over WebRTC. Each has some ten threads and a socket of its own, so there are fewer than elsewhere.
public struct PeerLimits: Sendable, Hashable {
    /// Viewers together.
    public var viewers: Int
    /// Viewers at one address, or in one network of IPv6. This machine's own is not counted: a proxy here that is not
    /// believed speaks for many.
    public var viewersPerAddress: Int

    /// Limits.
    public init(viewers: Int = 32, viewersPerAddress: Int = 8) {
        (self.viewers, self.viewersPerAddress) = (viewers, viewersPerAddress)
    }
}

/// The viewers over WebRTC.
public final class Peers: Sendable {
    private struct Entry {
        /// Where the viewer comes from; nil when that is not known.
        let address: String?
        /// Who is counted for it; nil for this machine.
        let counted: String?
        /// Nil while the offer is being answered.
        var peer: (any Peer)?
    }

    private struct State {
        var limits: PeerLimits
        var entries: [String: Entry] = [:]
        var rate = AskingRate(burst: 10, perSecond: 2)
        /// This machine's, which may be a proxy's.
        var ownRate = AskingRate(burst: 64, perSecond: 32)
        var isClosing = false
    }

    private let maker: any PeerMaker
    private let audience: Audience
    private let state: Mutex<State>

    /// Nobody yet.
    ///
    /// - Parameter audience: where they count among all who watch.
    public init(_ maker: any PeerMaker, audience: Audience, limits: PeerLimits = PeerLimits()) {
        (self.maker, self.audience) = (maker, audience)
        state = Mutex(State(limits: limits))
    }

    /// Sets other limits. Those who watch see on, also where there are more than now may.
    public func change(_ limits: PeerLimits) { state.withLock { $0.limits = limits } }

    /// How many watch, those who are being let in among them.
    public var viewers: Int { state.withLock { $0.entries.count } }

    /// Lets somebody in.
    ///
    /// - Parameter address: where they come from; nil when that is not known.
    /// - Returns: the secret to leave by, and the answer.
    /// - Throws: why not.
    package func admit(
        _ offer: String, from address: String?, now: ContinuousClock.Instant = .now
    ) async throws(PeerRefusal) -> (secret: String, answer: String) {
        let secret = Self.secret()
        let counted = address.flatMap(IPAddress.counted)
        let refusal = state.withLock { state -> PeerRefusal? in
            if let refusal = objection(&state, counted, now) { return refusal }
            do throws(Refusal) {
                try audience.enter(by: .webrtc, from: address)
            } catch {
                return PeerRefusal(.unavailable(retryAfter: 5), error.description)
            }
            state.entries[secret] = Entry(address: address, counted: counted)
            return nil
        }
        if let refusal { throw refusal }
        let peer: any Peer
        do throws(PeerRefusal) {
            peer = try await maker.connect(offer) { [weak self] in self?.forget(secret) }
        } catch {
            forget(secret)
            throw error
        }
        let isWelcome = state.withLock { state in
            // It may have ended before it was written down.
            guard state.entries[secret] != nil, !state.isClosing else { return false }
            state.entries[secret]?.peer = peer
            return true
        }
        guard isWelcome else {
            peer.close()
            throw PeerRefusal(.unavailable(retryAfter: 2), "the viewer was gone before it could begin; try again")
        }
        return (secret, peer.answer)
    }

    /// Sends somebody away.
    ///
    /// - Returns: false when there is nobody by that secret.
    package func dismiss(_ secret: String) -> Bool {
        let peer = state.withLock { $0.entries[secret]?.peer }
        peer?.close()
        return peer != nil
    }

    /// Sends everybody away and lets nobody in any more.
    package func closeAll() {
        let peers = state.withLock { state in
            state.isClosing = true
            return state.entries.values.compactMap(\.peer)
        }
        for peer in peers { peer.close() }
    }

    /// Waits until everybody has gone, for three seconds at the most.
    package func drain() async {
        let isOver = ContinuousClock.now + .seconds(3)
        while viewers > 0, ContinuousClock.now < isOver { try? await Task.sleep(for: .milliseconds(10)) }
    }

    private func forget(_ secret: String) {
        guard let entry = state.withLock({ $0.entries.removeValue(forKey: secret) }) else { return }
        audience.leave(by: .webrtc, from: entry.address)
    }

    private func objection(_ state: inout State, _ counted: String?, _ now: ContinuousClock.Instant) -> PeerRefusal? {
        if state.isClosing { return PeerRefusal(.unavailable(retryAfter: 2), "the daemon is stopping") }
        if let reason = maker.whyNot { return PeerRefusal(.unavailable(retryAfter: 30), reason) }
        let wait = if let counted { state.rate.note(counted, at: now) } else { state.ownRate.note("", at: now) }
        if let wait {
            return PeerRefusal(.unavailable(retryAfter: wait), "that is too often; try again in \(wait) s")
        }
        if state.entries.count >= state.limits.viewers {
            return PeerRefusal(
                .unavailable(retryAfter: 10),
                "\(state.limits.viewers) people watch over WebRTC already, which is as many as may; see /stream.mjpg")
        }
        let share = state.limits.viewersPerAddress
        if let counted, state.entries.values.count(where: { $0.counted == counted }) >= share {
            return PeerRefusal(
                .unavailable(retryAfter: 10),
                "\(share) people watch over WebRTC from \(counted) already, which is as many as may")
        }
        return nil
    }

    /// 128 bits that nobody can guess.
    private static func secret() -> String {
        (0..<2).map { _ in
            let text = String(UInt64.random(in: 0...UInt64.max), radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
    }
}
