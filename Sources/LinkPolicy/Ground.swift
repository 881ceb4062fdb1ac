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
    /// Whose decision it is.
    public let origin: Origin
    private let template: GroundTemplate
    /// What the `{name}`s of the template stand for in this situation.
    private let values: [String: String]

    /// `nil` when `disposition` is `open`: a ground is for a restriction.
    public init?(
        _ template: GroundTemplate, _ disposition: Disposition, by origin: Origin = .policy,
        values: [String: String] = [:]
    ) {
        guard disposition > .open else { return nil }
        self.origin = origin
        self.template = template
        self.disposition = disposition
        self.values = values
    }

    public var code: String { template.code }
    /// The ruling that it rests on, which has a statement of reasons; `nil` for other grounds.
    public var ruling: String? { values["ruling"] }

    public func clause(_ language: Language) -> String { template.clause.filled(values, language) }
    public func title(_ language: Language) -> String { template.title.filled(values, language) }
    public func explanation(_ language: Language) -> String { template.explanation.filled(values, language) }
    public func contest(_ language: Language) -> String { template.contest.filled(values, language) }
}
