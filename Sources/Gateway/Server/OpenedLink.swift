import Crypto
import Gate
import LinkPolicy
import LinkTokens
import Persistence
import Platforms
import URLStandard

/// A link as it is judged at the moment somebody opens it.
struct OpenedLink: Sendable {
    let context: LinkContext
    let target: Target
    let verdict: Verdict
    let reader: ReaderContext?
    private let snapshot: Snapshot

    var isPlayground: Bool {
        switch context.purpose {
        case .message: false
        case .playground: true
        }
    }

    /// - Parameter readerToken: The signed `reader`; one that does not verify counts as none, so that each rule's
    ///   declared default applies.
    init(_ context: LinkContext, readerToken: String?, snapshot: Snapshot, now: Int64) {
        let reader = readerToken.flatMap { token in
            snapshot.readerSecrets[context.tenant].flatMap { try? ReaderToken.verify(token, secret: $0, at: now) }
        }
        (target, verdict) = snapshot.rulebook.judge(context, client: reader?.client, at: now)
        self.context = context
        self.reader = reader
        self.snapshot = snapshot
    }

    /// The host in the form that people may see.
    var display: HostDisplay? { target.url?.host.map { HostDisplay($0, list: snapshot.rulebook.publicSuffixes) } }

    func platformName(_ language: Language) -> String? {
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
    /// Judges a link as the rulebook has it at `now` (seconds since 1970).
    ///
    /// - Parameter client: What is known of the app it is opened in.
    func judge(_ context: LinkContext, client: ClientFacts?, at now: Int64) -> (target: Target, verdict: Verdict) {
        let target = catalog.identify(context.finding)
        let situation = Gate.Situation(
            scene: context.scene, finding: context.finding, client: client, tenant: context.tenant, now: now)
        let policy: Policy
        switch context.purpose {
        case .message: policy = self.policy(of: context.tenant)
        case .playground(let name): policy = policies[name] ?? self.policy(of: context.tenant)
        }
        return (target, policy.verdict(Gate.facts(of: target, in: situation, rulebook: self)))
    }
}
