import NIOCore
import NIOPosix

/// Gathers the connections of one event loop whose answers are written but not sent, and sends them together when the
/// loop has handled what it had to read. A client behind many connections is woken once for all of them.
///
/// Sendable unchecked: a queue is kept in a variable of its loop's thread and reached only through ``of(_:)``, so no
/// other thread ever sees it.
final class FlushQueue: @unchecked Sendable {
    /// Connections that wait at most; what is gathered beyond is sent at once.
    private static let limit = 64

    private let loop: any EventLoop
    private var waiting: [ChannelHandlerContext] = []

    private static let ofThread = ThreadSpecificVariable<FlushQueue>()

    /// The queue of `loop`, on whose thread this is called.
    static func of(_ loop: any EventLoop) -> FlushQueue {
        if let known = ofThread.currentValue, known.loop === loop { return known }
        let new = FlushQueue(loop)
        ofThread.currentValue = new
        return new
    }

    private init(_ loop: any EventLoop) {
        self.loop = loop
        waiting.reserveCapacity(Self.limit)
    }

    func add(_ context: ChannelHandlerContext) {
        waiting.append(context)
        if waiting.count == 1 {
            loop.assumeIsolated().execute { self.flush() }
        } else if waiting.count >= Self.limit {
            flush()
        }
    }

    private func flush() {
        let contexts = waiting
        waiting.removeAll(keepingCapacity: true)
        for context in contexts { context.flush() }
    }
}
