import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Puts a ``ConnectionHandler`` into a new connection's pipeline, between the HTTP parser and the conversion to the
/// framework's types, and leaves. It stands in the slot that the framework offers for channel handlers.
final class ConnectionHandlerInstaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let hotPath: HotPath

    init(_ hotPath: HotPath) { self.hotPath = hotPath }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let encoder = try pipeline.context(handlerType: HTTPResponseEncoder.self)
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            let meter = InputMeter()
            try pipeline.addHandler(meter, position: .first)
            try pipeline.addHandler(ConnectionHandler(hotPath, encoder, meter), position: .before(codec))
        } catch {
            // A pipeline of another shape: the router answers everything.
            context.fireErrorCaught(error)
        }
        pipeline.removeHandler(context: context, promise: nil)
    }
}

/// Answers clicks and checks of one small message on the event loop, refuses what is not sound HTTP, and hands
/// everything else to the router. Keeps watch over the connection's time, since the router does not see what is
/// answered here.
///
/// Answers keep their order: while the router works on a request of this connection, those behind it go to the router
/// too, and a refusal waits.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// What becomes of the request that is being read.
    private enum Reading {
        case nothing
        /// Goes to the router as it comes.
        case forwarded
        /// Is gathered to be answered here.
        case gathered(HotRequest, HTTPRequestHead, ByteBuffer?)
        /// Nothing more is read: the connection is being closed.
        case ignored
    }

    /// Bytes of an unwanted body that are read for the sake of the connection.
    private static let drainLimit = 1 << 20

    private let hotPath: HotPath
    /// Where finished bytes enter the pipeline, past the encoder.
    private let encoder: ChannelHandlerContext
    private let meter: InputMeter
    private var memory = HotPath.ConnectionMemory()
    private var reading = Reading.nothing
    /// Requests that the router has not answered yet.
    private var awaited = 0
    /// Whether the router has begun to answer the first of them.
    private var isAnswering = false
    /// Whether the connection ends behind the answer to the last request that was read.
    private var closesAfterAnswer = false
    /// A refusal that waits for the answers before it.
    private var refusal: ByteBuffer?
    /// Whether the last answer has been written: what the router may still write goes nowhere.
    private var isClosing = false
    private var drained = 0
    private var holdsRead = false
    private var heldQuiesce: Any?
    private var needsFlush = false
    private var flushQueue: FlushQueue?
    private var time: ConnectionTime
    private var timer: Scheduled<Void>?

    init(_ hotPath: HotPath, _ encoder: ChannelHandlerContext, _ meter: InputMeter) {
        self.hotPath = hotPath
        self.encoder = encoder
        self.meter = meter
        time = ConnectionTime(limits: hotPath.timeLimits, now: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        flushQueue = FlushQueue.of(context.eventLoop)
        memory.peer = context.remoteAddress?.ipAddress
        schedule(in: context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        meter.progresses()
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, data, context)
        case .body(let bytes):
            time.receives(bytes.readableBytes, .now())
            switch reading {
            case .gathered(let request, let head, let body):
                // The parser has held the body to its declared length, and that to the limit.
                var whole = body ?? bytes
                if body != nil { whole.writeImmutableBuffer(bytes) }
                reading = .gathered(request, head, whole)
            case .forwarded where awaited == 0: drain(bytes.readableBytes, context)
            case .forwarded: context.fireChannelRead(data)
            case .nothing, .ignored: break
            }
        case .end: end(data, context)
        }
    }

    private func begin(_ head: HTTPRequestHead, _ data: NIOAny, _ context: ChannelHandlerContext) {
        guard !closesAfterAnswer else {
            reading = .ignored
            return
        }
        time.requestBegins(.now())
        if awaited == 0, let request = HotRequest(head) {
            reading = .gathered(request, head, nil)
        } else if let problem = RequestFraming.problem(head, bodyLimit: hotPath.configuration.bodyLimit) {
            refuse(problem, context)
        } else {
            forward(head, data, context)
        }
    }

    private func forward(_ head: HTTPRequestHead, _ data: NIOAny, _ context: ChannelHandlerContext) {
        awaited += 1
        // The parser takes what follows an offer to change the protocol for another protocol; it is not taken up here,
        // so the connection ends with the answer (RFC 9110 §7.8).
        let changesProtocol = head.method == .CONNECT || head.headers.contains(name: "upgrade")
        closesAfterAnswer = !head.isKeepAlive || changesProtocol
        drained = 0
        reading = .forwarded
        if awaited == 1, head.version == .http1_1, head.headers.contains(name: "expect") { sendContinue(head) }
        context.fireChannelRead(data)
    }

    private func end(_ data: NIOAny, _ context: ChannelHandlerContext) {
        switch reading {
        case .gathered(let request, let head, let body):
            var answer = context.channel.allocator.buffer(capacity: 0)
            if hotPath.answer(request, body, &memory, beganAt: time.requestBeganAt, into: &answer) {
                encoder.write(NIOAny(answer), promise: nil)
                needsFlush = true
            } else {
                forward(head, wrapInboundOut(.head(head)), context)
                if let body { context.fireChannelRead(wrapInboundOut(.body(body))) }
                context.fireChannelRead(data)
            }
        case .forwarded: context.fireChannelRead(data)
        case .nothing, .ignored: break
        }
        if case .ignored = reading {} else { reading = .nothing }
        time.requestEnds(.now())
        releaseQuiesce(context)
    }

    /// The rest of a body whose request is answered already: some of it is read and thrown away, so that the connection
    /// can go on being used.
    private func drain(_ bytes: Int, _ context: ChannelHandlerContext) {
        drained += bytes
        guard drained > Self.drainLimit else { return }
        reading = .ignored
        closesAfterAnswer = true
        closeOutput(context)
    }

    /// The client waits for a word before it sends its body (RFC 9110 §10.1.1).
    private func sendContinue(_ head: HTTPRequestHead) {
        guard head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) else { return }
        encoder.writeAndFlush(NIOAny(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if needsFlush {
            needsFlush = false
            if let flushQueue { flushQueue.add(encoder) } else { encoder.flush() }
        }
        context.fireChannelReadComplete()
    }

    // MARK: Refusals

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let problem: Problem
        switch error {
        case let error as HTTPParserError: problem = RequestFraming.problem(error)
        case is InputMeter.EndlessInput: problem = RequestFraming.problem(.unknown)
        default: return context.fireErrorCaught(error)
        }
        guard !isClosing, refusal == nil else { return }
        switch reading {
        case .nothing, .ignored:
            // Nobody asked for what stands behind the last request of a connection.
            if !closesAfterAnswer { refuse(problem, context) }
        case .gathered: refuse(problem, context)
        case .forwarded:
            // The router waits for a body that will not come.
            if awaited == 1, !isAnswering {
                awaited = 0
                refuse(problem, context)
            }
            context.fireErrorCaught(HTTPParserError.unknown)
        }
    }

    /// Answers with `problem`, behind the answers that are awaited, and closes the connection.
    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        hotPath.metrics.request(route: "none", method: "other", status: problem.status.code, took: .zero)
        reading = .ignored
        closesAfterAnswer = true
        refusal = HotResponse.refusal(problem)
        if awaited == 0 { sendRefusal(context) }
    }

    private func sendRefusal(_ context: ChannelHandlerContext) {
        guard let bytes = refusal else { return }
        refusal = nil
        encoder.write(NIOAny(bytes), promise: nil)
        closeOutput(context)
    }

    /// The client may still be sending: its bytes are read for a moment, so that it sees the answer and not a reset
    /// (RFC 9112 §9.6).
    private func closeOutput(_ context: ChannelHandlerContext) {
        isClosing = true
        encoder.flush()
        context.close(mode: .output, promise: nil)
        time.lingers(.now())
        schedule(in: context)
    }

    // MARK: Answers of the router

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // An answer to nothing: the router has answered a request, and then found its body to be broken.
        guard !isClosing, awaited > 0 else {
            promise?.succeed(())
            if !isClosing { closeOutput(context) }
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head):
            isAnswering = head.status.code >= 200
            if closesAfterAnswer, awaited == 1, refusal == nil {
                head.headers.replaceOrAdd(name: "connection", value: "close")
                context.write(wrapOutboundOut(.head(head)), promise: promise)
            } else {
                context.write(data, promise: promise)
            }
        case .body: context.write(data, promise: promise)
        case .end:
            context.write(data, promise: promise)
            awaited -= 1
            isAnswering = false
            time.answered(.now())
            guard awaited == 0, closesAfterAnswer else { return }
            if refusal == nil { closeOutput(context) } else { sendRefusal(context) }
        }
    }

    // MARK: Back-pressure

    /// A client that does not read its answers is not read from either.
    func read(context: ChannelHandlerContext) {
        if context.channel.isWritable { context.read() } else { holdsRead = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            time.progresses(.now())
            if holdsRead {
                holdsRead = false
                context.read()
            }
        }
        context.fireChannelWritabilityChanged()
    }

    // MARK: Shutdown and time

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            if case .gathered = reading {
                heldQuiesce = event
                return
            }
            // It may close the connection at once.
            encoder.flush()
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func releaseQuiesce(_ context: ChannelHandlerContext) {
        guard let event = heldQuiesce else { return }
        heldQuiesce = nil
        encoder.flush()
        context.fireUserInboundEventTriggered(event)
    }

    private func schedule(in context: ChannelHandlerContext) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: time.nextLook) { self.look(context) }
    }

    private func look(_ context: ChannelHandlerContext) {
        let waitsForClient = !context.channel.isWritable
        switch time.verdict(at: .now(), awaited: awaited, waitsForClient: waitsForClient) {
        case .goOn: schedule(in: context)
        case .close: context.close(promise: nil)
        case .requestTimeout:
            if case .gathered = reading, !isClosing {
                refuse(.requestTimeout, context)
            } else if case .forwarded = reading, awaited == 1, !isAnswering, !isClosing {
                awaited = 0
                refuse(.requestTimeout, context)
            } else {
                context.close(promise: nil)
            }
        }
    }
}

@available(*, unavailable)
extension ConnectionHandler: Sendable {}

@available(*, unavailable)
extension ConnectionHandlerInstaller: Sendable {}
