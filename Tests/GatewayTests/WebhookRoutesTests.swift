import Foundation
import HTTPTypes
import LinkPolicy
import Outbound
import Persistence
import Testing
import Webhooks

@testable import Gateway

@Suite struct WebhookRoutesTests {
    /// A public address that is looked up nowhere, and never connected to.
    private static let url = "https://8.8.4.4/hook"
    private static let good = #"{"url":"\#(url)","events":["link.verdict_changed"]}"#

    private func ask(
        _ gateway: TestGateway, _ method: HTTPRequest.Method, _ path: String, key: String, _ body: String = "",
        type: String = "application/json"
    ) async throws -> TestGateway.Answer {
        let headers: HTTPFields = [.authorization: "Bearer \(key)", .contentType: type]
        return try await gateway.ask(method, "/v1/webhooks" + path, headers: headers, body: body)
    }

    /// A gateway, a key of its main tenant, and the id of a webhook there.
    private func made() async throws -> (TestGateway, key: String, id: String) {
        let gateway = try await TestGateway()
        let key = try await gateway.key([.admin])
        let answer = try await ask(gateway, .post, "", key: key, Self.good)
        #expect(answer.status == 201, "\(answer.body)")
        return (gateway, key, try #require(answer.json["id"] as? String))
    }

    @Test func theSecretIsShownOnce() async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key([.admin])
        let body = #"{"url":"https://8.8.4.4:8443/a?b=c","events":["rule.changed","rule.changed"],"description":"机器人"}"#
        let made = try await ask(gateway, .post, "", key: key, body)
        #expect(made.status == 201)
        let id = try #require(made.json["id"] as? String)
        #expect(made.headers[.location] == "/v1/webhooks/" + id)
        #expect(try #require(made.json["secret"] as? String).hasPrefix("whsec_"))
        #expect(made.json["tenant"] as? String == "default")
        #expect(made.json["events"] as? [String] == ["rule.changed"])
        #expect(made.json["enabled"] as? Bool == true)
        #expect(made.json["created_at"] as? String == "2021-09-17T08:40:00.000Z")
        let shown = try await ask(gateway, .get, "/" + id, key: key)
        #expect(shown.status == 200)
        #expect(shown.json["url"] as? String == "https://8.8.4.4:8443/a?b=c")
        #expect(shown.json["description"] as? String == "机器人")
        #expect(shown.json["secret"] == nil)
        let list = try await ask(gateway, .get, "", key: key)
        #expect((list.json["webhooks"] as? [[String: Any]])?.map { $0["id"] as? String } == [id])
        #expect(!list.body.contains("whsec_"))
    }

    @Test(arguments: [
        ("", 400, "malformed-json"), ("[]", 422, "wrong-type"), ("{}", 422, "missing-field"),
        (#"{"url":"\#(url)"}"#, 422, "missing-field"),
        (#"{"url":"\#(url)","events":[]}"#, 422, "invalid-value"),
        (#"{"url":"\#(url)","events":["webhook.test"]}"#, 422, "invalid-value"),
        (#"{"url":"\#(url)","events":["*"]}"#, 422, "invalid-value"),
        (#"{"url":"\#(url)","events":"rule.changed"}"#, 422, "wrong-type"),
        (#"{"url":"\#(url)","events":["rule.changed"],"enabled":true}"#, 422, "unknown-field"),
        (#"{"url":"\#(url)","events":["rule.changed"],"secret":"x"}"#, 422, "unknown-field"),
        (#"{"url":"\#(url)","url":"\#(url)","events":["rule.changed"]}"#, 422, "duplicate-field"),
        (#"{"url":"hook","events":["rule.changed"]}"#, 422, "invalid-value"),
        (#"{"url":"ftp://8.8.4.4/","events":["rule.changed"]}"#, 422, "invalid-value"),
        (#"{"url":"https://a:b@8.8.4.4/","events":["rule.changed"]}"#, 422, "invalid-value"),
        (#"{"url":"https://8.8.4.4/#a","events":["rule.changed"]}"#, 422, "invalid-value"),
        (#"{"url":"http://8.8.4.4/","events":["rule.changed"]}"#, 422, "forbidden-address"),
        (#"{"url":"https://127.0.0.1/","events":["rule.changed"]}"#, 422, "forbidden-address"),
        (#"{"url":"https://0x7f.1/","events":["rule.changed"]}"#, 422, "forbidden-address"),
        (#"{"url":"https://[::ffff:10.0.0.1]/","events":["rule.changed"]}"#, 422, "forbidden-address"),
        (#"{"url":"https://169.254.169.254/","events":["rule.changed"]}"#, 422, "forbidden-address"),
        (#"{"url":"https://localhost/","events":["rule.changed"]}"#, 422, "forbidden-address"),
        (#"{"url":"https://8.8.4.4:25/","events":["rule.changed"]}"#, 422, "forbidden-address"),
        (
            #"{"url":"https://8.8.4.4/\#(String(repeating: "a", count: 2_048))","events":["rule.changed"]}"#, 422,
            "invalid-value"
        ),
        (
            #"{"url":"\#(url)","events":["rule.changed"],"description":"\#(String(repeating: "a", count: 257))"}"#, 422,
            "invalid-value"
        ),
        (#"{"url":"\#(url)","events":["rule.changed"],"description":7}"#, 422, "wrong-type"),
    ])
    func badBodiesAreRefused(_ body: String, _ status: Int, _ type: String) async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key([.admin])
        let answer = try await ask(gateway, .post, "", key: key, body)
        #expect(answer.status == status, "\(answer.body)")
        #expect(answer.json["type"] as? String == "urn:hutong:problem:" + type, "\(answer.body)")
        #expect(answer.headers[.contentType] == "application/problem+json")
        let list = try await ask(gateway, .get, "", key: key)
        #expect((list.json["webhooks"] as? [Any])?.isEmpty == true)
    }

    @Test func aPermittedNetworkMayBeReachedWithoutTLS() async throws {
        let gateway = try await TestGateway { $0.outboundNetworks = ["127.0.0.0/8"].compactMap { .init($0) } }
        let key = try await gateway.key([.admin])
        for (url, status) in [
            ("http://127.0.0.1:9000/", 201), ("https://127.0.0.2/", 201), ("http://10.0.0.1/", 422),
            ("http://8.8.4.4/", 422),
        ] {
            let answer = try await ask(
                gateway, .post, "", key: key, #"{"url":"\#(url)","events":["rule.changed"]}"#)
            #expect(answer.status == status, "\(url): \(answer.body)")
        }
    }

    @Test func otherBodiesAreRefused() async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key([.admin])
        #expect(try await ask(gateway, .post, "", key: key, Self.good, type: "text/plain").status == 415)
        let long = Self.good + String(repeating: " ", count: 20_000)
        #expect(try await ask(gateway, .post, "", key: key, long).status == 413)
        #expect(try await ask(gateway, .post, "?x=1", key: key, Self.good).status == 422)
    }

    @Test func anAddressStandsOnce() async throws {
        let (gateway, key, id) = try await made()
        let again = try await ask(gateway, .post, "", key: key, Self.good)
        #expect(again.status == 409)
        #expect(again.json["type"] as? String == "urn:hutong:problem:duplicate-webhook")
        #expect((again.json["detail"] as? String)?.contains(id) == true)
        let other = try await gateway.key([.admin], tenant: try #require(TenantID("other")))
        #expect(try await ask(gateway, .post, "", key: other, Self.good).status == 201)
    }

    @Test func thereIsALimit() async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key([.admin])
        for number in 0...20 {
            let body = #"{"url":"https://8.8.4.4/\#(number)","events":["rule.changed"]}"#
            let answer = try await ask(gateway, .post, "", key: key, body)
            #expect(answer.status == (number < 20 ? 201 : 409))
            if number == 20 { #expect(answer.json["type"] as? String == "urn:hutong:problem:too-many-webhooks") }
        }
    }

    @Test func changes() async throws {
        let (gateway, key, id) = try await made()
        func patch(_ body: String) async throws -> TestGateway.Answer {
            try await ask(gateway, .patch, "/" + id, key: key, body)
        }
        #expect(try await patch("{}").status == 200)
        let off = try await patch(#"{"enabled":false,"description":"x"}"#)
        #expect(off.json["enabled"] as? Bool == false)
        #expect(off.json["disabled_reason"] as? String == "operator")
        #expect(off.json["description"] as? String == "x")
        #expect(try await ask(gateway, .post, "/\(id)/test", key: key).status == 409)
        let on = try await patch(#"{"enabled":true,"description":null,"events":["complaint.received"]}"#)
        #expect(on.json["enabled"] as? Bool == true)
        #expect(on.json["disabled_reason"] is NSNull)
        #expect(on.json["description"] is NSNull)
        #expect(on.json["events"] as? [String] == ["complaint.received"])
        #expect(try await patch(#"{"events":[]}"#).status == 422)
        #expect(try await patch(#"{"url":null}"#).status == 422)
        #expect(try await patch(#"{"url":"https://10.0.0.1/"}"#).status == 422)
        #expect(try await patch(#"{"id":"wh_x"}"#).status == 422)
        _ = try await ask(gateway, .post, "", key: key, #"{"url":"https://8.8.4.4/b","events":["rule.changed"]}"#)
        #expect(try await patch(#"{"url":"https://8.8.4.4/b"}"#).status == 409)
        #expect(try await ask(gateway, .get, "/" + id, key: key).json["url"] as? String == Self.url)
    }

    @Test func aRemovedOneIsGone() async throws {
        let (gateway, key, id) = try await made()
        let answer = try await ask(gateway, .delete, "/" + id, key: key)
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
        #expect(try await ask(gateway, .delete, "/" + id, key: key).status == 404)
        #expect(try await ask(gateway, .get, "/" + id, key: key).status == 404)
    }

    @Test func aRotationShowsTheNewSecretOnce() async throws {
        let (gateway, key, id) = try await made()
        let answer = try await ask(gateway, .post, "/\(id)/rotate", key: key)
        #expect(answer.status == 200)
        #expect((answer.json["secret"] as? String)?.hasPrefix("whsec_") == true)
        #expect(answer.json["previous_until"] as? String == "2021-09-18T08:40:00.000Z")
    }

    @Test func theLogIsPaged() async throws {
        let (gateway, key, id) = try await made()
        var names: [String] = []
        for _ in 0..<5 {
            let answer = try await ask(gateway, .post, "/\(id)/test", key: key)
            #expect(answer.status == 202)
            names.append(try #require(answer.json["delivery"] as? String))
        }
        var found: [String] = []
        var query = "?limit=2"
        for page in 0..<3 {
            let answer = try await ask(gateway, .get, "/\(id)/deliveries" + query, key: key)
            let deliveries = try #require(answer.json["deliveries"] as? [[String: Any]])
            found += deliveries.compactMap { $0["id"] as? String }
            if page < 2 {
                query = "?limit=2&cursor=" + (try #require(answer.json["next_cursor"] as? String))
            } else {
                #expect(answer.json["next_cursor"] is NSNull)
            }
        }
        #expect(found == names.reversed())
        let delivery = try #require(
            (try await ask(gateway, .get, "/\(id)/deliveries?limit=1", key: key).json["deliveries"]
                as? [[String: Any]])?.first)
        #expect(delivery["type"] as? String == "webhook.test")
        #expect(delivery["state"] as? String == "pending")
        #expect((delivery["attempts"] as? [Any])?.isEmpty == true)
        #expect(delivery["next_attempt_at"] as? String == "2021-09-17T08:40:00.000Z")
        let none = try await ask(gateway, .get, "/\(id)/deliveries?state=failed", key: key)
        #expect((none.json["deliveries"] as? [Any])?.isEmpty == true)
        let replay = try await ask(gateway, .post, "/\(id)/deliveries/\(names[0])/replay", key: key)
        #expect(replay.status == 202)
        #expect(replay.json["delivery"] as? String == names[0])
    }

    @Test(arguments: ["limit=0", "limit=201", "limit=x", "limit=", "cursor=x", "cursor=", "state=lost", "page=2"])
    func badQueriesAreRefused(_ query: String) async throws {
        let (gateway, key, id) = try await made()
        #expect(try await ask(gateway, .get, "/\(id)/deliveries?\(query)", key: key).status == 422)
    }

    private static let routes: [(HTTPRequest.Method, String)] = [
        (.get, ""), (.post, ""), (.get, "/ID"), (.patch, "/ID"), (.delete, "/ID"), (.post, "/ID/rotate"),
        (.post, "/ID/test"), (.get, "/ID/deliveries"), (.post, "/ID/deliveries/dlv_00000000000000000000/replay"),
    ]

    @Test(arguments: routes)
    func theScopeAdminIsNeeded(_ method: HTTPRequest.Method, _ path: String) async throws {
        let (gateway, _, id) = try await made()
        let path = path.replacing("ID", with: id)
        #expect(try await gateway.ask(method, "/v1/webhooks" + path, headers: [:]).status == 401)
        let key = try await gateway.key([.check, .read, .moderate])
        #expect(try await ask(gateway, method, path, key: key, Self.good).status == 403)
    }

    @Test(arguments: routes.dropFirst(2))
    func anotherTenantsAreNotThere(_ method: HTTPRequest.Method, _ path: String) async throws {
        let (gateway, mine, id) = try await made()
        let key = try await gateway.key([.admin], tenant: try #require(TenantID("other")))
        for id in [id, "wh_00000000000000000000", "nothing"] {
            let answer = try await ask(gateway, method, path.replacing("ID", with: id), key: key, "{}")
            #expect(answer.status == 404)
            #expect(answer.json["type"] as? String == "urn:hutong:problem:unknown-webhook")
        }
        #expect(try await ask(gateway, .get, "/" + id, key: mine).status == 200)
    }

    @Test func anUnknownDeliveryIsNotReplayed() async throws {
        let (gateway, key, id) = try await made()
        for delivery in ["dlv_00000000000000000000", "x"] {
            let answer = try await ask(gateway, .post, "/\(id)/deliveries/\(delivery)/replay", key: key)
            #expect(answer.status == 404)
            #expect(answer.json["type"] as? String == "urn:hutong:problem:unknown-delivery")
        }
    }
}
