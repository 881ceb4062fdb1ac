import Foundation
import LinkPolicy
import LinkRecognition
import Moderation
import Platforms
import Testing
import ThreatIntel
import URLStandard

@testable import Gate

@Suite struct OperatorRulesTests {
    private func rules(_ subjects: [(String, OperatorRule.Action)], until: Int64? = nil) -> OperatorRules {
        OperatorRules(
            subjects.enumerated().map { index, entry in
                (
                    nil,
                    OperatorRule(id: Int64(index), action: entry.1, subject: entry.0, reason: entry.0, until: until)
                )
            })
    }

    /// A rule's subject, an address, and whether the rule covers it.
    @Test(arguments: [
        ("evil.example", "https://evil.example/", true), ("evil.example", "http://www.evil.example:8080/x?y", true),
        ("evil.example", "https://notevil.example/", false), ("evil.example", "https://evil.example.org/", false),
        ("evil.example", "https://evil.example./x", true), ("EVIL.example.", "https://eViL.example/", true),
        ("www.evil.example", "https://evil.example/", false), ("例子.test", "https://xn--fsqu00a.test/", true),
        ("https://a.example/x", "http://a.example/x", true), ("a.example/x", "https://a.example/x/", true),
        ("a.example/x", "https://a.example/x/y", true), ("a.example/x", "https://a.example/x?q=1", true),
        ("a.example/x", "https://a.example/xy", false), ("a.example/x", "https://a.example/", false),
        ("a.example/x?id=1", "https://a.example/x?id=1#f", true),
        ("a.example/x?id=1", "https://a.example/x?id=12", false),
        ("a.example/x?id=1", "https://a.example/x", false), ("a.example/x", "https://b.a.example/x", true),
        ("a.example/abc", "https://a.example/%61bc", true), ("a.example/abc", "https://a.example/./d/../abc", true),
        ("203.0.113.7", "http://0xcb007107/", true), ("203.0.113.7", "http://3405803783/x", true),
        ("113.7", "http://203.0.113.7/", false), ("[2001:db8::1]", "http://[2001:DB8:0::1]/", true),
    ])
    func coverage(_ subject: String, _ address: String, _ isCovered: Bool) throws {
        let url = try WebURL(address)
        #expect((rules([(subject, .block)]).rule(on: url, tenant: .main, at: 0) != nil) == isCovered)
    }

    @Test func theMostSpecificRuleWins() throws {
        let rules = rules([
            ("example.com", .block), ("good.example.com", .allow), ("good.example.com/bad", .block),
        ])
        func action(_ address: String) throws -> OperatorRule.Action? {
            rules.rule(on: try WebURL(address), tenant: .main, at: 0)?.action
        }
        #expect(try action("https://example.com/") == .block)
        #expect(try action("https://x.example.com/") == .block)
        #expect(try action("https://a.good.example.com/") == .allow)
        #expect(try action("https://good.example.com/bad/1") == .block)
        #expect(try action("https://example.org/") == nil)
    }

    @Test func aRuleEnds() throws {
        let rules = rules([("a.example", .block)], until: 100)
        let url = try WebURL("https://a.example/")
        #expect(rules.rule(on: url, tenant: .main, at: 99) != nil)
        #expect(rules.rule(on: url, tenant: .main, at: 100) == nil)
    }

    @Test func aTenantsRuleIsItsOwn() throws {
        let own = try #require(TenantID("own"))
        let rules = OperatorRules([
            (nil, OperatorRule(id: 1, action: .block, subject: "a.example", reason: "all")),
            (own, OperatorRule(id: 2, action: .allow, subject: "a.example", reason: "own")),
        ])
        let url = try WebURL("https://a.example/")
        #expect(rules.rule(on: url, tenant: own, at: 0)?.action == .allow)
        #expect(rules.rule(on: url, tenant: .main, at: 0)?.action == .block)
    }

    @Test(arguments: ["", " ", "not a host", "ftp://a.example/", "http://", "javascript:alert(1)", "/path", "a..b"])
    func notASubject(_ text: String) { #expect(AddressSubject(text) == nil) }
}

@Suite struct GateTests {
    private static let rules = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../config").standardized.path

    private static func rulebook(
        _ operatorRules: OperatorRules = OperatorRules(), protectsNames: Bool = false
    ) throws -> Rulebook {
        let catalog = try PlatformCatalog.load(directory: rules + "/platforms")
        let text = try String(contentsOfFile: rules + "/policies/default.yaml", encoding: .utf8)
        let policy = try Policy(yaml: text, file: "default.yaml")
        return try #require(
            Rulebook(
                revision: 1, catalog: catalog, policies: ["default": policy], operatorRules: operatorRules,
                lookalikes: protectsNames
                    ? LookalikeIndex(catalog: catalog, rules: LookalikeRules(), publicSuffixes: .builtin) : nil,
                tenants: [:],
                fallback: TenantSettings(policy: "default", ownHosts: ["own.example"])))
    }

    /// A text and the risks of its one link.
    @Test(
        arguments: [
            ("https://a.example/", []), ("http://a.example/", [.plainHTTP]), ("https://u:p@a.example/", [.credentials]),
            ("https://203.0.113.7/", [.ipAddress]), ("https://[2001:db8::1]/", [.ipAddress]),
            ("https://a.example:8443/", [.unusualPort]), ("http://a.example:443/", [.plainHTTP, .unusualPort]),
            ("https://例子.test/", []), ("http://0x7f.1/", [.ipAddress, .plainHTTP, .repairedAddress]),
            ("https://xn--80ak6aa92e.com/", [.deceptiveHost]),
        ] as [(String, [Risk])])
    func risks(_ text: String, _ expected: [Risk]) throws {
        let message = Gate.check(Posting(text: text), tenant: .main, rulebook: try Self.rulebook(), at: 0)
        #expect(message.findings.map(\.facts.risks) == [RiskSet(expected)])
    }

    @Test func aRedirectorIsJudgedByBothEnds() throws {
        let block = OperatorRule(id: 1, action: .block, subject: "evil.example", reason: "x")
        let rulebook = try Self.rulebook(OperatorRules([(nil, block)]))
        let text = "https://link.zhihu.com/?target=https%3A%2F%2Fevil.example%2F"
        let message = Gate.check(Posting(text: text), tenant: .main, rulebook: rulebook, at: 0)
        #expect(message.disposition == .block)
    }

    private static func threats(_ names: [(String, ThreatClass, UInt8)]) throws -> ThreatSet {
        var builder = ThreatSetBuilder(feeds: ["some-list"], key: (1, 2), spill: MemorySpill())
        for (name, threatClass, confidence) in names {
            try builder.add(
                .name(name, coversSubdomains: true),
                ThreatListing(
                    feed: 0, threatClass: threatClass, confidence: confidence, scope: .nameWithSubdomains, firstSeen: 1,
                    until: 100))
        }
        var sink = MemorySink()
        try builder.finish(into: &sink, at: 1)
        return try ThreatSet(copying: sink.bytes)
    }

    /// A name that is too little like another's to be met with a notice is met with one in its first weeks.
    @Test(
        arguments: [
            ("https://taobap.hair/", false, []), ("https://taobap.hair/", true, ["imitated_name"]),
            ("https://flowers.hair/", true, []), ("https://taobao.com/", true, []),
        ] as [(String, Bool, [String])])
    func aNewRegistrationMakesALookalikeSurer(_ text: String, _ isNew: Bool, _ codes: [String]) throws {
        let hosts = ["taobap.hair", "flowers.hair", "taobao.com"]
        let set = try Self.threats(isNew ? hosts.map { ($0, .newlyRegistered, 100) } : [])
        let rulebook = try Self.rulebook(protectsNames: true).with(threats: set)
        let message = Gate.check(Posting(text: text), tenant: .main, rulebook: rulebook, at: 50)
        #expect(message.findings.flatMap(\.verdict.grounds).map(\.code) == codes)
    }

    @Test(
        arguments: [
            ("https://bank.evil.example/", 50, .block, ["listed_phishing"]),
            ("https://unsure.example/", 50, .warn, ["listed_phishing"]),
            ("https://bank.evil.example/", 100, .open, []), ("https://good.example/", 50, .open, []),
            ("https://shop.example/", 50, .warn, ["listed_fraud"]), ("https://pixel.example/", 50, .open, []),
            ("https://link.zhihu.com/?target=https%3A%2F%2Fevil.example%2F", 50, .block, ["listed_phishing"]),
        ] as [(String, Int64, Disposition, [String])])
    func aListedHopIsAGround(
        _ text: String, _ now: Int64, _ disposition: Disposition, _ codes: [String]
    ) throws {
        let set = try Self.threats([
            ("evil.example", .phishing, 90), ("unsure.example", .phishing, 50), ("shop.example", .scam, 100),
            ("pixel.example", .tracking, 100),
        ])
        let rulebook = try Self.rulebook().with(threats: set)
        let message = Gate.check(Posting(text: text), tenant: .main, rulebook: rulebook, at: now)
        #expect(message.disposition == disposition)
        let grounds = message.findings.flatMap(\.verdict.grounds)
        #expect(grounds.map(\.code) == codes)
        #expect(grounds.allSatisfy { $0.explanation(.en).contains("some-list") })
        #expect(grounds.allSatisfy { $0.contest(.zh).contains("some-list") })
    }

    @Test func theOperatorsWordComesBeforeLists() throws {
        let allow = OperatorRule(id: 1, action: .allow, subject: "evil.example", reason: "a mistake of the list")
        let rulebook = try Self.rulebook(OperatorRules([(nil, allow)]))
            .with(threats: Self.threats([("evil.example", .malware, 100)]))
            .with(revision: 2, operatorRules: OperatorRules([(nil, allow)]), sanctions: SanctionBook())
        #expect(rulebook.threats != nil)
        let message = Gate.check(
            Posting(text: "https://evil.example/"), tenant: .main, rulebook: rulebook, at: 50)
        #expect(message.disposition == .open)
    }

    @Test func anAllowanceCannotBeBorrowed() throws {
        func rulebook(_ subjects: String...) throws -> Rulebook {
            try Self.rulebook(
                OperatorRules(
                    subjects.map { (nil, OperatorRule(id: 1, action: .allow, subject: $0, reason: "x")) }))
        }
        let text = "http://203.0.113.7/?url=https%3A%2F%2Fours.example%2F"
        func disposition(_ rulebook: Rulebook) -> Disposition {
            Gate.check(Posting(text: text), tenant: .main, rulebook: rulebook, at: 0).disposition
        }
        #expect(disposition(try rulebook("ours.example")) == .warn)
        #expect(disposition(try rulebook("203.0.113.7")) == .warn)
        #expect(disposition(try rulebook("ours.example", "203.0.113.7")) == .open)
    }

    /// Nothing but a web address or a known app's own scheme may become a redirect.
    @Test(arguments: [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", "unknownapp://x", "about:blank",
        "blob:https://a.example/1",
    ])
    func noOtherSchemeIsARedirect(_ address: String) throws {
        let rulebook = try Self.rulebook()
        for form in LinkForm.allCases {
            let target = rulebook.catalog.identify(Finding(range: 0..<0, form: form, address: address))
            #expect(Gate.redirectAddress(of: target) == nil)
        }
    }

    @Test func ownHostsAreLeftAlone() throws {
        let text =
            "http://own.example/ http://x@www.own.example/ https://own.example.evil.example/ https://myown.example/"
        let message = Gate.check(Posting(text: text), tenant: .main, rulebook: try Self.rulebook(), at: 0)
        #expect(message.findings.map(\.isOwn) == [true, true, false, false])
        #expect(message.findings[1].verdict.disposition == .open)
    }

    @Test func checkAndClickAgree() throws {
        let rulebook = try Self.rulebook()
        let text = "看这个 https://m.tb.cn/h.x?tk=y CZ0001 http://u@1.2.3.4/ ￥AbCd1234eFg￥ https://a.example/"
        let message = Gate.check(Posting(text: text), tenant: .main, rulebook: rulebook, at: 0)
        #expect(message.findings.count == 4)
        for checked in message.findings {
            var stored = checked.finding
            stored.range = 0..<0
            let situation = Gate.Situation(
                scene: .direct, finding: stored, client: nil, tenant: .main, now: 0)
            let facts = Gate.facts(of: rulebook.catalog.identify(stored), in: situation, rulebook: rulebook)
            #expect(facts == checked.facts, "the link carries all that its verdict rests on")
        }
    }
}
