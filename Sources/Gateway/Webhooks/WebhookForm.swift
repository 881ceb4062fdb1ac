import JSONText
import LinkPolicy
public import Moderation
public import Platforms
public import URLStandard
public import Webhooks

/// What may be said of a webhook, checked alike for the API and the command line.
public enum WebhookForm {
    /// Bytes of an address.
    static let urlLimit = 2_048
    /// Bytes of a description.
    static let descriptionLimit = 256

    /// Why a part was refused, as the end of a sentence about it.
    public struct Refusal: Error, Sendable {
        public var reason: String
    }

    /// An address that events can be sent to, in normal form. Where it leads is checked apart.
    public static func url(_ text: String) throws(Refusal) -> WebURL {
        guard text.utf8.count <= urlLimit else { throw Refusal(reason: "is longer than \(urlLimit) bytes") }
        guard let url = try? WebURL(text), url.scheme == "https" || url.scheme == "http", url.host != nil else {
            throw Refusal(reason: "is not an https address")
        }
        guard !url.hasCredentials else { throw Refusal(reason: "must not carry a user name or password") }
        guard url.fragment == nil else { throw Refusal(reason: "must not have a fragment: it would never be sent") }
        return url
    }

    /// Why nothing would be sent to `url` as things are, as a sentence without its stop; `nil` when it would.
    public static func refusal(of url: WebURL, _ configuration: GatewayConfiguration) async -> String? {
        await OutboundTransport(permitted: configuration.outboundNetworks).refusal(of: url)
    }

    /// The types of events that `words` name, at least one.
    public static func events(_ words: [String]) throws(Refusal) -> Set<WebhookEventType> {
        let known = WebhookEventType.subscribable.map(\.rawValue).joined(separator: ", ")
        guard !words.isEmpty else { throw Refusal(reason: "must name at least one of \(known)") }
        var events: Set<WebhookEventType> = []
        for word in words {
            guard let type = WebhookEventType(rawValue: word), WebhookEventType.subscribable.contains(type) else {
                throw Refusal(reason: "names “\(word.prefix(64))”, which is no event (known: \(known))")
            }
            events.insert(type)
        }
        return events
    }

    /// The platform of the catalogue, or the domain, that a webhook is for.
    public static func about(
        _ kind: ModeratedSubject.Kind, _ name: String, catalog: PlatformCatalog
    ) throws(Refusal) -> ModeratedSubject {
        guard [.platform, .domain].contains(kind) else { throw Refusal(reason: "must be a platform or a domain") }
        guard let subject = ModeratedSubject(kind, name) else { throw Refusal(reason: "names no \(kind.rawValue)") }
        if kind == .platform, PlatformSlug(subject.key).map({ catalog[$0] == nil }) ?? true {
            throw Refusal(reason: "is no platform of the catalogue")
        }
        return subject
    }

    /// A description; `nil` for an empty one.
    public static func description(_ text: String) throws(Refusal) -> String? {
        guard text.utf8.count <= descriptionLimit else {
            throw Refusal(reason: "is longer than \(descriptionLimit) bytes")
        }
        return text.isEmpty ? nil : text
    }
}

/// The body of `POST /v1/webhooks` and `PATCH /v1/webhooks/{webhook}`: the members that were given.
struct WebhookBody: Sendable {
    var url: WebURL?
    var events: Set<WebhookEventType>?
    /// The inner `nil` takes the description away.
    var description: String??
    var isEnabled: Bool?
    var about: ModeratedSubject?

    /// - Parameters:
    ///   - isNew: Whether `url` and `events` must be there, `about` may, and `enabled` must not.
    ///   - catalog: Whose platforms `about` may name.
    /// - Throws: ``JSONText/JSONProblem``.
    init(json bytes: [UInt8], isNew: Bool, catalog: PlatformCatalog) throws(JSONProblem) {
        var reader = try JSONReader(bytes)
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "url": url = try Self.checked(&reader, try reader.string(), WebhookForm.url)
            case "events":
                let words = try reader.strings(atMost: 16, each: 64)
                events = try Self.checked(&reader, words, WebhookForm.events)
            case "description" where reader.null(): description = .some(nil)
            case "description":
                description = .some(try Self.checked(&reader, try reader.string(), WebhookForm.description))
            case "about" where isNew && reader.null(): about = nil
            case "about" where isNew:
                let subject = try reader.moderatedSubject()
                about = try Self.checked(&reader, subject) { subject throws(WebhookForm.Refusal) in
                    try WebhookForm.about(subject.kind, subject.key, catalog: catalog)
                }
            case "enabled" where !isNew: isEnabled = try reader.bool()
            default: throw reader.unknown()
            }
        }
        try reader.end()
        guard isNew else { return }
        if url == nil { throw reader.missing("url") }
        if events == nil { throw reader.missing("events") }
    }

    private static func checked<Value, Result>(
        _ reader: inout JSONReader, _ value: Value, _ check: (Value) throws(WebhookForm.Refusal) -> Result
    ) throws(JSONProblem) -> Result {
        do { return try check(value) } catch { throw reader.invalid(error.reason) }
    }
}
