import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// HTTP/1.1 over a connection of its own for each hop, made to an address instead of a name: nothing between the check
/// and the connection looks a name up again, reads the URL a second way, or takes a proxy from the environment.
struct PinnedTransport: HopTransport {
    /// How long one address may take to connect when there are others to try.
    private static let connectionTime = TimeAmount.seconds(3)
    /// Addresses tried at most; a site with more is down in all of them as a rule.
    private static let triedAddresses = 3

    private let group: any EventLoopGroup
    private let tls: TLSClient

    init(group: any EventLoopGroup, tls: TLSClient) {
        self.group = group
        self.tls = tls
    }

    func exchange(_ request: HopRequest, with target: CheckedTarget) async throws -> HopAnswer {
        let candidates = target.addresses.prefix(Self.triedAddresses)
        for (index, address) in candidates.enumerated() {
            do {
                let isLast = index == candidates.count - 1
                return try await exchange(request, with: target, at: address, isLast: isLast)
            } catch let failure as ConnectFailure {
                // The next address is tried only where no byte of the request went out.
                if index == candidates.count - 1 {
                    throw OutboundError.connection(host: target.host, reason: failure.reason)
                }
            }
        }
        throw OutboundError.unresolvable(host: target.host)
    }

    private func exchange(
        _ request: HopRequest, with target: CheckedTarget, at address: IPAddress, isLast: Bool
    ) async throws -> HopAnswer {
        try Task.checkCancellation()
        let context: NIOSSLContext?
        do {
            context = target.usesTLS ? try tls.context() : nil
        } catch {
            throw OutboundError.connection(host: target.host, reason: "the trusted certificates cannot be read")
        }
        let peer = try SocketAddress(ipAddress: address.description, port: Int(target.port))
        let loop = group.next()
        let answer = loop.makePromise(of: HopAnswer.self)
        let handle = ChannelHandle()
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(isLast ? TimeAmount(request.limits.totalTime) : Self.connectionTime)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context {
                        try pipeline.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: target.serverName))
                    }
                    try pipeline.addHandler(InboundLimit(bytes: request.limits.rawBytes))
                    try pipeline.addHandler(HTTPRequestEncoder())
                    try pipeline.addHandler(
                        ByteToMessageHandler(
                            HTTPResponseDecoder(limitConfiguration: .init(headerBytes: request.limits.headerBytes))))
                    try pipeline.addHandler(
                        HopHandler(request, target: target, address: address, peer: peer, answer: answer))
                    handle.set(channel)
                }
            }
        return try await withTaskCancellationHandler {
            do {
                _ = try await bootstrap.connect(to: peer).get()
            } catch {
                answer.fail(error)
                if Task.isCancelled { throw CancellationError() }
                throw ConnectFailure(reason: TransportReason.of(connecting: error))
            }
            do {
                return try await answer.futureResult.get()
            } catch {
                if Task.isCancelled { throw CancellationError() }
                throw TransportReason.outboundError(error, host: target.host, limits: request.limits)
            }
        } onCancel: {
            handle.close()
        }
    }
}

/// No connection came about at one address.
private struct ConnectFailure: Error {
    var reason: String
}

/// The channel of a task, closed when the task is cancelled, before or after it stands.
private final class ChannelHandle: Sendable {
    private enum State {
        case none
        case open(any Channel)
        case closed
    }

    private let state = Mutex(State.none)

    func set(_ channel: any Channel) {
        let isClosed = state.withLock { state in
            if case .closed = state { return true }
            state = .open(channel)
            return false
        }
        if isClosed { channel.close(promise: nil) }
    }

    func close() {
        let channel: (any Channel)? = state.withLock { state in
            defer { state = .closed }
            return if case .open(let channel) = state { channel } else { nil }
        }
        channel?.close(promise: nil)
    }
}

extension NIOHTTPDecoderLimitConfiguration {
    fileprivate init(headerBytes: Int) {
        self.init()
        maxHeaderFieldSize = headerBytes
        maxHeaderListSize = headerBytes
    }
}

extension OutboundLimits {
    /// Bytes read from a connection at most, whatever they frame: a body in chunks of one byte takes six for each, and
    /// informational answers, trailers and chunk extensions are not counted elsewhere.
    fileprivate var rawBytes: Int {
        let most = 1 << 48
        return min(max(headerBytes, 0), most) + 8 * min(max(bodyBytes, 0), most) + 65_536
    }
}
