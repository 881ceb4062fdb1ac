import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on 127.0.0.1 that answers with exactly the bytes a test wants.
final class ScriptedServer: Sendable {
    struct Reply: Sendable {
        var pieces: [String] = []
        /// Bytes sent before `pieces`.
        var bytes: [UInt8] = []
        /// What is sent again and again afterwards, until the client goes away.
        var endless: String?
        /// Between one piece and the next: long enough for the event loop to serve others.
        var pause: TimeAmount = .microseconds(200)
        var closes = true

        static func ok(_ body: String, headers: [String] = []) -> Reply {
            Reply(pieces: [
                (["HTTP/1.1 200 OK", "Content-Length: \(body.utf8.count)"] + headers).joined(separator: "\r\n")
                    + "\r\n\r\n" + body
            ])
        }

        static func redirect(_ status: Int = 302, to location: String) -> Reply {
            Reply(pieces: ["HTTP/1.1 \(status) Moved\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n"])
        }

        static func silence() -> Reply { Reply(closes: false) }
    }

    let port: Int
    private let channel: any Channel
    private let received: Received

    fileprivate final class Received: Sendable {
        let requests = Mutex<[String]>([])
        let open = Mutex<Int>(0)
    }

    /// Each request as it came, head and body.
    var requests: [String] { received.requests.withLock { $0 } }
    var openConnections: Int { received.open.withLock { $0 } }

    init(tls: NIOSSLContext? = nil, _ script: @escaping @Sendable (String) -> Reply) async throws {
        let received = Received()
        self.received = received
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(Connection(received, script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func stop() async throws { try await channel.close() }

    private final class Connection: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let received: Received
        private let script: @Sendable (String) -> Reply
        private var request = ""
        private var hasAnswered = false

        init(_ received: Received, _ script: @escaping @Sendable (String) -> Reply) {
            self.received = received
            self.script = script
        }

        func channelActive(context: ChannelHandlerContext) { received.open.withLock { $0 += 1 } }

        func channelInactive(context: ChannelHandlerContext) { received.open.withLock { $0 -= 1 } }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            request += String(buffer: unwrapInboundIn(data))
            guard !hasAnswered, isWhole else { return }
            hasAnswered = true
            received.requests.withLock { $0.append(request) }
            let reply = script(request)
            if !reply.bytes.isEmpty {
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: reply.bytes)), promise: nil)
            }
            send(reply, from: 0, context)
        }

        private var isWhole: Bool {
            guard let end = request.range(of: "\r\n\r\n") else { return false }
            let length = request.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst("content-length:".count).filter(\.isNumber)) }
            return request[end.upperBound...].utf8.count >= length ?? 0
        }

        private func send(_ reply: Reply, from index: Int, _ context: ChannelHandlerContext) {
            let piece = index < reply.pieces.count ? reply.pieces[index] : reply.endless
            guard let piece else {
                if reply.closes { context.close(promise: nil) }
                return
            }
            let isActive = context.channel.isActive
            guard isActive else { return }
            let written = context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: piece)))
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            written.assumeIsolated().whenSuccess {
                context.eventLoop.assumeIsolated().scheduleTask(in: reply.pause) {
                    let (handler, context) = bound.value
                    handler.send(reply, from: index + 1, context)
                }
            }
        }
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? { firstRange(of: part) }
}
