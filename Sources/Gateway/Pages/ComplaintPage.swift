import LinkPolicy
import Moderation

/// The form of a complaint.
struct ComplaintPage: PageModel {
    struct Choice: Sendable {
        let value: String
        let name: String
        let hint: String?
        let chosen: Bool
    }

    let languageLink: String?
    let title: String
    let shown: String
    let problem: String?
    let action: String
    let back: String
    let categories: [Choice]
    let statement: String
    /// Makes a form that is sent twice one complaint.
    let once: String
    /// What is said of pictures; `nil` where none are taken.
    let pictures: PictureField?

    struct PictureField: Sendable {
        let label: String
        let hint: String
    }

    init(
        language: Language, rules: ComplaintRules, shown: String, action: String, back: String,
        languageLink: String, once: String, chosen: String? = nil, statement: String = "", takesPictures: Bool = false,
        problem: String? = nil
    ) {
        self.languageLink = languageLink
        title = Phrases.of(language).complainTitle
        self.shown = shown
        self.problem = problem
        self.action = action
        self.back = back
        self.once = once
        categories = rules.categories.filter(\.isOffered).map {
            Choice(value: $0.id, name: $0.title[language], hint: $0.hint?[language], chosen: $0.id == chosen)
        }
        self.statement = statement
        let words = ComplaintPhrases.of(language)
        pictures = takesPictures ? PictureField(label: words.pictures, hint: words.picturesHint) : nil
    }
}

/// `/complain`: where people without the notice of a link begin.
struct ComplaintEntryPage: PageModel {
    let languageLink: String?
    let title: String
    let words: ComplaintPhrases
    let problem: String?
    let pasted: String

    init(language: Language, pasted: String = "", problem: String? = nil) {
        languageLink = "/complain?lang=" + language.other.rawValue
        words = .of(language)
        title = words.entryTitle
        self.pasted = pasted
        self.problem = problem
    }
}

/// What became of a complaint.
struct ComplaintStatusPage: PageModel {
    struct Step: Sendable {
        let name: String
        let isReached: Bool
    }

    struct Line: Sendable {
        let label: String
        let value: String
    }

    let languageLink: String?
    let title: String
    let number: String
    let lead: String
    let steps: [Step]
    let lines: [Line]
    let reason: Line?
    /// The address of the ruling's statement of reasons.
    let statement: String?
    let statementLabel: String
    let warning: String?
    let note: String?

    /// - Parameters:
    ///   - shown: The link, for people.
    ///   - isWarned: Whether the complainant was warned.
    init(
        _ complaint: Complaint, shown: String, rules: ComplaintRules, isWarned: Bool, language: Language
    ) {
        let words = ComplaintPhrases.of(language)
        languageLink = "/complaints/\(complaint.number)?lang=\(language.other.rawValue)"
        title = words.statusTitle
        number = complaint.number
        let outcome = complaint.outcome.map { $0 == .founded ? words.founded : words.unfounded }
        lead =
            switch (complaint.outcome, complaint.isInReview) {
            case (.founded, _): words.leadFounded
            case (.unfounded, _): words.leadUnfounded
            case (nil, true): words.leadInReview
            case (nil, false): words.leadReceived
            }
        steps = [
            Step(name: words.stepReceived, isReached: true),
            Step(name: words.stepInReview, isReached: complaint.isInReview || outcome != nil),
            Step(
                name: words.stepDecided + (outcome.map { (language == .zh ? "：" : ": ") + $0 } ?? ""),
                isReached: outcome != nil),
        ]
        var lines = [
            Line(label: words.about, value: shown),
            Line(label: words.reasonFor, value: rules.title(of: complaint.category, language)),
            Line(label: words.sentAt, value: utcMinute(complaint.at)),
        ]
        if complaint.pictures > 0 { lines.append(Line(label: words.picturesSent, value: "\(complaint.pictures)")) }
        if let decidedAt = complaint.decidedAt {
            lines.append(Line(label: words.decidedAt, value: utcMinute(decidedAt)))
        }
        lines += complaint.additions.map { Line(label: words.additions, value: utcMinute($0)) }
        self.lines = lines
        reason = complaint.reason.flatMap { $0.isEmpty ? nil : Line(label: words.why, value: $0) }
        statement = complaint.ruling.map { "/reasons/\($0)?lang=\(language.rawValue)" }
        statementLabel = AppealPhrases(language: language).toReasons
        warning = isWarned ? words.warned : nil
        note = outcome == nil ? words.keepAddress : nil
    }

    /// What the page tells of a complaint.
    struct Complaint: Sendable {
        var number: String
        var at: Int64
        var category: String
        var isInReview: Bool
        var outcome: CaseOutcome?
        var reason: String?
        var ruling: String?
        var decidedAt: Int64?
        var additions: [Int64]
        /// How many were sent with it.
        var pictures: Int
    }
}
