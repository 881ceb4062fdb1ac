/// A compiled policy: immutable, evaluated without waiting for anything. A class, so that to hand it on copies nothing.
///
/// Order of precedence, the same for every policy:
/// 1. what the operator blocked is blocked;
/// 2. what a ruling puts on the link, its site, platform, sender or group applies;
/// 3. what the operator allowed is freed from every rule of the policy, and from its phases, though not from a ruling, which is lifted
///    or appealed against by itself;
/// 4. otherwise every rule that applies gives its ground, unless an exemption of the policy, or a choice to which the
///    rule leaves it, frees the link from that rule;
/// 5. what no stage of a phased opening opens yet is closed;
/// 6. the group's and the reader's own choices add theirs;
/// 7. the strictest disposition wins;
/// 8. where that is to hold, a person's decision on the held link takes its place;
/// 9. technical limits come last and free nothing: what has no web address is copied, and a notice that the app cannot
///    show becomes a copy.
public final class Policy: Sendable {
    public let name: String
    public let version: String
    public let title: LocalizedText
    public let summary: LocalizedText
    /// The ready scenes and those that this policy adds, in order.
    public let scenes: [Scene]
    public let rules: [Rule]
    public let exemptions: [Exemption]
    /// The phases of the opening; `nil` where everything is open but for the rules.
    public let opening: Opening?
    /// What happens while a part of the rulebook is missing; nothing for a part that is not named.
    public let fallbacks: [RulebookPart: Disposition]
    public let examples: [PolicyExample]
    /// Which rules to look at.
    let index: RuleIndex
    /// The text patterns that it asks for.
    public let patterns: Set<String>
    /// Whether it asks how many links a sender has posted.
    public let countsSenders: Bool

    init(
        name: String, version: String, title: LocalizedText, summary: LocalizedText, scenes: [Scene], rules: [Rule],
        exemptions: [Exemption], opening: Opening?, fallbacks: [RulebookPart: Disposition], examples: [PolicyExample]
    ) {
        self.name = name
        self.version = version
        self.title = title
        self.summary = summary
        self.scenes = scenes
        self.rules = rules
        self.exemptions = exemptions
        self.opening = opening
        self.fallbacks = fallbacks
        self.examples = examples
        index = RuleIndex(rules.map { RuleMask($0.condition) })
        patterns = rules.reduce(into: []) { $0.formUnion($1.condition.patterns ?? []) }
        countsSenders = rules.contains { $0.condition.sent != nil }
    }

    /// One rule: when the condition holds, the disposition with its ground. A class, so that to look at a rule copies
    /// nothing.
    public final class Rule: Sendable {
        public let id: String
        public let disposition: Disposition
        public let ground: GroundTemplate
        /// Why this rule may name a platform; required of every rule that does.
        public let justification: LocalizedText?
        /// Whose choice may free a link from this rule: ``Origin/group``, ``Origin/person``, both or nobody's.
        public let waivableBy: Set<Origin>
        let test: ConditionTest

        var condition: Condition { test.condition }

        init(
            id: String, disposition: Disposition, ground: GroundTemplate, justification: LocalizedText?,
            waivableBy: Set<Origin> = [], condition: Condition
        ) {
            self.id = id
            self.disposition = disposition
            self.ground = ground
            self.justification = justification
            self.waivableBy = waivableBy
            test = ConditionTest(condition)
        }
    }

    /// Frees links from rules of the policy, for a reason of its own. A class, like ``Rule``.
    public final class Exemption: Sendable {
        public let id: String
        /// The ids of the rules that it frees from.
        public let frees: Set<String>
        /// Why: shown with the verdict.
        public let ground: GroundTemplate
        public let justification: LocalizedText?
        let test: ConditionTest

        var condition: Condition { test.condition }

        init(
            id: String, frees: Set<String>, ground: GroundTemplate, justification: LocalizedText?, condition: Condition
        ) {
            self.id = id
            self.frees = frees
            self.ground = ground
            self.justification = justification
            test = ConditionTest(condition)
        }
    }

    /// The services that it speaks of, so that whoever has the catalogue can tell a misspelt one.
    public var services: Set<String> {
        conditions.reduce(into: Set(opening?.priority.flatMap(\.services) ?? [])) {
            $0.formUnion($1.service?.values ?? [])
        }
    }

    /// The platforms that it names.
    public var platforms: Set<PlatformSlug> {
        conditions.reduce(into: Set(opening?.priority.flatMap(\.platforms) ?? [])) {
            $0.formUnion($1.platform?.values ?? [])
        }
    }

    private var conditions: [Condition] {
        rules.map(\.condition) + exemptions.map(\.condition) + (opening?.stages.map(\.condition) ?? [])
    }
}
