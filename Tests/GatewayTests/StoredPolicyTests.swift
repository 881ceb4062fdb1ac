import Attribution
import Foundation
import Gate
import HTTPTypes
import LinkPolicy
import Logging
import Persistence
import Testing

@testable import Gateway

@Suite struct StoredPolicyTests {
    private static func text(_ name: String = "default", then: String = "copy", rule: String = "scene: group") -> String
    {
        """
        policy: \(name)
        version: "1"
        title: {zh: t, en: t}
        summary: {zh: t, en: t}
        grounds:
          g: {clause: {zh: c, en: c}, title: {zh: t, en: t}, explanation: {zh: e, en: e}}
        rules:
          - {id: r, when: {\(rule)}, then: \(then), ground: g}
        """
    }

    private func put(_ gateway: TestGateway, _ text: String?, name: String = "default", tenant: TenantID? = nil)
        async throws
    {
        _ = try await PolicyVersionStore(gateway.database).add(
            PolicyChange(tenant: tenant, name: name, text: text, author: "a", reason: "r"), now: gateway.clock.seconds)
        try await gateway.reload()
    }

    private func disposition(_ gateway: TestGateway, tenant: TenantID = .main) async throws -> String? {
        let key = try await gateway.key(tenant: tenant)
        let answer = try await gateway.check(#"{"text":"https://a.example/","scene":"group"}"#, key: key)
        return (answer.json["results"] as? [[String: Any]])?.first?["disposition"] as? String
    }

    @Test func aTenantsOwnComesBeforeEverybodysAndThatBeforeTheFile() async throws {
        let gateway = try await TestGateway()
        #expect(try await disposition(gateway) == "open")
        try await put(gateway, Self.text(then: "warn"))
        #expect(try await disposition(gateway) == "warn")
        try await put(gateway, Self.text(then: "hold"), tenant: .main)
        #expect(try await disposition(gateway) == "hold")
        #expect(try await disposition(gateway, tenant: .playground) == "warn")
        try await put(gateway, nil, tenant: .main)
        #expect(try await disposition(gateway) == "warn")
        try await put(gateway, nil)
        #expect(try await disposition(gateway) == "open")
    }

    @Test func filesThatChangeLeaveItInForce() async throws {
        let gateway = try await TestGateway()
        try await put(gateway, Self.text())
        RulesWatcher(
            folder: TestGateway.rules, configuration: gateway.gateway.configuration, state: gateway.gateway.state,
            clock: gateway.clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).reload()
        #expect(try await disposition(gateway) == "copy")
    }

    @Test func whatThisProgramDoesNotUnderstandLeavesTheFormerInForce() async throws {
        let gateway = try await TestGateway()
        try await put(gateway, Self.text())
        try await put(gateway, Self.text(rule: "weather: rain"))
        #expect(try await disposition(gateway) == "copy")
    }

    @Test func aPolicyInUseDoesNotVanish() async throws {
        let gateway = try await TestGateway()
        let present = gateway.gateway.state.current.rulebook
        let own = try Policy(yaml: Self.text("own"), file: "p")
        let tenant = try #require(TenantID("team"))
        func rulebook(_ stored: [StoredPolicy]) -> Rulebook? {
            Rulebook(
                revision: 0, catalog: present.catalog, policies: present.policies, stored: stored,
                operatorRules: OperatorRules(), tenants: [tenant: TenantSettings(policy: "own")],
                fallback: TenantSettings(policy: "default"))
        }
        #expect(rulebook([]) == nil)
        #expect(rulebook([StoredPolicy(tenant: .main, version: 1, policy: own)]) == nil, "another tenant's")
        let good = try #require(rulebook([StoredPolicy(tenant: tenant, version: 1, policy: own)]))
        #expect(good.policy(of: tenant).name == "own")
        #expect(good.policyNames(of: tenant).contains("own"))
        #expect(!good.policyNames(of: .main).contains("own"))
        #expect(good.with(stored: []) == nil)
    }
}

@Suite struct FactRecorderTests {
    private func records(_ gateway: TestGateway) async throws -> [FactStore.Row] {
        await gateway.gateway.observations.flush()
        return try await FactStore(gateway.database).page(tenant: .main, since: 0).rows
    }

    @Test func postingsAndClicksAreRecordedAndGoingOnIsNot() async throws {
        let gateway = try await TestGateway { $0.recordedFacts = 10_000 }
        let link = try await gateway.link("https://u@a.example/", scene: "group")
        #expect(try await gateway.ask(.get, link).status == 200)
        #expect(try await gateway.ask(.post, link + "/continue").status == 303)
        let found = try await records(gateway)
        #expect(found.map(\.record.event) == [.posting, .click])
        #expect(found.map(\.record.disposition) == [.warn, .warn])
        #expect(found.allSatisfy { $0.record.facts.scene == .group && $0.record.facts.risks.contains(.credentials) })
    }

    @Test func whoAsksBeforePostingLeavesNothing() async throws {
        let gateway = try await TestGateway { $0.recordedFacts = 10_000 }
        _ = try await gateway.check(#"{"text":"https://a.example/"}"#, query: "?intent=preflight")
        #expect(try await records(gateway).isEmpty)
    }

    @Test func aPersonIsOnePseudonymADay() async throws {
        let gateway = try await TestGateway { $0.recordedFacts = 10_000 }
        for sender in ["ann", "ann", "bob"] {
            _ = try await gateway.check(#"{"text":"https://a.example/","sender":"\#(sender)"}"#)
        }
        let people = try await records(gateway).map(\.record.person)
        #expect(people[0] == people[1])
        #expect(people[0] != people[2])
        #expect(people.allSatisfy { $0 != nil })
    }

    @Test func theShadowIsAskedAboutEverything() async throws {
        let gateway = try await TestGateway {
            $0.recordedFacts = 0
            $0.shadowPolicy = "wechat-2021-09-17"
        }
        let link = try await gateway.link("https://a.example/", scene: "group")
        #expect(try await gateway.ask(.get, link).status == 302, "it decides nothing")
        #expect(try await records(gateway).isEmpty)
        let found = try await ShadowStore(gateway.database).differences(tenant: .main, since: Day(number: 0))
        #expect(found.map(\.event.rawValue) == ["click", "posting"])
        #expect(found.allSatisfy { $0.former == .open && $0.present == .copy && $0.tally.count == 1 })
    }
}
