/// One request over one connection.
protocol HopTransport: Sendable {
    /// Connects to one of the target's addresses and to nothing else, asks, and closes.
    ///
    /// - Throws: ``OutboundError``, and `CancellationError`.
    func exchange(_ request: HopRequest, with target: CheckedTarget) async throws -> HopAnswer
}

/// What is written on the connection.
struct HopRequest: Sendable {
    var method: OutboundRequest.Method
    /// All fields but `Host` and those that frame the message.
    var headers: [(name: String, value: String)]
    var body: [UInt8]?
    var limits: OutboundLimits
    var acceptsGzip = false
}

/// What came back.
struct HopAnswer: Sendable {
    var address: IPAddress
    var status: Int
    var headers: OutboundHeaders
    var body: [UInt8]
    var isTruncated: Bool
}
