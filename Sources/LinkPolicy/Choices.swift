public import LinkRecognition

/// What a group's owner and admins have chosen for links in it. It binds neither of them, but for `nobody`.
public struct GroupSettings: Hashable, Sendable {
    public enum Posters: String, Hashable, Sendable, CaseIterable {
        case everyone, admins, nobody
    }

    /// Who may post links.
    public var posters: Posters
    /// The forms that members may post; all when `nil`.
    public var forms: Set<LinkForm>?
    /// The kinds that members may post; all when `nil`.
    public var kinds: Set<ResourceKind>?
    /// Whether members' links wait for an admin.
    public var asksFirst: Bool
    /// Whether members' links stand only on the group's shelf, where an admin puts them.
    public var shelfOnly: Bool
    /// Links that members post in these hours wait for their end.
    public var quietHours: DailyHours?
    /// Domains, with their subdomains, that are freed from what the policy leaves to groups. ASCII, lower case.
    public var trustedDomains: Set<String>

    public init(
        posters: Posters = .everyone, forms: Set<LinkForm>? = nil, kinds: Set<ResourceKind>? = nil,
        asksFirst: Bool = false, shelfOnly: Bool = false, quietHours: DailyHours? = nil,
        trustedDomains: Set<String> = []
    ) {
        self.posters = posters
        self.forms = forms
        self.kinds = kinds
        self.asksFirst = asksFirst
        self.shelfOnly = shelfOnly
        self.quietHours = quietHours
        self.trustedDomains = trustedDomains
    }
}

/// What a person has chosen for the links that they open.
public struct PersonPreferences: Hashable, Sendable {
    public enum Choice: String, Hashable, Sendable, CaseIterable {
        /// Opens without the notices that the policy leaves to people.
        case open
        /// Shows the interstitial first.
        case warn
        /// Does not open, and is not shown where the app can hide it.
        case hide
    }

    /// For every link; the policy's own word when `nil`.
    public var all: Choice?
    /// For links from strangers, over ``all``.
    public var strangers: Choice?
    /// By form, over ``all``.
    public var forms: [LinkForm: Choice]
    /// By kind, over ``forms``.
    public var kinds: [ResourceKind: Choice]
    /// Domains, with their subdomains, that always count as ``Choice/open``. ASCII, lower case.
    public var trustedDomains: Set<String>

    public init(
        all: Choice? = nil, strangers: Choice? = nil, forms: [LinkForm: Choice] = [:],
        kinds: [ResourceKind: Choice] = [:], trustedDomains: Set<String> = []
    ) {
        self.all = all
        self.strangers = strangers
        self.forms = forms
        self.kinds = kinds
        self.trustedDomains = trustedDomains
    }

    /// The choice for a link: that for its domain, else the stricter of that for strangers and that for its kind, its
    /// form, or every link.
    func choice(_ facts: Facts) -> Choice? {
        if let host = facts.host, trusts(host, among: trustedDomains) { return .open }
        let own = kinds[facts.kind] ?? forms[facts.form] ?? all
        guard facts.posting.role == .stranger, let strangers else { return own }
        return own == .hide || (own == .warn && strangers == .open) ? own : strangers
    }
}

/// The choices that a link meets in one situation. A class, so that facts carry one reference.
public final class Choices: Hashable, Sendable {
    public let group: GroupSettings?
    public let person: PersonPreferences?

    public init(group: GroupSettings? = nil, person: PersonPreferences? = nil) {
        self.group = group
        self.person = person
    }

    public static func == (a: Choices, b: Choices) -> Bool { a.group == b.group && a.person == b.person }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(group)
        hasher.combine(person)
    }
}

/// Whether `host` is one of `domains` or stands below one. O(labels).
func trusts(_ host: String, among domains: Set<String>) -> Bool {
    guard !domains.isEmpty else { return false }
    var rest = host[...]
    while true {
        if domains.contains(String(rest)) { return true }
        guard let dot = rest.firstIndex(of: ".") else { return false }
        rest = rest[rest.index(after: dot)...]
    }
}
