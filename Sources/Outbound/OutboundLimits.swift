/// How much of a server's answer, and of our time, one request may take.
public struct OutboundLimits: Hashable, Sendable {
    /// Names, connections, TLS, answers and redirects together.
    public var totalTime: Duration
    /// Bytes of all header fields of one answer; more is ``OutboundError/tooLarge(host:limit:)``.
    public var headerBytes: Int
    /// Bytes of the body that are kept. The rest is not read, and ``OutboundResponse/isTruncated`` says so.
    public var bodyBytes: Int
    /// Redirects followed. With 0 the redirect itself is the answer. POST follows none.
    public var redirects: Int

    public init(
        totalTime: Duration = .seconds(10), headerBytes: Int = 32 << 10, bodyBytes: Int = 1 << 20, redirects: Int = 5
    ) {
        self.totalTime = totalTime
        self.headerBytes = headerBytes
        self.bodyBytes = bodyBytes
        self.redirects = redirects
    }
}
