public import LinkPolicy

/// The sixteen categories of the EU transparency database (its field `category`, without the prefix
/// `STATEMENT_CATEGORY_`).
public enum DSACategory: String, Hashable, Sendable, CaseIterable {
    case animalWelfare = "ANIMAL_WELFARE"
    case consumerInformation = "CONSUMER_INFORMATION"
    case cyberViolence = "CYBER_VIOLENCE"
    case cyberViolenceAgainstWomen = "CYBER_VIOLENCE_AGAINST_WOMEN"
    case dataProtection = "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"
    case speech = "ILLEGAL_OR_HARMFUL_SPEECH"
    case intellectualProperty = "INTELLECTUAL_PROPERTY_INFRINGEMENTS"
    case civicDiscourse = "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS"
    case notSpecified = "NOT_SPECIFIED_NOTICE"
    case otherViolation = "OTHER_VIOLATION_TC"
    case minors = "PROTECTION_OF_MINORS"
    case publicSecurity = "RISK_FOR_PUBLIC_SECURITY"
    case scamsAndFraud = "SCAMS_AND_FRAUD"
    case selfHarm = "SELF_HARM"
    case products = "UNSAFE_AND_PROHIBITED_PRODUCTS"
    case violence = "VIOLENCE"
}

/// What a complaint can be about.
public struct ComplaintCategory: Hashable, Sendable {
    /// Stable name in answers and rows.
    public var id: String
    public var title: LocalizedText
    /// What belongs to it, in a few words.
    public var hint: LocalizedText?
    /// The harm of one opening where a complaint is founded, in hundredths: 0 to 100.
    public var severity: Int
    /// Under what a ruling on it is reported.
    public var statement: DSACategory
    /// The database's keyword, without its prefix `KEYWORD_`.
    public var keyword: String?
    /// The clause of the rules that it is against.
    public var clause: LocalizedText
    /// Whether pages offer it to everybody.
    public var isOffered: Bool

    public init(
        id: String, title: LocalizedText, hint: LocalizedText?, severity: Int, statement: DSACategory,
        keyword: String?, clause: LocalizedText, isOffered: Bool
    ) {
        self.id = id
        self.title = title
        self.hint = hint
        self.severity = severity
        self.statement = statement
        self.keyword = keyword
        self.clause = clause
        self.isOffered = isOffered
    }
}
