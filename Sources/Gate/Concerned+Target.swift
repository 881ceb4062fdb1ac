import LinkPolicy
import Moderation
public import Platforms
public import Reputation
public import URLStandard

extension Concerned {
    /// Whom openings of a link, and complaints about it, are about: the platform and site that it leads to in the end, as
    /// far as its address shows, whoever posted it, and the group that it was posted in.
    public init(_ target: Target, sender: String?, group: String?, list: PublicSuffixList) {
        var last = target
        while let next = last.unwrapped { last = next }
        self.init(
            domain: last.url.flatMap { Self.domain(of: $0, list: list) }, platform: last.platform?.rawValue,
            sender: sender, group: group)
    }

    /// The site that an address belongs to: its registrable domain, or its host where it has none, as an IP address.
    public static func domain(of url: WebURL, list: PublicSuffixList) -> String? {
        guard let (name, hasLabels) = AddressSubject.host(of: url) else { return nil }
        guard hasLabels else { return name }
        return Site(.domain(name), list: list).registrableDomain ?? name
    }
}
