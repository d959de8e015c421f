// The Unix socket: the door that is always open to the machine's own people.

import Foundation
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import Wire

/// Why a door cannot be opened, in a sentence that says what to do.
public struct DoorError: Error, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String
}

/// Listens on a Unix socket of mode 0660. Whoever can open it is an operator.
public struct UnixDoor: Service {
    private let path: String
    private let conversation: Conversation
    private let onOpen: @Sendable () -> Void

    /// A door at a path.
    ///
    /// - Parameter onOpen: called when the socket is there.
    public init(
        path: String, handler: some ControlHandler, hub: Hub, logger: Logger,
        onOpen: @escaping @Sendable () -> Void
    ) {
        self.path = path
        self.onOpen = onOpen
        conversation = Conversation(handler: handler, hub: hub, logger: logger)
    }

    /// Serves until the daemon stops; then removes the socket.
    ///
    /// - Throws: `DoorError` when the socket is in use or cannot be made.
    public func run() async throws {
        let server = try await open()
        defer { unlink(path) }
        onOpen()
        try await withGracefulShutdownHandler {
            try await withThrowingDiscardingTaskGroup { group in
                try await server.executeThenClose { clients in
                    for try await client in clients {
                        group.addTask { await conversation.run(client, door: "unix", role: .operator) }
                    }
                }
            }
        } onGracefulShutdown: {
            server.channel.close(promise: nil)
        }
    }

    private func open() async throws -> NIOAsyncChannel<NIOAsyncChannel<InboundLine, Never>, Never> {
        // sockaddr_un holds 108 bytes with the ending zero.
        guard path.utf8.count < 108 else {
            throw DoorError(description: "the socket's path \(path) is too long; at most 107 bytes fit")
        }
        if let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType {
            guard type == .typeSocket else {
                throw DoorError(description: "\(path) is not a socket; choose another --socket")
            }
            if await isAnswered() {
                throw DoorError(
                    description: "\(path) is in use by a running daemon; stop it or choose another --socket")
            }
            unlink(path)
        }
        do {
            let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                // A script may end its side after the last request and still wait for the reply.
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .bind(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.addHandler(ByteToMessageHandler(LineDecoder()))
                        try pipeline.addHandler(LineEncoder())
                        return try NIOAsyncChannel<InboundLine, Never>(wrappingChannelSynchronously: channel)
                    }
                }
            chmod(path, 0o660)
            return server
        } catch {
            throw DoorError(description: "the socket \(path) cannot be opened: \(error)")
        }
    }

    /// Whether somebody listens: a socket left behind by a killed daemon refuses.
    private func isAnswered() async -> Bool {
        let client = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        guard let channel = try? await client.connect(unixDomainSocketPath: path).get() else { return false }
        try? await channel.close()
        return true
    }
}
