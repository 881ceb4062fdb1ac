import Gate
public import LinkPolicy
import Moderation
public import Persistence
import Platforms
public import Reputation
public import URLStandard

extension StandingKey {
    /// The subject that people name: a site by any of its hosts, in any form that a browser understands; a platform by its
    /// slug; a sender or group by its identifier.
    ///
    /// - Returns: `nil` where the name cannot be one of this kind.
    public init?(_ kind: Subject.Kind, _ name: String, of tenant: TenantID, list: PublicSuffixList) {
        switch kind {
        case .platform:
            guard let slug = PlatformSlug(name) else { return nil }
            self.init(Subject(.platform, slug.rawValue), of: tenant)
        case .domain:
            guard let host = ModeratedSubject(.domain, name)?.key, let url = try? WebURL("https://" + host),
                let domain = Concerned.domain(of: url, list: list)
            else { return nil }
            self.init(Subject(.domain, domain), of: tenant)
        case .sender, .group:
            guard !name.isEmpty, name.utf8.count <= ModeratedSubject.identifierLimit else { return nil }
            self.init(Subject(kind, name), of: tenant)
        }
    }
}
