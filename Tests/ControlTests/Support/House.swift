// The doors, opened for a test and closed behind it as the daemon closes them.

import Control
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import Wire

/// Open doors and what stands behind them.
struct House: Sendable {
    let hub: Hub
    let desk: Desk
    let gallery: Gallery
    let projector: Projector
    let audience: Audience
    let switchboard: Switchboard
    let peers: Peers
    let nurse: Nurse
    let cutter: Cutter
    /// A folder of this house's own.
    let folder: URL
    /// The port of the web door.
    let port: Int
    fileprivate let services: ServiceGroup

    /// The picture as it is usually watched.
    var broadcast: Broadcast { gallery.full }

    /// The Unix door's path.
    var path: String { folder.appending(path: "s.sock").path }

    /// A client at the Unix door that has been greeted.
    func client() async throws -> Socket {
        let client = try Socket(path: path)
        _ = try await client.line()
        return client
    }

    /// Asks the doors to close.
    func stop() async { await services.triggerGracefulShutdown() }
}

/// Which doors a test wants.
enum Doors: Equatable {
    case unix
    case web(WebAddress = WebAddress(host: "127.0.0.1", port: 0))
}

/// Opens a door, runs a test, and closes the door: all clients that are still there must be sent away at once.
///
/// - Parameters:
///   - origins: other servers whose pages may show the picture.
///   - patience: how long a viewer of the web door may stop reading, and a request may take.
///   - limits: how many may watch.
///   - front: what stands between browsers and the web door.
///   - page: what the page is told.
func withHouse(
    _ doors: Doors, origins: Set<String> = [], patience: Duration = .seconds(10),
    limits: AudienceLimits = AudienceLimits(), front: WebFront = WebFront(),
    page: PageConfiguration = PageConfiguration(boot: "boot-1", version: "1.2.3"),
    _ test: @escaping @Sendable (House) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "st-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder.appending(path: "web"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("<h1>page</h1>".utf8).write(to: folder.appending(path: "web/index.html"))
    try Data("secret".utf8).write(to: folder.appending(path: "secret.txt"))

    let (opened, opening) = AsyncStream.makeStream(of: Int.self)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let hub = Hub()
    let desk = Desk(hub: hub)
    let projector = Projector()
    let (gallery, audience) = (Gallery(film: Film(projector)), Audience(limits))
    let switchboard = Switchboard()
    let peers = Peers(switchboard, audience: audience)
    let (nurse, cutter) = (Nurse(), Cutter(folder: folder.appending(path: "pieces").path))
    try FileManager.default.createDirectory(atPath: cutter.folder, withIntermediateDirectories: true)
    let service: any Service =
        switch doors {
        case .unix:
            UnixDoor(path: folder.appending(path: "s.sock").path, handler: desk, hub: hub, logger: logger) {
                opening.yield(0)
            }
        case .web(let address):
            WebDoor(
                address: address, webFolder: folder.appending(path: "web").path, handler: desk, hub: hub,
                gallery: gallery, audience: audience, peers: peers, page: page, health: nurse, pieces: cutter,
                origins: origins, front: front, patience: patience, logger: logger
            ) { opening.yield($0) }
        }
    let services = ServiceGroup(services: [service], logger: logger)
    let serving = Task {
        defer { opening.finish() }
        try await services.run()
    }
    guard let port = await opened.first(where: { _ in true }) else {
        // The door did not open: its own words say why.
        try await serving.value
        return
    }
    let house = House(
        hub: hub, desk: desk, gallery: gallery, projector: projector, audience: audience, switchboard: switchboard,
        peers: peers, nurse: nurse, cutter: cutter, folder: folder, port: port, services: services)
    let result = await Task { try await test(house) }.result
    await house.stop()
    try await within(.seconds(3), "the door does not close") { try await serving.value }
    try result.get()
}

/// Fails when something takes longer than it may.
func within<Value: Sendable>(
    _ time: Duration, _ problem: String, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let (stream, results) = AsyncStream.makeStream(of: Result<Value, any Error>.self)
    let worker = Task { results.yield(await Task { try await work() }.result) }
    let clock = Task {
        try await Task.sleep(for: time)
        results.yield(.failure(Trouble(description: "\(problem) within \(time)")))
    }
    defer {
        worker.cancel()
        clock.cancel()
    }
    guard let first = await stream.first(where: { _ in true }) else {
        throw Trouble(description: "\(problem): the test was cancelled")
    }
    return try first.get()
}

/// Waits until something is so, for ten seconds at the most.
func eventually(_ condition: @Sendable () async throws -> Bool) async rethrows -> Bool {
    for _ in 0..<1000 {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return false
}

extension JSON {
    /// The value of a key; nil when there is none or this is no object.
    subscript(_ key: String) -> JSON? {
        if case .object(let fields) = self { fields[key] } else { nil }
    }

    /// The text of a string.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The number, if it is a whole one.
    var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }
}
