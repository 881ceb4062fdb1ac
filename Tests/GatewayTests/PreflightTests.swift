import Foundation
import Gate
import HTTPTypes
import LinkPolicy
import Persistence
import Testing
import Webhooks

@testable import Gateway

@Suite struct PreflightTests {
    private func finding(_ answer: TestGateway.Answer) throws -> [String: Any] {
        let results = try #require(answer.json["results"] as? [[String: Any]])
        return try #require((results.first?["findings"] as? [[String: Any]])?.first)
    }

    @Test func itGivesTheVerdictAndMakesCountsAndKeepsNothing() async throws {
        let gateway = try await TestGateway()
        let body = #"{"text":"http://user@203.0.113.7/x"}"#
        let asked = try await gateway.check(body, query: "?intent=preflight&links=short")
        let posted = try await gateway.check(body)
        let (before, after) = (try finding(asked), try finding(posted))
        #expect(before["go"] is NSNull)
        #expect(after["go"] is String)
        let verdicts = [before, after].map { $0["verdict"] as? NSDictionary }
        #expect(verdicts[0] == verdicts[1])
        #expect(before["valid_until"] is NSNull)
        let advice = try #require(before["advice"] as? [[String: String]])
        #expect(advice.map { $0["ground"] } == ["hidden_target", "ip_address"])
        #expect(
            advice[0]["text"] == "Write the address plainly, without a user name or password, and it opens at once.")
        #expect(after["advice"] == nil)
        await gateway.gateway.observations.flush()
        let key = try await gateway.key([.read])
        let summary = try await gateway.ask(.get, "/v1/stats/summary", headers: [.authorization: "Bearer \(key)"])
        #expect((summary.json["totals"] as? [String: Int])?["checks"] == 1)
    }

    @Test func itSaysUntilWhenABlockHolds() async throws {
        let gateway = try await TestGateway()
        let end = gateway.clock.seconds + 3_600
        _ = try await OperatorRuleStore(gateway.database).set(
            tenant: nil, action: .block, subject: "a.example", reason: "r", until: end, now: gateway.clock.seconds)
        try await gateway.reload()
        let answer = try await gateway.check(#"{"text":"https://b.a.example/"}"#, query: "?intent=preflight")
        let found = try finding(answer)
        #expect(found["valid_until"] as? String == utcTimestamp(milliseconds: end * 1_000))
    }

    @Test func anEndThatChangesNothingIsNotTold() async throws {
        let gateway = try await TestGateway()
        let store = OperatorRuleStore(gateway.database)
        for (subject, until) in [("b.a.example", gateway.clock.seconds + 60), ("a.example", nil)] {
            _ = try await store.set(
                tenant: nil, action: .allow, subject: subject, reason: "r", until: until, now: gateway.clock.seconds)
        }
        try await gateway.reload()
        let answer = try await gateway.check(#"{"text":"https://c.a.example/"}"#, query: "?intent=preflight")
        #expect(try finding(answer)["valid_until"] is NSNull)
    }

    @Test func stepsComeOnRequest() async throws {
        let gateway = try await TestGateway()
        let answer = try await gateway.check(#"{"text":"http://203.0.113.7/x"}"#, query: "?explain=true&lang=en")
        let steps = try #require(try finding(answer)["steps"] as? [[String: String]])
        #expect(steps.first { $0["rule"] == "ip-address" }?["outcome"] == "applied")
        let missed = try #require(steps.first { $0["rule"] == "payment" })
        #expect(missed["outcome"] == "not_applicable")
        #expect([missed["part"], missed["wanted"], missed["found"]] == ["form", "payment", "web"])
        #expect(missed["sentence"] == "payment: does not apply (asks form payment; it is web)")
        #expect(try finding(await gateway.check(#"{"text":"http://203.0.113.7/x"}"#))["steps"] == nil)
    }

    @Test(arguments: ["explain=yes", "intent=ask", "explain="]) func refuses(_ query: String) async throws {
        let answer = try await TestGateway().check(#"{"text":"x"}"#, query: "?" + query)
        #expect(answer.status == 422)
        #expect(answer.json["type"] as? String == "urn:hutong:problem:invalid-value")
    }
}
