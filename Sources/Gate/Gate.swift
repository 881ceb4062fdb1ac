public import LinkPolicy
public import LinkRecognition
public import Platforms
import ThreatIntel
import URLStandard

/// From a message or a click to verdicts. Pure: the clock and the rulebook are passed in.
public enum Gate {
    /// Everything the gate says of a message. Linear in the length of the text.
    ///
    /// - Parameters:
    ///   - findings: What is found in the text; looked for when `nil`.
    ///   - codes: What was read in the message's pictures.
    ///   - targets: Where all of these lead, by ``targets(of:codes:rulebook:)``; identified when `nil`.
    ///   - policy: The tenant's policy when `nil`.
    ///   - choices: What the group has chosen.
    ///   - degraded: What cannot be looked at just now, beside what the rulebook lacks.
    ///   - now: Seconds since 1970.
    ///   - counts: How many links the sender has posted, with the link to this target; asked once a finding, and only
    ///     where a rule of the policy asks for it.
    public static func check(
        _ posting: Posting, findings: [Finding]? = nil, codes: [PictureCode] = [],
        targets: [Target]? = nil, tenant: TenantID, rulebook: Rulebook, policy: Policy? = nil,
        choices: Choices? = nil, degraded: Set<RulebookPart> = [], at now: Int64,
        counts: (Target) -> SenderCounts? = { _ in nil }
    ) -> CheckedMessage {
        let findings = findings ?? rulebook.finder.findings(in: posting.text)
        guard !findings.isEmpty || !codes.isEmpty else { return CheckedMessage(posting: posting, findings: []) }
        let ranges = TextRange.convert(findings.map(\.range), in: posting.text)
        let policy = policy ?? rulebook.policy(of: tenant)
        let patterns = policy.patterns.isEmpty ? [] : rulebook.patterns.hits(in: posting.text)
        var known = posting.facts
        known.patterns = patterns.map(\.name)
        var identified = targets?.makeIterator()
        func checked(_ finding: Finding, _ range: TextRange?, _ code: PictureCode?) -> CheckedFinding {
            let target = identified?.next() ?? rulebook.catalog.identify(finding)
            var situation = Situation(
                scene: posting.scene, finding: finding, client: posting.client, tenant: tenant, now: now)
            situation.person = posting.sender
            situation.sender = posting.sender
            situation.group = posting.group
            situation.posting = known
            situation.choices = choices
            situation.degraded = degraded
            if policy.countsSenders { situation.posting.counts = counts(target) }
            let facts = facts(of: target, in: situation, rulebook: rulebook)
            // What the operator blocks is blocked on one's own hosts too.
            let isOwn =
                isOwn(target, tenant: tenant, rulebook: rulebook) && facts.operatorRule?.action != .block
            return CheckedFinding(
                finding: finding, range: range, code: code, target: target, facts: facts,
                verdict: isOwn ? Verdict(grounds: []) : policy.verdict(facts), isOwn: isOwn)
        }
        var all = zip(findings, ranges).map { checked($0, $1, nil) }
        for code in codes { all += code.findings(rulebook.finder).map { checked($0, nil, code) } }
        return CheckedMessage(posting: posting, findings: all, patterns: patterns)
    }

    /// The targets of findings, and after them those in codes.
    public static func targets(of findings: [Finding], codes: [PictureCode], rulebook: Rulebook) -> [Target] {
        findings.map(rulebook.catalog.identify)
            + codes.flatMap { $0.findings(rulebook.finder).map(rulebook.catalog.identify) }
    }

    /// What counts as a link of its sender: everything but the tenant's own.
    public static func counts(_ target: Target, tenant: TenantID, rulebook: Rulebook) -> Bool {
        !isOwn(target, tenant: tenant, rulebook: rulebook)
    }

    /// Where and by whom a link is posted or opened.
    public struct Situation: Sendable {
        public var scene: Scene
        public var finding: Finding
        public var client: ClientFacts?
        public var tenant: TenantID
        /// Seconds since 1970.
        public var now: Int64
        /// Who the verdict is for; the tenant's opaque identifier.
        public var person: String?
        /// Who posted the link and where; the tenant's opaque identifiers.
        public var sender: String?
        public var group: String?
        public var readerRole: Role?
        /// What was known when the message was posted.
        public var posting = PostingFacts()
        public var choices: Choices?
        public var heldDecision: HeldDecision?
        /// When the link was posted, in seconds since 1970.
        public var postedAt: Int64
        /// What cannot be looked at just now, beside what the rulebook lacks.
        public var degraded: Set<RulebookPart> = []

        public init(
            scene: Scene, finding: Finding, client: ClientFacts?, tenant: TenantID, now: Int64
        ) {
            self.scene = scene
            self.finding = finding
            self.client = client
            self.tenant = tenant
            self.now = now
            postedAt = now
        }
    }

    /// What is known of `target` in `situation`.
    public static func facts(of target: Target, in situation: Situation, rulebook: Rulebook) -> Facts {
        var risks = RiskSet()
        if situation.finding.marks.contains(.obfuscated) { risks.insert(.obfuscated) }
        if situation.finding.marks.contains(.misleadingText) { risks.insert(.misleadingText) }
        if let url = target.url, isRepaired(situation.finding.address, parsedAs: url) { risks.insert(.repairedAddress) }
        // A redirector is judged by every hop that its address shows. One blocked hop blocks; an allowance counts only
        // when every hop is allowed, or anybody's redirector could borrow it.
        var rules: [OperatorRule?] = []
        var threats: [ThreatFact] = []
        var lookalike: LookalikeFact?
        var hop: Target? = target
        while let current = hop {
            if let url = current.url {
                add(risksOf: url, to: &risks, list: rulebook.publicSuffixes)
                let listed = rulebook.threats?.facts(url, at: situation.now) ?? []
                merge(listed, into: &threats)
                let rule = rulebook.operatorRules.rule(on: url, tenant: situation.tenant, at: situation.now)
                rules.append(rule)
                if rule?.action != .allow, var fact = rulebook.lookalikes?.fact(url) {
                    if listed.contains(where: { $0.threatClass == .newlyRegistered }) { fact = fact.onNewDomain }
                    if fact.confidence > lookalike?.confidence ?? -1 { lookalike = fact }
                }
            }
            hop = current.unwrapped
        }
        let block = rules.lazy.compactMap { $0 }.first { $0.action == .block }
        let allowance = rules.allSatisfy { $0?.action == .allow } ? rules.first ?? nil : nil
        return Facts(
            scene: situation.scene, form: situation.finding.form, kind: target.kind, platform: target.platform,
            service: target.platform.flatMap { rulebook.catalog[$0]?.service.rawValue },
            host: target.url.flatMap { $0.hostname.isEmpty ? nil : $0.hostname }, risks: risks,
            threats: threats, lookalike: lookalike, canRedirect: redirectAddress(of: target) != nil,
            client: situation.client,
            operatorRule: block ?? allowance,
            sanctions: rulebook.sanctions.sanctions(
                on: target, sender: situation.sender, group: situation.group, tenant: situation.tenant,
                at: situation.now),
            reputation: rulebook.tiers.tier(of: target, tenant: situation.tenant),
            person: situation.person, readerRole: situation.readerRole,
            posting: situation.posting, choices: situation.choices, heldDecision: situation.heldDecision,
            postedAt: situation.postedAt, now: situation.now,
            degraded: rulebook.degraded.isEmpty
                ? situation.degraded : situation.degraded.union(rulebook.degraded))
    }

    /// Keeps the surest fact of each class.
    private static func merge(_ new: [ThreatFact], into threats: inout [ThreatFact]) {
        for fact in new {
            if let same = threats.firstIndex(where: { $0.threatClass == fact.threatClass }) {
                if threats[same].confidence < fact.confidence { threats[same] = fact }
            } else {
                threats.append(fact)
            }
        }
    }

    /// The address that the gateway may send a browser to: a web address, or one with the scheme of a known app.
    public static func redirectAddress(of target: Target) -> String? {
        guard let url = target.url else { return nil }
        switch url.scheme {
        case "http", "https": return url.href
        case "javascript", "data", "blob", "file", "about", "vbscript": return nil
        default: return target.platform == nil ? nil : url.href
        }
    }

    private static func add(risksOf url: WebURL, to risks: inout RiskSet, list: PublicSuffixList) {
        if url.hasCredentials { risks.insert(.credentials) }
        guard url.isSpecial else { return }
        if url.scheme == "http" { risks.insert(.plainHTTP) }
        if url.port != nil { risks.insert(.unusualPort) }
        if url.hasIPAddress { risks.insert(.ipAddress) }
        if url.hasPunycode, let host = url.host, !HostDisplay(host, list: list).isUnicode {
            risks.insert(.deceptiveHost)
        }
    }

    /// Whether the address needed one of the parser's repairs that make a filter and a browser disagree.
    private static func isRepaired(_ address: String, parsedAs url: WebURL) -> Bool {
        // Nearly every address is written as it is serialised, and is not parsed twice.
        let href = url.href
        if address == href { return false }
        if href.utf8.count == address.utf8.count + 1, href.utf8.last == UInt8(ascii: "/"), href.hasPrefix(address) {
            return false
        }
        return WebURL.parse(address).validationErrors.contains { tricks.contains($0.name) }
    }

    private static let tricks: Set<URLStandard.ValidationError.Name> = [
        .invalidReverseSolidus, .specialSchemeMissingFollowingSolidus, .ipv4NonDecimalPart, .ipv4TooFewParts,
        .domainPercentEncoded,
    ]

    static func isOwn(_ target: Target, tenant: TenantID, rulebook: Rulebook) -> Bool {
        guard let url = target.url, url.isSpecial else { return false }
        let host = url.hostname
        return rulebook.settings(of: tenant).ownHosts.contains { own in
            host == own || (host.hasSuffix(own) && host.dropLast(own.count).hasSuffix("."))
        }
    }
}
