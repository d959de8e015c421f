// From what was written to what it means: the options of `showtell serve`, checked.

import ArgumentParser
import Control
import Daemon
import Exchange
import Features
import Foundation
import Logging
import Stream
import Workbench

extension Serve {
    /// What the options mean.
    private struct Meaning {
        var listen: WebAddress
        var source: Source?
        var publish: [PublishTarget]
        var media: [Delivery]
        var origins: Set<String>
        var front: WebFront
    }

    func validate() throws { _ = try meaning() }

    /// - Throws: `ValidationError`, a sentence; `ExitCode` when a sentence has been said already.
    func configuration() throws -> Configuration {
        let meaning = try meaning()
        guard let page = web ?? Installation.locate("web") else {
            throw ValidationError("the page's folder is not beside the program; name it with --web")
        }
        let filters: FilterBank
        do {
            filters = try Banks.bank(bank, data: data ?? Defaults.data)
        } catch {
            throw Ending.of(error)
        }
        var configuration = Configuration(
            source: meaning.source, listen: meaning.listen, socket: socket ?? Defaults.socket,
            data: data ?? Defaults.data, keep: keep, web: page, clip: Installation.locate("clip/tabletop.mp4"),
            everyFrame: everyFrame, bank: filters, threads: threads,
            limits: AudienceLimits(
                viewers: maxViewers, viewersPerAddress: maxViewersPerAddress, megabits: maxMbit),
            throughLibv4l: throughLibv4l)
        configuration.peers.viewers = webrtcViewers
        configuration.origins = meaning.origins
        configuration.front = meaning.front
        configuration.publish = meaning.publish
        configuration.media = meaning.media.isEmpty ? nil : meaning.media
        configuration.pieces = hls ? Defaults.pieces : nil
        configuration.logLevel = logLevel
        return configuration
    }

    private func meaning() throws -> Meaning {
        guard let address = WebAddress(listen) else {
            throw ValidationError("“\(listen)” is no address to listen on; write HOST:PORT, for example 127.0.0.1:8080")
        }
        try checkNumbers()
        do {
            return Meaning(
                listen: address, source: try source.map { text throws(SourceError) in try Source(text) },
                publish: try publish.map { text throws(PublishError) in try PublishTarget(text) },
                media: try media.map { text throws(DeliveryError) in try Delivery(text) },
                origins: try Set(origins.map(Self.origin)),
                front: WebFront(
                    basePath: try basePath.map { text throws(FrontError) in try BasePath(text) } ?? BasePath(),
                    proxies: try Proxies(trustProxy), hosts: try Set(allowHost.map(Self.host))))
        } catch let error as ValidationError {
            throw error
        } catch {
            throw ValidationError("\(error)")
        }
    }

    private func checkNumbers() throws {
        guard (1...64).contains(threads) else { throw ValidationError("--threads is a number from 1 to 64") }
        guard maxViewers > 0, maxViewersPerAddress > 0 else {
            throw ValidationError("--max-viewers and --max-viewers-per-address are numbers from 1 on")
        }
        if let maxMbit, !(maxMbit > 0 && maxMbit.isFinite) { throw ValidationError("--max-mbit is a number above 0") }
        guard (0...10_000).contains(webrtcViewers) else {
            throw ValidationError("--webrtc-viewers is a number from 0 to 10000")
        }
    }

    /// A host's name without a port.
    private static func host(_ text: String) throws -> String {
        let isName = text.utf8.allSatisfy { byte in
            Character(Unicode.Scalar(byte)).isASCII
                && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
                    || "-._[]:".utf8.contains(byte))
        }
        guard isName, !text.isEmpty, text.hasPrefix("[") || !text.contains(":") else {
            throw ValidationError(
                "“\(text)” in --allow-host is no name; write it without a port, for example museum.example")
        }
        return text.lowercased()
    }

    /// An origin as browsers write it.
    private static func origin(_ text: String) throws -> String {
        guard text != "*" else { return text }
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let url = URL(string: trimmed), let scheme = url.scheme, ["http", "https"].contains(scheme),
            url.host() != nil, url.path().isEmpty, url.query() == nil
        else {
            throw ValidationError(
                "“\(text)” is no origin; write the beginning of the page's address, for example https://museum.example")
        }
        return trimmed.lowercased()
    }
}
