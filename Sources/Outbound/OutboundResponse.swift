public import URLStandard

/// The last answer of a chain of requests.
public struct OutboundResponse: Sendable {
    /// One request and where it went.
    public struct Hop: Hashable, Sendable {
        /// Without credentials and fragment, as it was asked for.
        public var url: WebURL
        public var status: Int
        /// The address the connection went to, which is one that was checked.
        public var address: IPAddress
    }

    public var status: Int
    public var headers: OutboundHeaders
    public var body: [UInt8]
    /// Whether the body was longer than ``OutboundLimits/bodyBytes``, or broke off before its end could be known.
    public var isTruncated: Bool
    /// The content coding of a body encoded although the request allowed none; the body is then left out, so that nobody
    /// takes it for text and nothing here inflates it.
    public var leftOutEncoding: String?
    /// Whether the body is in gzip, where ``OutboundRequest/acceptsGzip`` allowed that.
    public var isGzip = false
    /// Never empty; the last one gave this answer.
    public var hops: [Hop]
}

/// The header fields of an answer, in their order.
public struct OutboundHeaders: Sendable {
    public let fields: [(name: String, value: String)]

    public init(_ fields: [(name: String, value: String)]) {
        self.fields = fields
    }

    /// The first value of a field, in whatever case its name is written. O(number of fields).
    public subscript(name: String) -> String? { values(name).first }

    /// All values of a field, in their order.
    public func values(_ name: String) -> [String] {
        let name = name.lowercased()
        return fields.filter { $0.name.lowercased() == name }.map(\.value)
    }
}
