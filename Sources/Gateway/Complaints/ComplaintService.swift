import Attribution
import Crypto
import Gate
import LinkPolicy
import LinkTokens
import Moderation
import Persistence
import Platforms

/// Takes complaints in, wherever they come from.
struct ComplaintService: Sendable {
    /// UTF-16 units of a statement, as browsers count them.
    static let statementLimit = 2_000

    let state: GatewayState
    let store: ComplaintStore
    let observations: any ObservationSink
    /// `nil` when cards are off.
    let cards: CardService?
    /// `nil` when pictures are not taken.
    let pictures: ComplaintPictures?
    let clock: any GatewayClock
    let random: RandomSource

    /// What somebody says, and who says it.
    struct Statement: Sendable {
        var category: String
        var words: String
        /// The tenant's identifier of the complainant, where the app says it.
        var person: String?
        /// The day's hash of the complainant.
        var reader: UInt64?
        /// The complainant's network address; used for the limit and kept nowhere.
        var address: String?
        /// Seconds since the complainant's account was made, where the app says it.
        var accountAge: Int64?
        /// Files as they were sent: hostile.
        var pictures: [[UInt8]] = []
        /// The sealed receipt of an opening.
        var receipt: String?
        var source = ComplaintRecord.Source.page
        var apiKey: String?
        /// What a repeated request is known by, and a hash of the request.
        var once: (key: String, print: String)?
    }

    enum Answer: Sendable {
        /// The words are kept; `isWithoutPictures` where those that came with them could not be taken at the moment.
        case filed(FilingOutcome, isWithoutPictures: Bool = false)
        /// Nothing is kept: a picture is not one, or an app is to send all of it again.
        case badPicture(ComplaintPictures.Refusal)
        /// Too many came from there; seconds until another is taken.
        case tooMany(retryAfter: Int64)
    }

    /// The rules that complaints are handled by just now.
    var rules: ComplaintRules { state.current.rulebook.complaints }

    /// Keeps a complaint about `link`; when this returns it is on disk.
    func take(_ statement: Statement, about link: OpenedLink, snapshot: Snapshot) async throws -> Answer {
        let now = clock.seconds
        let rules = snapshot.rulebook.complaints
        // Whoever got no answer sends again what is kept; it counts once.
        if let former = try await store.replay(of: statement.once, tenant: link.context.tenant) {
            return .filed(former)
        }
        if let wait = state.complaintLimiter.take(claims(of: statement, link, rules), now: now) {
            return .tooMany(retryAfter: wait)
        }
        let pictures: [ComplaintPicture]?
        do throws(ComplaintPictures.Refusal) {
            pictures = try await self.pictures(of: statement, now: now)
        } catch {
            return .badPicture(error)
        }
        var complaint = ComplaintRecord(
            id: ReceiptNumber("C").text, tenant: link.context.tenant, at: now, linkID: link.context.linkID,
            address: link.context.address, scene: link.context.scene, category: statement.category,
            statement: statement.words, person: statement.person, reader: statement.reader)
        complaint.source = statement.source
        complaint.apiKey = statement.apiKey
        complaint.accountAge = statement.accountAge
        complaint.openedAt = opening(statement, link, snapshot, now: now)
        let card = link.target.url.flatMap { url in
            cards?.kept(
                for: url, tenant: link.context.tenant, scene: link.context.scene, rulebook: snapshot.rulebook)
        }
        complaint.evidence =
            ComplaintEvidence(
                link, revision: snapshot.rulebook.revision, card: card, at: now, openedAt: complaint.openedAt
            ).text
        let subject = ComplaintSubject(link.target)
        var filing = ComplaintFiling(complaint, on: subject.kind, subject.key)
        filing.host = subject.host
        filing.platform = link.target.platform
        filing.sender = link.context.sender
        filing.group = link.context.group
        filing.pictures = pictures ?? []
        filing.once = statement.once
        let outcome = try await store.file(filing, rules: rules)
        if case .kept(let kept, let number, _) = outcome {
            state.cases.add(number, host: subject.host, key: subject.key, tenant: kept.tenant)
            count(link, now: now)
        }
        return .filed(outcome, isWithoutPictures: pictures == nil)
    }

    /// Whether whoever made the complaint was warned lately.
    func isWarned(_ complaint: ComplaintRecord) async throws -> Bool {
        guard let person = complaint.person else { return false }
        let warnedAt = try await store.complainant(person, tenant: complaint.tenant).warnedAt
        return warnedAt.map { $0 > clock.seconds - rules.misuse.window } ?? false
    }

    /// The pictures of a statement, made safe to keep; `nil` where those of a page's form are left out, so that the words
    /// are kept all the same. After the limits, since they cost most of all.
    private func pictures(
        of statement: Statement, now: Int64
    ) async throws(ComplaintPictures.Refusal) -> [ComplaintPicture]? {
        guard !statement.pictures.isEmpty else { return [] }
        guard let pictures else { return nil }
        if let address = statement.address {
            let key = state.dayHasher.hasher.hash("pictures\u{0}" + ComplaintLimiter.household(address))
            let claim = ComplaintLimiter.Claim(key: key, limit: ComplaintPictures.limit)
            guard state.complaintLimiter.take([claim], now: now) == nil else { return nil }
        }
        do { return try await pictures.kept(statement.pictures) } catch {
            guard error == .busy, statement.source == .page else { throw error }
            return nil
        }
    }

    private func claims(
        of statement: Statement, _ link: OpenedLink, _ rules: ComplaintRules
    ) -> [ComplaintLimiter.Claim] {
        let hasher = state.dayHasher.hasher
        var claims: [ComplaintLimiter.Claim] = []
        if let person = statement.person {
            let key = hasher.hash("complaint\u{0}\(link.context.tenant.rawValue)\u{0}\(person)")
            claims.append(.init(key: key, limit: rules.personLimit))
        }
        if let address = statement.address {
            let key = hasher.hash("complaint\u{0}\u{0}" + ComplaintLimiter.household(address))
            claims.append(.init(key: key, limit: rules.addressLimit))
        }
        return claims
    }

    /// When the complainant opened this link: a receipt for somebody else proves nothing.
    private func opening(
        _ statement: Statement, _ link: OpenedLink, _ snapshot: Snapshot, now: Int64
    ) -> Int64? {
        guard let text = statement.receipt, link.context.linkID != 0,
            let receipt = try? Receipt(opening: text, with: snapshot.keyRing, at: now),
            receipt.tenant == link.context.tenant, receipt.linkID == link.context.linkID,
            receipt.person == nil || receipt.person == statement.person
        else { return nil }
        return receipt.openedAt
    }

    private func count(_ link: OpenedLink, now: Int64) {
        var batch = ObservationBatch()
        batch.add(
            1,
            TallyKey(
                tenant: link.context.tenant, day: Day(of: now), scene: link.context.scene,
                platform: link.target.platform, measure: .complaints))
        observations.record(batch)
    }

    /// What a repeated request is known by: a hash of the words that make it the same.
    static func hash(_ parts: [String]) -> String {
        var hash = SHA256()
        for part in parts {
            hash.update(data: Array("\(part.utf8.count):".utf8))
            hash.update(data: Array(part.utf8))
        }
        return Base64URL.encode(Array(hash.finalize()))
    }
}
