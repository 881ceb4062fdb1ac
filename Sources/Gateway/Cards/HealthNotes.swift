public import Attribution
import Gate
public import LinkPolicy
import LinkPreview
public import URLStandard

extension HealthNote {
    /// What fetching `url` told.
    init(_ fetched: FetchedCard, of url: WebURL, _ judge: HopJudge) {
        self.init(
            tenant: judge.tenant, at: fetched.readAt / 1_000,
            site: Self.site(of: fetched.trail.last?.url ?? url, judge.rulebook.publicSuffixes),
            url: url.hrefWithoutFragment, state: fetched.health.health.rawValue, evidence: fetched.health.evidence)
    }

    /// What an answer tells, when somebody was asked.
    public init?(_ answer: CardAnswer, tenant: TenantID, list: PublicSuffixList) {
        guard answer.fetched.isReading, let end = answer.fetched.trail.last?.url else { return nil }
        self.init(
            tenant: tenant, at: answer.fetched.readAt / 1_000, site: Self.site(of: end, list),
            url: answer.url.hrefWithoutFragment, state: answer.fetched.health.health.rawValue,
            evidence: answer.fetched.health.evidence)
    }

    /// The site that a page belongs to: its registrable domain, or its host where there is none.
    public static func site(of url: WebURL, _ list: PublicSuffixList) -> String {
        url.host.flatMap { Site($0, list: list).registrableDomain } ?? url.hostname
    }
}
