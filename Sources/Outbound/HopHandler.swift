import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS
import URLStandard

/// Writes one request and collects its answer, as far as the limits go.
final class HopHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// The connection goes to another address than the one that was checked.
    struct WrongPeer: Error {}
    /// The server's certificate is for its address, and the URL gives a name.
    struct WrongName: Error {}
    /// The server hung up before its answer was whole.
    struct BrokenOff: Error {}

    private let request: HopRequest
    private let target: CheckedTarget
    private let address: IPAddress
    private let peer: SocketAddress
    private var answer: EventLoopPromise<HopAnswer>?
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []
    /// TLS ended without saying so: what came last may be missing.
    private var isUnclean = false

    init(
        _ request: HopRequest, target: CheckedTarget, address: IPAddress, peer: SocketAddress,
        answer: EventLoopPromise<HopAnswer>
    ) {
        self.request = request
        self.target = target
        self.address = address
        self.peer = peer
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        guard let remote = context.channel.remoteAddress, remote.ipAddress == peer.ipAddress, remote.port == peer.port
        else { return fail(WrongPeer(), context) }
        if !target.usesTLS { ask(context) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
            if let name = target.serverName, certificate?.isFor(name) != true { return fail(WrongName(), context) }
            ask(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func ask(_ context: ChannelHandlerContext) {
        guard answer != nil else { return }
        context.write(wrapOutboundOut(.head(requestHead)), promise: nil)
        if let bytes = request.body {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// The request target is the URL's own path and query, byte for byte.
    private var requestHead: HTTPRequestHead {
        let url = target.url
        var headers = HTTPHeaders()
        headers.add(name: "Host", value: url.hostAndPort)
        for field in request.headers { headers.add(name: field.name, value: field.value) }
        headers.add(name: "Accept-Encoding", value: request.acceptsGzip ? "gzip" : "identity")
        headers.add(name: "Connection", value: "close")
        if request.method == .post { headers.add(name: "Content-Length", value: String(request.body?.count ?? 0)) }
        return HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method.rawValue),
            uri: url.pathAndQuery, headers: headers)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(var buffer):
            let room = request.limits.bodyBytes - body.count
            let isOver = buffer.readableBytes > room
            body += buffer.readBytes(length: min(buffer.readableBytes, max(room, 0))) ?? []
            if isOver { finish(isTruncated: true, context) }
        case .end: finish(isTruncated: isUnclean, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Many servers end TLS so. Whether the answer is whole, its framing says.
        if let error = error as? NIOSSLError, case .uncleanShutdown = error {
            isUnclean = true
            return
        }
        fail(error, context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(BrokenOff(), context)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        // A connection that never stood is removed without having been active.
        fail(BrokenOff(), context)
    }

    private func finish(isTruncated: Bool, _ context: ChannelHandlerContext) {
        guard let head, let answer else { return fail(BrokenOff(), context) }
        self.answer = nil
        answer.succeed(
            HopAnswer(
                address: address, status: Int(head.status.code),
                headers: OutboundHeaders(head.headers.map { (name: $0.name, value: $0.value) }), body: body,
                isTruncated: isTruncated))
        if isTruncated { stopReading(context) }
        context.close(promise: nil)
    }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        guard let answer else { return }
        self.answer = nil
        answer.fail(error)
        stopReading(context)
        context.close(promise: nil)
    }

    /// TLS says goodbye and waits a moment for the other side: what else that sends is not read.
    private func stopReading(_ context: ChannelHandlerContext) {
        try? context.channel.syncOptions?.setOption(.autoRead, value: false)
    }
}
