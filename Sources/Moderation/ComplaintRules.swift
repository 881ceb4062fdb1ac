public import LinkPolicy

/// What complaints can be about, and how they are handled: the file `complaints.yaml`.
public struct ComplaintRules: Hashable, Sendable {
    /// In how many hours a case of at least this severity is due.
    public struct ServiceLevel: Hashable, Sendable {
        /// Hundredths.
        public var severity: Int
        public var hours: Int
    }

    /// Complaints taken in an hour and in a day.
    public struct Limit: Hashable, Sendable {
        public var hour: Int
        public var day: Int

        public init(hour: Int, day: Int) {
            self.hour = hour
            self.day = day
        }
    }

    /// When somebody who often complains without ground is warned, and when paused.
    public struct Misuse: Hashable, Sendable {
        /// Seconds that decisions count.
        public var window: Int64
        /// Unfounded complaints at least, and their share in hundredths.
        public var warnCount: Int
        public var warnShare: Int
        public var pauseCount: Int
        public var pauseShare: Int
        /// Seconds of a pause.
        public var pause: Int64

        /// What is called for after `unfounded` of `decided` complaints.
        ///
        /// - Parameter sinceWarning: How many of the unfounded ones were sent in after the warning; `nil` without one.
        public func measure(unfounded: Int, decided: Int, sinceWarning: Int?) -> Measure {
            func reaches(_ count: Int, _ share: Int) -> Bool {
                decided > 0 && unfounded >= count && unfounded * 100 >= share * decided
            }
            // Nobody is paused who was not warned before, and went on (article 23(2)): ten complaints that are found
            // unfounded in one go are a warning.
            guard let sinceWarning else { return reaches(warnCount, warnShare) ? .warn : .none }
            return sinceWarning >= pauseCount - warnCount && reaches(pauseCount, pauseShare) ? .pause : .none
        }

        /// Whether so many unfounded complaints of those decided still call for a warning, and for a pause.
        public func holds(unfounded: Int, decided: Int) -> (warning: Bool, pause: Bool) {
            (
                measure(unfounded: unfounded, decided: decided, sinceWarning: nil) == .warn,
                measure(unfounded: unfounded, decided: decided, sinceWarning: .max) == .pause
            )
        }

        public enum Measure: String, Hashable, Sendable {
            case none, warn, pause
        }
    }

    /// In the order of the pages.
    public var categories: [ComplaintCategory]
    /// From severe to less so; the last is for severity 0.
    public var serviceLevels: [ServiceLevel]
    public var personLimit: Limit
    public var addressLimit: Limit
    public var misuse: Misuse

    /// The rules of a folder without the file: one category.
    public init() {
        let other = LocalizedText(zh: "其他", en: "Something else")
        categories = [
            ComplaintCategory(
                id: "other", title: other, hint: nil, severity: 30, statement: .notSpecified, keyword: nil,
                clause: LocalizedText(zh: "链接内容规范", en: "Link rules"), isOffered: true)
        ]
        serviceLevels = [ServiceLevel(severity: 0, hours: 72)]
        personLimit = Limit(hour: 10, day: 30)
        addressLimit = Limit(hour: 60, day: 300)
        misuse = Misuse(
            window: 180 * 86_400, warnCount: 5, warnShare: 80, pauseCount: 10, pauseShare: 80, pause: 30 * 86_400)
    }

    public subscript(id: String) -> ComplaintCategory? { categories.first { $0.id == id } }

    /// The words for a category; its id where the rules no longer know it.
    public func title(of id: String, _ language: Language) -> String { self[id]?.title[language] ?? id }

    /// The severity of a category, in hundredths; that of the least severe half where the rules no longer know it.
    public func severity(of id: String) -> Int { self[id]?.severity ?? 30 }

    /// Seconds in which a case of `severity` (hundredths) is due.
    public func dueTime(severity: Int) -> Int64 {
        Int64((serviceLevels.first { severity >= $0.severity } ?? serviceLevels.last)?.hours ?? 72) * 3_600
    }
}
