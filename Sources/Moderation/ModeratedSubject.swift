import LinkPolicy
import URLStandard

/// What complaints gather on, and what a ruling and its sanction are on.
public struct ModeratedSubject: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// One address, with its query.
        case link
        /// An address and everything below it.
        case path
        /// A host and its subdomains.
        case domain
        /// Everything of a platform of the catalogue.
        case platform
        /// What one account of the tenant's posts.
        case sender
        /// What is posted in one group of the tenant's.
        case group
    }

    public let kind: Kind
    /// `host/path?query`, `host/path`, `host`, the platform's slug, or the tenant's opaque identifier.
    public let key: String

    /// Bytes of a sender's or group's identifier.
    public static let identifierLimit = 256

    /// `nil` unless `text` names a subject of this kind: an address or host in any form that a browser understands, a
    /// platform's slug, or an identifier of at most ``identifierLimit`` bytes.
    public init?(_ kind: Kind, _ text: String) {
        self.kind = kind
        switch kind {
        case .link:
            guard let subject = AddressSubject(text) else { return nil }
            key = subject.description
        case .path:
            guard let subject = AddressSubject(text), !subject.path.isEmpty, !subject.path.contains("?") else {
                return nil
            }
            key = subject.description
        case .domain:
            guard let subject = AddressSubject(text), subject.path.isEmpty else { return nil }
            key = subject.host
        case .platform:
            guard let slug = PlatformSlug(text) else { return nil }
            key = slug.rawValue
        case .sender, .group:
            guard !text.isEmpty, text.utf8.count <= Self.identifierLimit else { return nil }
            key = text
        }
    }

    public var description: String { key }

    /// Whether `other` is this subject or a part of it, as far as their own words tell: a platform's parts are known only
    /// to the catalogue, and count as parts here.
    public func covers(_ other: ModeratedSubject) -> Bool {
        if self == other { return true }
        switch kind {
        case .link, .sender, .group: return false
        case .platform: return [.link, .path, .domain].contains(other.kind)
        case .path, .domain:
            guard [.link, .path, .domain].contains(other.kind), let own = AddressSubject(key),
                let part = AddressSubject(other.key)
            else { return false }
            if kind == .path { return own.host == part.host && part.isCovered(by: own.path) }
            return part.host == own.host || part.host.hasSuffix("." + own.host)
        }
    }
}
