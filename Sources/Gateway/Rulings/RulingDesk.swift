import Gate
public import LinkPolicy
public import Moderation
public import Persistence
import Platforms
import URLStandard

/// Where rulings are proposed and made, alike for the API and the command line.
public struct RulingDesk: Sendable {
    private let store: RulingStore
    private let rules: Rules

    /// The data that rulings follow.
    public struct Rules: Sendable {
        let catalog: PlatformCatalog
        let publicSuffixes: PublicSuffixList
        let ladder: SanctionLadder
        let complaints: ComplaintRules

        public init(_ files: RulebookFiles) {
            catalog = files.catalog
            publicSuffixes = files.publicSuffixes
            ladder = files.ladder
            complaints = files.complaints
        }

        init(_ rulebook: Rulebook) {
            catalog = rulebook.catalog
            publicSuffixes = rulebook.publicSuffixes
            ladder = rulebook.ladder
            complaints = rulebook.complaints
        }
    }

    public init(store: RulingStore, rules: Rules) {
        self.store = store
        self.rules = rules
    }

    /// What the ladder says of a matter.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Throws: ``RulingRefusal/unknownCategory(known:)``.
    public func proposal(
        on subject: ModeratedSubject, category: String, evades: Bool, tenant: TenantID, now: Int64
    ) async throws -> SanctionProposal {
        let severity = try self.category(category).severity
        let ladder = rules.ladder
        let history = try await store.history(of: subject, tenant, since: now - ladder.window)
        return ladder.proposal(on: subject, severity: severity, evades: evades, history: history, at: now)
    }

    /// Whom and what a sanction on `subject` would touch.
    ///
    /// - Parameter now: Seconds since 1970.
    public func reach(of subject: ModeratedSubject, tenant: TenantID, now: Int64) async throws -> SanctionReach {
        try await store.reach(of: subject, tenant, at: now)
    }

    /// Makes a ruling; when this returns it is on disk.
    ///
    /// - Parameter once: The request that asks for it, where it can come again.
    /// - Returns: The ruling, and the revision with it.
    /// - Throws: ``RulingRefusal``; ``Persistence/IdempotencyStore/Repeated`` where the request made one before.
    public func make(
        _ request: RulingRequest, tenant: TenantID, actor: CaseActor, now: Int64, once: IdempotencyStore.Once? = nil
    ) async throws -> (ruling: Ruling, revision: Int64) {
        let category = try category(request.category)
        for (field, text, limit, isNeeded) in [
            ("facts", request.facts, RulingRequest.factsLimit, true),
            ("justification", request.rest.justification, RulingRequest.justificationLimit, false),
        ] {
            if let reason = RulingRequest.refusal(of: text, atMost: limit, isNeeded: isNeeded) {
                throw RulingRefusal.badText(field: field, reason: reason)
            }
        }
        if let reason = refusal(of: request.subject) { throw RulingRefusal.badSubject(reason: reason) }
        let proposal = try await proposal(
            on: request.subject, category: request.category, evades: request.rest.evades, tenant: tenant, now: now)
        let step = request.rest.step ?? proposal.step
        let end = request.rest.seconds.map { now + $0 } ?? proposal.term.end(from: now)
        let concerns = proposal.concerns(step: step, until: end, from: now)
        guard concerns.isEmpty || request.rest.justification.contains(where: { !$0.isWhitespace }) else {
            throw RulingRefusal.outOfProportion(concerns)
        }
        var endsWhenMended = false
        if case .untilMended = proposal.term { endsWhenMended = request.rest.seconds == nil }
        let ruling = Ruling(
            id: ReceiptNumber("R").text, tenant: tenant, subject: request.subject, step: step,
            category: request.category, clause: category.clause, facts: request.facts, source: request.rest.source,
            isDetectedAutomatically: request.rest.isDetectedAutomatically, actor: actor.description,
            caseID: request.rest.caseID,
            justification: concerns.isEmpty ? "" : request.rest.justification, startsAt: now,
            endsAt: step == .notice ? nil : end, endsWhenMended: endsWhenMended && step > .notice)
        do {
            let revision = try await store.make(
                ruling, platform: platform(of: request.subject), by: actor, rules: rules.complaints, once: once)
            return (ruling, revision)
        } catch let refusal as CaseRefusal {
            throw RulingRefusal.badCase(reason: refusal.description)
        }
    }

    /// What the ladder now says of rulings in force that counted `reversed`, as the audit log is told, too.
    ///
    /// - Parameters:
    ///   - actor: Who reversed it.
    ///   - now: Seconds since 1970.
    public func reproposals(after reversed: Ruling, by actor: String, now: Int64) async throws -> [Reproposal] {
        var found: [Reproposal] = []
        for later in try await store.inForce(after: reversed, at: now) {
            // A category that the rules no longer know has no severity to go by.
            guard let category = rules.complaints[later.category] else { continue }
            let history = try await store.history(
                of: later.subject, later.tenant, since: later.startsAt - rules.ladder.window)
            let earlier = Array(history.prefix { $0.id != later.id })
            let reproposal = Reproposal(
                later, without: reversed, severity: category.severity, history: earlier, ladder: rules.ladder)
            if let reproposal { found.append(reproposal) }
        }
        try await store.note(found, after: reversed, by: actor, at: now)
        return found
    }

    /// The statement of reasons in the fields of the DSA Transparency Database; `nil` where none is owed.
    public func statement(of ruling: Ruling, language: Language) -> TransparencyStatement? {
        TransparencyStatement(ruling, category: rules.complaints[ruling.category], language: language)
    }

    private func category(_ id: String) throws(RulingRefusal) -> ComplaintCategory {
        guard let category = rules.complaints[id] else {
            throw .unknownCategory(known: rules.complaints.categories.map(\.id))
        }
        return category
    }

    /// Why nothing can be ruled on `subject`, as the end of a sentence about it.
    private func refusal(of subject: ModeratedSubject) -> String? {
        switch subject.kind {
        case .platform:
            let isKnown = PlatformSlug(subject.key).map { rules.catalog[$0] != nil } ?? false
            return isKnown ? nil : "is no platform of the catalogue"
        case .link, .path, .domain:
            guard let host = AddressSubject(subject.key)?.host, let url = try? WebURL("https://" + host) else {
                return "has no host"
            }
            let isSuffix = url.host.map { Site($0, list: rules.publicSuffixes).registrableDomain == nil } ?? true
            return isSuffix && !url.hasIPAddress ? "is no single site: anybody can have one under it" : nil
        case .sender, .group: return nil
        }
    }

    /// The platform that an address belongs to.
    private func platform(of subject: ModeratedSubject) -> PlatformSlug? {
        guard [.link, .path, .domain].contains(subject.kind), let url = try? WebURL("https://" + subject.key) else {
            return nil
        }
        return rules.catalog.identify(url).platform
    }
}
