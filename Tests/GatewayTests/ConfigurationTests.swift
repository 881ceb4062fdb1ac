import Foundation
import Gate
import LinkPolicy
import Logging
import Testing

@testable import Gateway

@Suite struct ConfigurationTests {
    @Test func everyKeyIsDescribed() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/configuration.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        for key in ConfigurationKey.all {
            #expect(text.contains("| `\(key.name)` | `\(key.variable)` |"), "\(key.name)")
        }
    }

    private func read(_ yaml: String) throws(ConfigurationProblem) -> GatewayConfiguration {
        var configuration = GatewayConfiguration()
        try configuration.read(yaml: yaml, file: "hutong.yaml")
        return configuration
    }

    @Test func everyKeyHasTheDefaultItStates() {
        let defaults = GatewayConfiguration()
        let stated = Dictionary(uniqueKeysWithValues: ConfigurationKey.all.map { ($0.name, $0.defaultValue) })
        #expect(stated["host"] == defaults.host)
        #expect(stated["port"] == "\(defaults.port)")
        #expect(stated["data"] == defaults.data)
        #expect(stated["policy"] == defaults.policy)
        #expect(stated["language"] == defaults.language.rawValue)
        #expect(stated["playground"] == "\(defaults.playground)")
        #expect(stated["link_lifetime"] == "\(defaults.linkLifetime)")
        #expect(stated["retain_visits"] == "\(defaults.retention.visits)")
        #expect(stated["retain_tallies"] == "\(defaults.retention.tallies)")
        #expect(stated["retain_complaints"] == "\(defaults.retention.complaints)")
        #expect(stated["retain_rules"] == "\(defaults.retention.rules)")
        #expect(stated["retain_keys"] == "\(defaults.retention.keys)")
        #expect(stated["retain_facts"] == "\(defaults.retention.facts)")
        #expect(stated["retain_shadows"] == "\(defaults.retention.shadows)")
        #expect(stated["record_facts"] == "\(defaults.recordedFacts / 100)%")
        #expect(stated["body_limit"] == "\(defaults.bodyLimit)")
        #expect(stated["text_limit"] == "\(defaults.textLimit)")
        #expect(stated["shutdown_timeout"] == "\(defaults.shutdownTimeout)")
        #expect(stated["log_level"] == defaults.logLevel.rawValue)
        #expect(stated["share_code_timeout"] == "\(defaults.shareCodes.timeout)")
        #expect(stated["taobao_sign_method"] == defaults.shareCodes.taobaoSignature.rawValue)
    }

    @Test(
        arguments: [
            ("off", 0), ("100%", 10_000), ("10%", 1_000), ("0.5%", 50), ("0.01%", 1), ("12.25%", 1_225), ("0%", nil),
            ("0.001%", nil), ("101%", nil), ("10", nil), ("-1%", nil), ("%", nil), ("1.%", nil), ("on", nil),
        ] as [(String, Int?)])
    func shares(_ text: String, _ expected: Int?) {
        #expect((try? read("record_facts: \"\(text)\""))?.recordedFacts == expected)
    }

    @Test func aPolicyInTheShadowIsTheTenantsOrEverybodys() throws {
        let configuration = try read("shadow_policy: strict\ntenants: {team: {shadow_policy: archive}, club: {}}")
        let settings = configuration.settings(publicHost: nil)
        #expect(settings.fallback.shadowPolicy == "strict")
        #expect(
            settings.tenants.mapValues(\.shadowPolicy).filter { $0.key.rawValue == "team" }.first?.value == "archive")
        #expect(settings.tenants.filter { $0.key.rawValue == "club" }.first?.value.shadowPolicy == "strict")
    }

    @Test func aWholeFile() throws {
        let configuration = try read(
            """
            host: 0.0.0.0
            port: 9000
            public_url: https://GO.example/
            trusted_proxies: [10.0.0.0/8, "::1"]
            own_domains: [Chat.example, 例子.test]
            language: en
            playground: true
            tenants:
              team: {policy: wechat-2021-09-17, own_domains: team.example}
            """)
        #expect(configuration.port == 9_000)
        #expect(configuration.publicURL == "https://go.example")
        #expect(configuration.trustedProxies.map(\.description) == ["10.0.0.0/8", "::1"])
        #expect(configuration.ownDomains == ["chat.example", "xn--fsqu00a.test"])
        #expect(configuration.tenants[try #require(TenantID("team"))]?.policy == "wechat-2021-09-17")
    }

    @Test(arguments: [
        ("prot: 1", 1, "did you mean \"port\""), ("host: a\nport: 70000", 2, "0 to 65535"), ("port: many", 1, "port"),
        ("public_url: ftp://x/", 1, "http or https"), ("public_url: https://a.example/?x", 1, "without path, query"),
        ("public_url: https://a.example/links", 1, "without path"), ("host:", 1, "\"host\" has no value"),
        ("playground: perhaps", 1, "true or false"), ("trusted_proxies: [10.0.0.0/33]", 1, "not an IP network"),
        ("own_domains: [a.example/x]", 1, "not a host"), ("tenants:\n  Big: {}", 2, "not a tenant's name"),
        ("tenants:\n  a:\n    polcy: x", 3, "did you mean \"policy\""), ("log_level: loud", 1, "must be one of"),
        ("language: fr", 1, "zh or en"), ("retain_visits: -1", 1, "0 to 36500"), ("- a", 1, "expected a mapping"),
        ("port: [1, 2]", 1, "single value"),
    ])
    func refuses(_ yaml: String, _ line: Int, _ words: String) {
        do {
            _ = try read(yaml)
            Issue.record("accepted")
        } catch {
            #expect(error.source == "hutong.yaml:\(line)", "\(error)")
            #expect(error.reason.contains(words), "\(error)")
        }
    }

    @Test(arguments: ["", "\n\n", "# host: a\n  # port: 1\n"])
    func aFileWithoutKeysAsksForTheDefaults(_ yaml: String) throws {
        #expect(try read(yaml).port == GatewayConfiguration().port)
    }

    @Test func theEnvironment() throws {
        var configuration = GatewayConfiguration()
        try configuration.read(environment: [
            "HUTONG_PORT": "1", "HUTONG_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2", "HUTONG_CONFIG": "x", "PATH": "y",
        ])
        #expect(configuration.port == 1)
        #expect(configuration.trustedProxies.count == 2)
        #expect(throws: ConfigurationProblem.self) { try configuration.read(environment: ["HUTONG_PROT": "1"]) }
        #expect(throws: ConfigurationProblem.self) { try configuration.read(environment: ["HUTONG_PORT": "x"]) }
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.128/25", "192.0.2.127", false),
        ("192.0.2.128/25", "192.0.2.128", true), ("2001:db8::/33", "2001:db8:7fff::1", true),
        ("2001:db8::/33", "2001:db8:8000::1", false), ("127.0.0.1", "::ffff:127.0.0.1", true),
        ("0.0.0.0/0", "::1", false),
    ])
    func networks(_ network: String, _ address: String, _ isInside: Bool) throws {
        #expect(try #require(Network(network)).contains(address) == isInside)
    }

    @Test(arguments: ["", "10", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/8/8", "example.com", "::1/129", "10.0.0.0/-1"])
    func badNetworks(_ text: String) { #expect(Network(text) == nil) }
}
