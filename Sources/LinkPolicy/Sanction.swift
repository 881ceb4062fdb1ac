/// What a ruling put on a link, a site, a platform, a sender or a group. It ends by itself unless it has no end.
public struct Sanction: Hashable, Sendable {
    /// From mild to severe.
    public enum Step: String, Hashable, Sendable, CaseIterable, Comparable {
        /// Told to whoever is concerned; restricts nothing.
        case notice
        /// A notice is shown before the link opens.
        case demotion
        /// The link waits.
        case suspension
        case block

        public var disposition: Disposition {
            switch self {
            case .notice: .open
            case .demotion: .warn
            case .suspension: .hold
            case .block: .block
            }
        }

        public static func < (a: Step, b: Step) -> Bool {
            allCases.firstIndex(of: a) ?? 0 < allCases.firstIndex(of: b) ?? 0
        }
    }

    /// The ruling's, which is its statement of reasons' too.
    public var id: String
    public var step: Step
    /// What it is on, for people; empty where nobody else may know, as for a sender or a group.
    public var subject: String
    public var clause: LocalizedText
    /// What was found, in the moderator's words.
    public var reason: String
    /// Seconds since 1970; `nil` for one without end.
    public var until: Int64?

    public init(
        id: String, step: Step, subject: String, clause: LocalizedText, reason: String, until: Int64? = nil
    ) {
        self.id = id
        self.step = step
        self.subject = subject
        self.clause = clause
        self.reason = reason
        self.until = until
    }

    /// The words of its ground; `nil` for a notice, which restricts nothing.
    var template: GroundTemplate? {
        let (code, title): (String, LocalizedText)
        switch step {
        case .notice: return nil
        case .demotion:
            (code, title) = ("ruling_warns", LocalizedText(zh: "平台裁定：打开前提示", en: "A ruling asks for a notice"))
        case .suspension:
            (code, title) = ("ruling_suspends", LocalizedText(zh: "平台裁定：暂停访问", en: "Suspended by a ruling"))
        case .block: (code, title) = ("ruling_blocks", LocalizedText(zh: "平台裁定：停止访问", en: "Blocked by a ruling"))
        }
        return GroundTemplate(
            code: code, clause: clause, title: title,
            explanation: LocalizedText(zh: "{subject}{reason} {until}", en: "{subject}{reason} {until}"),
            contest: LocalizedText(
                zh: "见处理理由 {ruling}（/reasons/{ruling}），可以在那里申诉。",
                en: "See the statement of reasons {ruling} (/reasons/{ruling}), from which you can appeal."))
    }

    static let groundCodes = ["ruling_warns", "ruling_suspends", "ruling_blocks"]

    var values: [String: String] {
        [
            "subject": subject.isEmpty ? "" : subject + ": ", "reason": reason, "ruling": id,
            "until": until.map { "(→ \(utcMinute($0)) UTC)" } ?? "",
        ]
    }
}
