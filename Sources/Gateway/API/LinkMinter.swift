import Attribution
import Gate
import LinkPolicy
import LinkRecognition
import LinkTokens
import Persistence

/// Which links an answer carries.
enum LinkStyle: String, CaseIterable, Sendable {
    case sealed, short, none
}

/// What was made for a finding.
struct MadeLink: Sendable {
    /// The address that opens it through the gateway; `nil` for one that stays as it is.
    var address: String?
    /// What is to be kept of it until somebody decides; `nil` for one that is not held.
    var held: LinkContext?
}

/// Makes the links that open findings through the gateway.
struct LinkMinter: Sendable {
    let ring: KeyRing
    let publicURL: String
    /// Seconds since 1970.
    let now: Int64
    /// Seconds a link goes on working.
    let lifetime: Int64
    let random: RandomSource

    /// Links for the findings of `messages`, in their order. Short ones are on disk when this returns.
    ///
    /// - Parameter posted: Gets what is to be kept of each link for a tenant that watches; `nil` keeps nothing.
    func links(
        for messages: [CheckedMessage], tenant: TenantID, style: LinkStyle, store: ShortLinkStore,
        posted: inout ObservationBatch?
    ) async throws -> [[MadeLink]] {
        var short: [(ShortToken, LinkContext)] = []
        var generator = random
        let links = try messages.map { message in
            try message.findings.map { finding -> MadeLink in
                let isHeld = finding.verdict.disposition == .hold
                let getsLink = Self.getsLink(finding, style)
                guard getsLink || isHeld else { return MadeLink() }
                let context = context(of: finding, in: message.posting, tenant: tenant, purpose: .message)
                var made = MadeLink(held: isHeld ? context : nil)
                guard getsLink else { return made }
                posted?.postedLinks.append(PostedLink(context, finding, message.posting.client))
                if style == .short || context.address.utf8.count > SealedLink.maximumAddressLength {
                    let token = ShortToken(using: &generator)
                    short.append((token, context))
                    made.address = address(token.text)
                } else {
                    made.address = address(try SealedLink.seal(context, with: ring))
                }
                return made
            }
        }
        if !short.isEmpty { try await store.insert(short.map { (token: $0, context: $1) }) }
        return links
    }

    /// Links for the findings of `message` that nothing has to be kept for.
    ///
    /// - Throws: ``LinkTokens/TokenError/malformed`` for an address that is too long to be carried in a link.
    func sealedLinks(
        for message: CheckedMessage, tenant: TenantID, style: LinkStyle, posted: inout ObservationBatch?
    ) throws(TokenError) -> [String?] {
        var links: [String?] = []
        links.reserveCapacity(message.findings.count)
        for finding in message.findings {
            guard Self.getsLink(finding, style) else {
                links.append(nil)
                continue
            }
            let context = context(of: finding, in: message.posting, tenant: tenant, purpose: .message)
            guard context.address.utf8.count <= SealedLink.maximumAddressLength else { throw .malformed }
            posted?.postedLinks.append(PostedLink(context, finding, message.posting.client))
            links.append(address(try SealedLink.seal(context, with: ring)))
        }
        return links
    }

    /// A playground link: sealed, good for ten minutes.
    func playgroundLink(for finding: CheckedFinding, in posting: Posting, policy: String) throws(TokenError) -> String {
        let purpose = LinkContext.Purpose.playground(policy: policy)
        let context = context(of: finding, in: posting, tenant: .playground, purpose: purpose)
        return address(try SealedLink.seal(context, with: ring))
    }

    private static func getsLink(_ finding: CheckedFinding, _ style: LinkStyle) -> Bool {
        style != .none && !finding.isOwn
    }

    private func address(_ token: String) -> String { publicURL + "/go/" + token }

    private func context(
        of finding: CheckedFinding, in posting: Posting, tenant: TenantID, purpose: LinkContext.Purpose
    ) -> LinkContext {
        LinkContext(
            purpose: purpose, tenant: tenant, linkID: random.next(), issuedAt: now,
            expiresAt: now + lifetime, scene: posting.scene, finding: finding.finding, message: posting.id,
            sender: posting.sender, group: posting.group,
            posting: finding.facts.posting)
    }
}

extension PostedLink {
    /// What is kept of a link for a tenant that watches its verdict. A share code is watched by itself: what it leads to
    /// is asked for by those who open it.
    init(_ context: LinkContext, _ finding: CheckedFinding, _ client: ClientFacts?) {
        self.init(
            tenant: context.tenant, expiresAt: context.expiresAt, context: context.encoded(), client: client,
            told: (finding.verdictAlone ?? finding.verdict).disposition)
    }
}
