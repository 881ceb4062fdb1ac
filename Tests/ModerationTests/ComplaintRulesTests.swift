import Foundation
import LinkPolicy
import Moderation
import StrictYAML
import Testing

@Suite struct ComplaintRulesTests {
    private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../config/complaints.yaml").standardized.path

    private func ready() throws -> String { try String(contentsOfFile: Self.path, encoding: .utf8) }

    /// The ids that the issue and the published rules name.
    @Test(arguments: [
        "marketing", "lured_sharing", "fraud", "phishing", "malware", "fake_red_packet", "rumour", "vulgar", "gambling",
        "infringement", "misleading_price", "broken", "privacy", "minors", "other", "pressure", "lured_following",
        "forced_jump", "group_buying", "h5_games", "violence", "political", "special_codes", "unlicensed_programmes",
        "return_path", "evasion", "cheats", "imitation", "mismatch",
    ])
    func theReadyFileKnows(_ id: String) throws {
        let rules = try ComplaintRules(yaml: ready(), file: "complaints.yaml")
        let category = try #require(rules[id])
        #expect((1...100).contains(category.severity))
        #expect(!category.title.zh.isEmpty && !category.title.en.isEmpty)
    }

    @Test func whatTheRulesNoLongerKnowIsStillShown() throws {
        let rules = try ComplaintRules(yaml: ready(), file: "complaints.yaml")
        #expect(rules.title(of: "of_old", .zh) == "of_old")
        #expect(rules.title(of: "fraud", .en) == "Fraud")
        #expect((1...100).contains(rules.severity(of: "of_old")))
    }

    /// A part of the ready file, what takes its place, and the words of the refusal.
    @Test(arguments: [
        ("id: phishing", "id: fraud", "given twice"),
        ("severity: 0.9\n    statement", "severity: 1.5\n    statement", "from 0 to 1"),
        ("category: SCAMS_AND_FRAUD", "category: SCAMS", "is not one of"),
        ("keyword: PHISHING", "keyword: phishing", "in capitals"),
        ("hint:", "hints:", "did you mean \"hint\""),
        ("- {severity: 0, hours: 168}", "- {severity: 0.1, hours: 168}", "must be for severity 0"),
        ("{severity: 0.6, hours: 24}", "{severity: 0.95, hours: 24}", "from severe to less so"),
        ("person: {hour: 10, day: 30}", "person: {hour: 40, day: 30}", "in an hour than in a day"),
        ("pause: {unfounded: 10", "pause: {unfounded: 5", "after more unfounded"),
        ("hour: 60", "hour: many", "a whole number"),
    ])
    func aMistakeIsNamedWithItsLine(_ old: String, _ new: String, _ words: String) throws {
        let text = try ready()
        try #require(text.contains(old))
        let wrong = text.replacing(old, with: new, maxReplacements: 1)
        #expect {
            try ComplaintRules(yaml: wrong, file: "complaints.yaml")
        } throws: { error in
            let problem = error as? YAMLProblem
            return problem?.reason.contains(words) == true && (problem?.line ?? 0) > 0
        }
    }

    @Test(arguments: [(100, 4), (90, 4), (89, 24), (60, 24), (59, 72), (30, 72), (29, 168), (0, 168)])
    func aCaseIsDueBySeverity(_ severity: Int, _ hours: Int64) throws {
        let rules = try ComplaintRules(yaml: ready(), file: "complaints.yaml")
        #expect(rules.dueTime(severity: severity) == hours * 3_600)
    }

    /// Unfounded, decided, how many of them after a warning, and what is called for.
    @Test(arguments: [
        (4, 4, nil, "none"), (5, 5, nil, "warn"), (5, 6, nil, "warn"), (5, 7, nil, "none"), (50, 50, nil, "warn"),
        (9, 9, 4, "none"), (10, 10, 5, "pause"), (10, 10, 4, "none"), (50, 50, 0, "none"), (10, 13, 9, "none"),
        (0, 0, 0, "none"),
    ])
    func whoComplainsWithoutGroundIsWarnedFirst(
        _ unfounded: Int, _ decided: Int, _ sinceWarning: Int?, _ measure: String
    ) throws {
        let misuse = try ComplaintRules(yaml: ready(), file: "complaints.yaml").misuse
        let found = misuse.measure(unfounded: unfounded, decided: decided, sinceWarning: sinceWarning)
        #expect(found.rawValue == measure)
    }

    @Test(arguments: [
        ("a\u{202E}b", "ab"), ("a\u{0}\u{1B}[2Jb", "a[2Jb"), ("一\r\n二\r三\u{2028}四", "一\n二\n三\n四"),
        ("\u{FEFF}x\u{2066}y\u{2069}\u{9B}z", "xyz"), ("👨‍👩‍👧 <b>&amp;", "👨‍👩‍👧 <b>&amp;"), ("", ""),
    ])
    func wordsArePlain(_ text: String, _ plain: String) { #expect(text.plainWords == plain) }
}
