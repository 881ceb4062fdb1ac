public import LinkPolicy
public import Moderation
public import Webhooks

/// A webhook as the store knows it, without its secret.
public struct WebhookRecord: Hashable, Sendable {
    /// Why a webhook gets nothing.
    public enum DisabledReason: String, Hashable, Sendable, CaseIterable {
        /// Somebody disabled it.
        case operated = "operator"
        /// Its receiver answered 410 Gone.
        case gone
        /// Nothing arrived for ``WebhookStore/patience``.
        case failing
    }

    public var id: String
    public var tenant: TenantID
    public var url: String
    public var events: Set<WebhookEventType>
    /// The platform or domain whose matters alone it is told of; everything of the tenant's when `nil`.
    public var about: ModeratedSubject?
    /// What it is for, in its owner's words.
    public var description: String?
    /// Seconds since 1970, as the following times.
    public var createdAt: Int64
    /// Until when events are signed with the former secret too; `nil` when there is none.
    public var previousSecretUntil: Int64?
    /// Since when every attempt has failed; `nil` when the last one arrived or none was made.
    public var failingSince: Int64?
    /// `nil` while events are sent.
    public var disabledAt: Int64?
    public var disabledReason: DisabledReason?
}

/// Why the store refused a webhook.
public enum WebhookRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// The tenant has another webhook, of this id, at the same address.
    case duplicateURL(webhook: String)
    /// The tenant has as many webhooks as it may.
    case tooMany(limit: Int)
    /// Webhooks for a platform or domain are not told of these.
    case notAbout([WebhookEventType])

    public var description: String {
        switch self {
        case .duplicateURL(let webhook): "the webhook \(webhook) has this address already"
        case .tooMany(let limit): "a tenant may have at most \(limit) such webhooks"
        case .notAbout(let types):
            "a webhook for a platform or domain is not told of \(types.map(\.rawValue).joined(separator: ", "))"
        }
    }
}

/// What is to be changed of a webhook; `nil` leaves a part as it is.
public struct WebhookChange: Sendable {
    public var url: String?
    public var events: Set<WebhookEventType>?
    /// The inner `nil` takes the description away.
    public var description: String??
    public var isEnabled: Bool?

    public init(
        url: String? = nil, events: Set<WebhookEventType>? = nil, description: String?? = nil, isEnabled: Bool? = nil
    ) {
        self.url = url
        self.events = events
        self.description = description
        self.isEnabled = isEnabled
    }
}
