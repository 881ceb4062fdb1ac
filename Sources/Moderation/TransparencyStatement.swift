public import JSONText
public import LinkPolicy

/// A statement of reasons in the fields of the European Commission's DSA Transparency Database (API documentation,
/// "Submitting statements of reasons"), as a ruling fills them.
public struct TransparencyStatement: Hashable, Sendable {
    private let ruling: Ruling
    private let category: ComplaintCategory?
    private let language: Language

    /// Code points of the longer free texts, and of the facts.
    private static let explanationLimit = 2_000
    public static let factsLimit = 5_000
    /// Code points of a clause.
    private static let groundLimit = 500

    /// `nil` for a ruling that restricts nothing and is owed no statement.
    ///
    /// - Parameter category: What the ruling's class stands for; an unknown one is another violation of the terms.
    public init?(_ ruling: Ruling, category: ComplaintCategory?, language: Language) {
        guard ruling.step > .notice else { return nil }
        self.ruling = ruling
        self.category = category
        self.language = language
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("puid", ruling.id)
            json.member("decision_visibility", ["DECISION_VISIBILITY_CONTENT_" + visibility])
            json.member("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT")
            json.member("incompatible_content_ground", Self.cut(ruling.clause[language], Self.groundLimit))
            json.member("incompatible_content_explanation", Self.cut(ruling.facts, Self.explanationLimit))
            json.member("content_type", ["CONTENT_TYPE_OTHER"])
            json.member("content_type_other", "link")
            json.member("category", "STATEMENT_CATEGORY_" + (category?.statement ?? .otherViolation).rawValue)
            if let keyword = category?.keyword { json.member("category_specification", ["KEYWORD_" + keyword]) }
            json.member("content_date", Self.day(ruling.startsAt))
            json.member("application_date", Self.day(ruling.startsAt))
            if let end = [ruling.endsAt, ruling.end?.at].compactMap({ $0 }).min() {
                json.member("end_date_visibility_restriction", Self.day(end))
            }
            json.member("decision_facts", Self.cut(ruling.facts, Self.factsLimit))
            json.member("source_type", "SOURCE_" + source)
            json.member("automated_detection", ruling.isDetectedAutomatically ? "Yes" : "No")
            json.member("automated_decision", "AUTOMATED_DECISION_" + automation)
        }
    }

    private var visibility: String {
        switch ruling.step {
        case .notice, .demotion: "LABELLED"
        case .suspension, .block: "DISABLED"
        }
    }

    private var source: String {
        switch ruling.source {
        case .complaints: "ARTICLE_16"
        case .trustedFlagger: "TRUSTED_FLAGGER"
        case .otherNotice: "TYPE_OTHER_NOTIFICATION"
        case .ownInitiative: "VOLUNTARY"
        }
    }

    private var automation: String {
        switch ruling.automation {
        case .none: "NOT_AUTOMATED"
        case .partial: "PARTIALLY"
        case .full: "FULLY"
        }
    }

    private static func day(_ seconds: Int64) -> String { String(utcMinute(seconds).prefix(10)) }

    private static func cut(_ text: String, _ limit: Int) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
    }
}
