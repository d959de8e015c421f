// Lines on a byte stream: NDJSON in and out.

import NIOCore

/// Cuts a byte stream into lines: `\n` ends one, a `\r` before it is dropped, blank lines are ignored.
struct LineDecoder: ByteToMessageDecoder {
    typealias InboundOut = InboundLine

    private var searched = 0

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        let view = buffer.readableBytesView.dropFirst(searched)
        guard let newline = view.firstIndex(of: UInt8(ascii: "\n")) else {
            searched = buffer.readableBytes
            if searched > maximumMessageBytes { refuse(&buffer, context) }
            return .needMoreData
        }
        searched = 0
        let length = newline - buffer.readerIndex
        guard length <= maximumMessageBytes, let line = buffer.readSlice(length: length) else {
            refuse(&buffer, context)
            return .continue
        }
        buffer.moveReaderIndex(forwardBy: 1)
        deliver(line, context)
        return .continue
    }

    /// The stream has ended: what is left is the last line, as somebody with `printf` would expect.
    mutating func decodeLast(context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool) throws
        -> DecodingState
    {
        while try decode(context: context, buffer: &buffer) == .continue {}
        if let rest = buffer.readSlice(length: buffer.readableBytes) { deliver(rest, context) }
        return .needMoreData
    }

    private func deliver(_ line: ByteBuffer, _ context: ChannelHandlerContext) {
        var line = line
        if line.readableBytesView.last == UInt8(ascii: "\r") { line.moveWriterIndex(to: line.writerIndex - 1) }
        let isBlank = line.readableBytesView.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        if !isBlank { context.fireChannelRead(wrapInboundOut(.message(line))) }
    }

    private mutating func refuse(_ buffer: inout ByteBuffer, _ context: ChannelHandlerContext) {
        buffer.clear()
        searched = 0
        context.fireChannelRead(wrapInboundOut(.tooLong))
    }
}

/// Ends every outgoing line.
final class LineEncoder: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var line = unwrapOutboundIn(data)
        line.writeInteger(UInt8(ascii: "\n"))
        context.write(wrapOutboundOut(line), promise: promise)
    }
}
