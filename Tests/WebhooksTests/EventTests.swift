import Foundation
import LinkPolicy
import Testing

@testable import Webhooks

@Suite struct EventTests {
    private static let at: Int64 = 1_631_868_000_120

    private static func members(_ event: WebhookEvent) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(event.payload.utf8))
        let members = try #require(object as? [String: Any])
        #expect(Set(members.keys) == ["type", "timestamp", "data"])
        #expect(members["type"] as? String == event.type.rawValue)
        #expect(members["timestamp"] as? String == "2021-09-17T08:40:00.120Z")
        return try #require(members["data"] as? [String: Any])
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (-1_001, "1969-12-31T23:59:58.999Z"),
        (1_631_868_059_007, "2021-09-17T08:40:59.007Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
    ])
    func timestamps(_ milliseconds: Int64, _ text: String) {
        #expect(utcTimestamp(milliseconds: milliseconds) == text)
    }

    @Test func changedVerdicts() throws {
        func text(_ word: String) -> LocalizedText { LocalizedText(zh: word + "中", en: word) }
        let template = GroundTemplate(
            code: "town_rule", clause: text("clause"), title: text("title"), explanation: text("explanation"),
            contest: text("contest"))
        let ground = try #require(Ground(template, .block))
        let change = VerdictChange(
            linkID: 0xAB, message: "m\"1", sender: nil, group: "g1", scene: .group, address: "https://a.example/<",
            former: .open, verdict: Verdict(grounds: [ground]), revision: 7)
        let data = try Self.members(.verdictChanged(change, at: Self.at))
        #expect(
            Set(data.keys) == [
                "link_id", "message", "sender", "group", "scene", "url", "former", "present", "grounds", "revision",
            ])
        #expect(data["link_id"] as? String == "00000000000000ab")
        #expect(data["message"] as? String == "m\"1")
        #expect(data["sender"] is NSNull)
        #expect(data["group"] as? String == "g1")
        #expect(data["url"] as? String == "https://a.example/<")
        #expect(data["former"] as? String == "open")
        #expect(data["present"] as? String == "block")
        #expect(data["revision"] as? Int == 7)
        let grounds = try #require(data["grounds"] as? [[String: Any]])
        #expect(grounds.count == 1)
        #expect(grounds.first?["code"] as? String == "town_rule")
        #expect(grounds.first?["disposition"] as? String == "block")
        for part in ["clause", "title", "explanation", "contest"] {
            #expect(grounds.first?[part] as? [String: String] == ["zh": part + "中", "en": part])
        }
    }

    @Test func complaints() throws {
        let event = WebhookEvent.complaintReceived(
            complaint: "C-1", inCase: "K-1", linkID: .max, address: "https://a.example/", scene: .direct,
            category: "fraud",
            statement: "它骗人", person: "p", at: Self.at)
        let data = try Self.members(event)
        #expect(data["complaint"] as? String == "C-1")
        #expect(data["case"] as? String == "K-1")
        #expect(data["link_id"] as? String == "ffffffffffffffff")
        #expect(data["statement"] as? String == "它骗人")
        #expect(data["person"] as? String == "p")
    }

    @Test(arguments: [(RuleChange.block, "Imitates a bank" as String?, 1_631_868_001 as Int64?), (.lift, nil, nil)])
    func rules(_ change: RuleChange, _ reason: String?, _ until: Int64?) throws {
        let event = WebhookEvent.ruleChanged(
            change, subject: "a.example", isForAll: true, reason: reason, until: until, revision: 3, at: Self.at)
        let data = try Self.members(event)
        #expect(data["change"] as? String == change.rawValue)
        #expect(data["subject"] as? String == "a.example")
        #expect(data["for_all_tenants"] as? Bool == true)
        #expect(data["reason"] as? String == reason)
        #expect(data["until"] as? String == until.map { _ in "2021-09-17T08:40:01.000Z" })
    }

    @Test func tests() throws {
        #expect(try Self.members(.test(webhook: "wh_1", at: Self.at))["webhook"] as? String == "wh_1")
        #expect(!WebhookEventType.subscribable.contains(.test))
    }
}
