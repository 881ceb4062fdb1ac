import Crypto
import Gate
import LinkPolicy
import LinkRecognition
import LinkTokens
import Persistence
import Platforms
import URLStandard

/// A link as it is judged at the moment somebody opens it. A class, so that to hand it on copies nothing.
final class OpenedLink: Sendable {
    let context: LinkContext
    let target: Target
    let verdict: Verdict
    let reader: ReaderContext?
    /// What became of asking where the share code leads; `nil` where nobody asked.
    let resolution: CodeResolution?
    private let snapshot: Snapshot
    private let situation: Gate.Situation
    /// The verdict on the link by itself, without what a share code leads to.
    let verdictAlone: Verdict

    /// The policy that is tried beside the one that decides.
    var shadowPolicy: Policy? { snapshot.rulebook.shadowPolicy(of: context.tenant) }

    /// What the verdict on the link by itself was given on, put together again.
    var facts: Facts { Gate.facts(of: target, in: situation, rulebook: snapshot.rulebook) }

    var isPlayground: Bool {
        switch context.purpose {
        case .message: false
        case .playground: true
        }
    }

    /// - Parameters:
    ///   - readerToken: The signed `reader`; one that does not verify counts as none, so that each rule's declared
    ///     default applies.
    ///   - state: Where decisions on held links are looked up.
    ///   - code: What is known of where the share code leads; it counts in the verdict.
    init(
        _ context: LinkContext, readerToken: String?, snapshot: Snapshot, state: GatewayState, now: Int64,
        code: ShareCodes.Answer? = nil
    ) {
        let reader = readerToken.flatMap { token in
            snapshot.readerSecrets[context.tenant].flatMap { try? ReaderToken.verify(token, secret: $0, at: now) }
        }
        let rulebook = snapshot.rulebook
        var situation = context.situation(reader: reader, state: state, now: now)
        let found = snapshot.choices.find(context.tenant, group: context.group, person: reader?.person)
        situation.choices = found.choices
        situation.degraded.formUnion(found.degraded)
        let judged = rulebook.judge(context, in: situation)
        let policy = rulebook.policy(of: context)
        resolution = code.map { CodeResolution($0, in: situation, rulebook: rulebook, policy: policy) }
        target = judged.target
        verdictAlone = judged.verdict
        self.situation = situation
        verdict = resolution?.code.map { judged.verdict.joined(with: $0.verdict) } ?? judged.verdict
        self.context = context
        self.reader = reader
        self.snapshot = snapshot
    }

    /// What to ask for, where a message holds the share code of a known platform. Visitors of the playground ask nobody.
    var shareCode: ShareCodeKey? {
        guard !isPlayground, context.form == .shareCode, let platform = target.platform else { return nil }
        return ShareCodeKey(platform: platform, code: context.address)
    }

    /// Whether the tenant's people can come to the pages on which they choose.
    var hasChoicePages: Bool { snapshot.signers[context.tenant] != nil }

    /// The host in the form that people may see.
    var display: HostDisplay? { display(of: target) }

    func display(of target: Target) -> HostDisplay? {
        target.url?.host.map { HostDisplay($0, list: snapshot.rulebook.publicSuffixes) }
    }

    func platformName(_ language: Language) -> String? { platformName(of: target, language) }

    func platformName(of target: Target, _ language: Language) -> String? {
        target.platform.flatMap { snapshot.rulebook.catalog[$0]?.names[language] }
    }

    /// The address in the platform's own app for the reader's system.
    var appLink: String? {
        switch reader?.client.os {
        case "ios": target.deepLinks["ios"]
        case "android": target.deepLinks["android"]
        case nil: target.deepLinks["ios"] ?? target.deepLinks["android"]
        default: nil
        }
    }

    /// For people: the host and the beginning of the path, or the code.
    var shown: String { target.url?.shortDisplay(maxCharacters: 60) ?? target.address }
}

extension Rulebook {
    /// Judges a link as the rulebook has it in `situation`.
    func judge(_ context: LinkContext, in situation: Gate.Situation) -> (target: Target, verdict: Verdict) {
        let target = catalog.identify(situation.finding)
        return (target, policy(of: context).verdict(Gate.facts(of: target, in: situation, rulebook: self)))
    }

    /// The policy that decides a link: its tenant's, or the one that a visitor of the playground picked.
    fileprivate func policy(of context: LinkContext) -> Policy {
        switch context.purpose {
        case .message: policy(of: context.tenant)
        case .playground(let name): policies[name] ?? policy(of: context.tenant)
        }
    }
}

extension LinkContext {
    /// The situation in which a link is opened.
    ///
    /// - Parameters:
    ///   - reader: What the app said of its reader; without it, each rule's declared default applies.
    ///   - state: Where decisions on held links are looked up.
    ///   - now: Seconds since 1970.
    func situation(reader: ReaderContext?, state: GatewayState, now: Int64) -> Gate.Situation {
        var situation = Gate.Situation(
            scene: scene, finding: finding, client: reader?.client, tenant: tenant, now: now)
        situation.person = reader?.person
        situation.sender = sender
        situation.group = group
        situation.readerRole = reader?.role.flatMap(Role.init)
        situation.posting = posting
        situation.postedAt = issuedAt
        situation.heldDecision = state.holds.decision(on: linkID)
        situation.degraded = state.degraded
        return situation
    }
}
