/// The words of a ground, shared by every verdict that rests on it.
public struct GroundTemplate: Hashable, Sendable {
    /// Stable name in answers and figures: lower-case letters, digits and `_`.
    public var code: String
    /// The clause of the policy, law or terms behind it.
    public var clause: LocalizedText
    public var title: LocalizedText
    public var explanation: LocalizedText
    /// How whoever is concerned can have it looked at again.
    public var contest: LocalizedText

    public init(
        code: String, clause: LocalizedText, title: LocalizedText, explanation: LocalizedText, contest: LocalizedText
    ) {
        self.code = code
        self.clause = clause
        self.title = title
        self.explanation = explanation
        self.contest = contest
    }
}

/// Why a verdict is stricter than `open`.
public struct Ground: Hashable, Sendable {
    public let disposition: Disposition
    private let template: GroundTemplate
    /// What the `{name}`s of the template stand for in this situation.
    private let values: [String: String]

    /// `nil` when `disposition` is `open`: a ground is for a restriction.
    public init?(_ template: GroundTemplate, _ disposition: Disposition, values: [String: String] = [:]) {
        guard disposition > .open else { return nil }
        self.template = template
        self.disposition = disposition
        self.values = values
    }

    public var code: String { template.code }

    public func clause(_ language: Language) -> String { template.clause.filled(values, language) }
    public func title(_ language: Language) -> String { template.title.filled(values, language) }
    public func explanation(_ language: Language) -> String { template.explanation.filled(values, language) }
    public func contest(_ language: Language) -> String { template.contest.filled(values, language) }
}

/// The answer for one finding. Its type holds the rule that there is no restriction without a ground: the disposition
/// is the strictest of its grounds, and `open` without any.
public struct Verdict: Hashable, Sendable {
    /// Strictest first, then by code.
    public let grounds: [Ground]
    /// The operator's word that frees the link from every rule, where there is one; technical limits remain.
    public let exemption: OperatorRule?

    public var disposition: Disposition { grounds.first?.disposition ?? .open }

    public init(grounds: [Ground], exemption: OperatorRule? = nil) {
        self.grounds =
            grounds.count < 2 ? grounds : grounds.sorted { ($1.disposition, $0.code) < ($0.disposition, $1.code) }
        self.exemption = exemption
    }
}
