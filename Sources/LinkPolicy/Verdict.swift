/// Something that frees a link from a rule that applies.
public struct Freedom: Hashable, Sendable {
    /// The rule's id; that of the hold for a link that was released.
    public let rule: String
    /// Whose word frees it.
    public let origin: Origin
    /// The code of the ground that frees it.
    public let code: String
    private let template: GroundTemplate
    private let values: [String: String]

    init(from rule: String, by origin: Origin, _ template: GroundTemplate, _ values: [String: String] = [:]) {
        self.rule = rule
        self.values = values
        self.origin = origin
        self.template = template
        code = template.code
    }

    public func title(_ language: Language) -> String { template.title.filled(values, language) }
    public func clause(_ language: Language) -> String { template.clause.filled(values, language) }
    public func explanation(_ language: Language) -> String { template.explanation.filled(values, language) }
}

/// The answer for one finding. Its type holds the rule that there is no restriction without a ground: the disposition
/// is the strictest of its grounds, and `open` without any.
public struct Verdict: Hashable, Sendable {
    /// Strictest first, then by code.
    public let grounds: [Ground]
    /// The operator's word that frees the link from every rule, where there is one; technical limits remain.
    public let exemption: OperatorRule?
    /// What freed the link from single rules, by rule.
    public let freedoms: [Freedom]
    /// What could not be looked at when it was given.
    public let degraded: Set<RulebookPart>

    public var disposition: Disposition { grounds.first?.disposition ?? .open }

    public init(
        grounds: [Ground], exemption: OperatorRule? = nil, freedoms: [Freedom] = [], degraded: Set<RulebookPart> = []
    ) {
        self.grounds =
            grounds.count < 2
            ? grounds
            : grounds.sorted { a, b in
                if a.disposition != b.disposition { return a.disposition > b.disposition }
                return a.code == b.code ? a.origin.rawValue < b.origin.rawValue : a.code < b.code
            }
        self.exemption = exemption
        self.degraded = degraded
        self.freedoms = freedoms.count < 2 ? freedoms : freedoms.sorted { $0.rule < $1.rule }
    }
}
