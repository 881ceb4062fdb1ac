/// The words of a ground, shared by every verdict that rests on it. One reference: cheap to copy.
public struct GroundTemplate: Hashable, Sendable {
    private final class Words: Sendable {
        let code: String
        let clause: LocalizedText
        let title: LocalizedText
        let explanation: LocalizedText
        let contest: LocalizedText
        let placeholders: [String]

        init(
            code: String, clause: LocalizedText, title: LocalizedText, explanation: LocalizedText,
            contest: LocalizedText
        ) {
            placeholders = [clause, title, explanation, contest].reduce(into: Set()) { $0.formUnion($1.placeholders) }
                .sorted()
            self.code = code
            self.clause = clause
            self.title = title
            self.explanation = explanation
            self.contest = contest
        }
    }

    private let words: Words

    public init(
        code: String, clause: LocalizedText, title: LocalizedText, explanation: LocalizedText, contest: LocalizedText
    ) {
        words = Words(code: code, clause: clause, title: title, explanation: explanation, contest: contest)
    }

    /// Stable name in answers and figures: lower-case letters, digits and `_`.
    public var code: String { words.code }
    /// The clause of the policy, law or terms behind it.
    public var clause: LocalizedText { words.clause }
    public var title: LocalizedText { words.title }
    public var explanation: LocalizedText { words.explanation }
    /// How whoever is concerned can have it looked at again.
    public var contest: LocalizedText { words.contest }
    /// The `{name}`s of its words.
    var placeholders: [String] { words.placeholders }

    /// The same words under another clause.
    func under(_ clause: LocalizedText) -> GroundTemplate {
        GroundTemplate(code: code, clause: clause, title: title, explanation: explanation, contest: contest)
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.words === b.words
            || (a.code, a.clause, a.title, a.explanation, a.contest)
                == (b.code, b.clause, b.title, b.explanation, b.contest)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
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
