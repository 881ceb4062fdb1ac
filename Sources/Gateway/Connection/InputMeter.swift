import NIOCore

/// Counts the bytes of a connection from which the parser has made nothing yet: empty lines before a request, a chunk's
/// size or extension that never ends. Stands before the parser.
final class InputMeter: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Bytes that may come to nothing: more than a whole header may have.
    static let limit = 128 << 10

    private var unparsed = 0
    private var isOver = false

    /// The parser has made something of what came.
    func progresses() { unparsed = 0 }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        unparsed += unwrapInboundIn(data).readableBytes
        context.fireChannelRead(data)
        guard unparsed > Self.limit else { return }
        isOver = true
        context.fireErrorCaught(EndlessInput())
    }

    /// Too many bytes came to nothing.
    struct EndlessInput: Error {}
}

@available(*, unavailable)
extension InputMeter: Sendable {}
