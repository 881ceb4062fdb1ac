import URLStandard

/// Brings a webhook's event to its receiver.
protocol WebhookTransport: Sendable {
    /// Why nothing would be sent to `url` as things are, as a sentence without its stop; `nil` when it would.
    func refusal(of url: WebURL) async -> String?

    /// Posts once; no redirect is followed.
    ///
    /// - Throws: Anything when there is no answer within the limit of one attempt; its description goes into the log.
    func post(_ body: [UInt8], to url: String, headers: [(name: String, value: String)]) async throws -> WebhookAnswer
}

/// What a receiver answered.
struct WebhookAnswer: Hashable, Sendable {
    var status: Int
    /// The field `Retry-After` as it stands.
    var retryAfter: String?
}
