import NIOCore

/// The clock of one connection: what it may take, and when it is looked at again.
struct ConnectionTime {
    struct Limits: Sendable {
        /// Time without a request in progress. A header that never ends is none.
        var idle: TimeAmount
        /// Time from the end of a request's head to the end of its body, beyond what ``slowestBody`` allows.
        var request: TimeAmount
    }

    enum Verdict: Equatable {
        case goOn
        case close
        /// The body did not come in time.
        case requestTimeout
    }

    /// A body may take a millisecond for each of its bytes.
    private static let slowestBody = TimeAmount.milliseconds(1)

    /// Time in which a client may still read the last answer, from the last that it sent.
    private static let linger = TimeAmount.seconds(2)

    private let limits: Limits
    private(set) var requestBeganAt: NIODeadline
    private var isReading = false
    private var bodyBytes = 0
    private var lastActivity: NIODeadline
    private var lingersFrom: NIODeadline?
    /// When ``verdict(at:awaited:waitsForClient:)`` is to be asked again.
    private(set) var nextLook: NIODeadline

    init(limits: Limits, now: NIODeadline) {
        self.limits = limits
        requestBeganAt = now
        lastActivity = now
        nextLook = now + min(limits.idle, limits.request)
    }

    mutating func requestBegins(_ now: NIODeadline) {
        requestBeganAt = now
        isReading = true
        bodyBytes = 0
    }

    mutating func receives(_ bytes: Int, _ now: NIODeadline) {
        bodyBytes += bytes
        if lingersFrom != nil { lastActivity = now }
    }

    mutating func requestEnds(_ now: NIODeadline) {
        isReading = false
        lastActivity = now
    }

    mutating func answered(_ now: NIODeadline) { lastActivity = now }

    mutating func progresses(_ now: NIODeadline) { lastActivity = now }

    mutating func lingers(_ now: NIODeadline) {
        lingersFrom = now
        lastActivity = now
        nextLook = now + Self.linger
    }

    /// - Parameters:
    ///   - awaited: Requests that the router still works on; their time is the gateway's, not the client's.
    ///   - waitsForClient: Whether the client has yet to read what was written.
    mutating func verdict(at now: NIODeadline, awaited: Int, waitsForClient: Bool) -> Verdict {
        let deadline: NIODeadline
        if let lingersFrom {
            deadline = min(lastActivity + Self.linger, lingersFrom + limits.request)
        } else if isReading {
            deadline = requestBeganAt + limits.request + Self.slowestBody * bodyBytes
            if now >= deadline { return .requestTimeout }
        } else if awaited > 0, !waitsForClient {
            deadline = now + limits.idle
        } else {
            deadline = lastActivity + limits.idle
        }
        if now >= deadline { return .close }
        nextLook = deadline
        return .goOn
    }
}
