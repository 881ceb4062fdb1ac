import HTTPTypes
import LinkPolicy
import Persistence
import Testing

@testable import Gateway

@Suite struct ChoiceRoutesTests {
    private static let group = "/v1/groups/g/link-settings"
    private static let message = #"{"text":"https://a.example/","scene":"group","group":"g","sender_role":"member"}"#

    private func ask(
        _ gateway: TestGateway, _ method: HTTPRequest.Method, _ path: String, key: String, _ body: String = "",
        _ more: HTTPFields = [:]
    ) async throws -> TestGateway.Answer {
        var headers = more
        headers[.authorization] = "Bearer \(key)"
        headers[.contentType] = "application/json"
        return try await gateway.ask(method, path, headers: headers, body: body)
    }

    /// The verdict on the one link of ``message``.
    private func verdict(_ gateway: TestGateway, key: String) async throws -> (
        disposition: String?, by: [String], degraded: [String]
    ) {
        let results = try await gateway.check(Self.message, key: key).json["results"] as? [[String: Any]]
        let findings = results?.first?["findings"] as? [[String: Any]]
        let verdict = findings?.first?["verdict"] as? [String: Any]
        let grounds = verdict?["grounds"] as? [[String: Any]] ?? []
        return (
            verdict?["disposition"] as? String, grounds.compactMap { $0["by"] as? String },
            verdict?["degraded"] as? [String] ?? []
        )
    }

    @Test(arguments: [
        (#"{"posters":"admins"}"#, "block"), (#"{"asks_first":true}"#, "hold"), (#"{"forms":["share_code"]}"#, "block"),
        (#"{"kinds":["item"]}"#, "block"),
    ])
    func aGroupsChoiceIsInForceWhenItIsAnswered(_ settings: String, _ disposition: String) async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key([.check, .admin])
        #expect(try await verdict(gateway, key: key).disposition == "open")
        #expect(try await ask(gateway, .put, Self.group, key: key, settings).status == 201)
        let bound = try await verdict(gateway, key: key)
        #expect(bound.disposition == disposition && bound.by == ["group"])
        #expect(try await ask(gateway, .delete, Self.group, key: key).status == 204)
        #expect(try await verdict(gateway, key: key).disposition == "open")
    }

    @Test func anotherTenantsGroupOfTheSameNameIsAnother() async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key([.check, .admin])
        let other = try await gateway.key([.check, .admin], tenant: #require(TenantID("other")))
        #expect(try await ask(gateway, .put, Self.group, key: key, #"{"posters":"nobody"}"#).status == 201)
        #expect(try await verdict(gateway, key: other).disposition == "open")
        #expect(try await ask(gateway, .get, Self.group, key: other).status == 404)
        #expect(try await ask(gateway, .get, Self.group + "/history", key: other).status == 404)
    }

    @Test(arguments: [
        ("If-Match", "*", 412, 200), ("If-Match", #""0""#, 412, 412), ("If-Match", #"W/"1""#, 412, 412),
        ("If-Match", #""a", "1""#, 412, 200), ("If-Match", "1", 412, 412), ("If-None-Match", "*", 201, 412),
        ("If-None-Match", #""1""#, 201, 412), ("If-None-Match", #"W/"1""#, 201, 412),
        ("If-None-Match", #""2""#, 201, 200),
    ])
    func validatorsHold(_ name: String, _ value: String, _ first: Int, _ second: Int) async throws {
        let field = try #require(HTTPField.Name(name))
        let gateway = try await TestGateway()
        let key = try await gateway.key([.admin])
        let body = #"{"posters":"nobody"}"#
        #expect(try await ask(gateway, .put, Self.group, key: key, body, [field: value]).status == first)
        // A new store: the first change has the number 1.
        if first == 412 { #expect(try await ask(gateway, .put, Self.group, key: key, body).headers[.eTag] == #""1""#) }
        #expect(
            try await ask(gateway, .put, Self.group, key: key, #"{"shelf_only":true}"#, [field: value]).status == second
        )
    }

    @Test func aChoiceThatCannotBeReadDegradesAndCanBeReplaced() async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key([.check, .admin])
        let subject = ChoiceSubject(tenant: .main, kind: .group, id: "g")
        let newer = #"{"posters":"owner"}"#
        _ = try await ChoiceStore(gateway.database).change(subject, to: newer, by: ChoiceActor(.key, "k"), now: 1)
        try await gateway.gateway.loader.choices.refresh()
        let degraded = try await verdict(gateway, key: key)
        #expect(degraded.disposition == "open" && degraded.degraded == ["choices"])
        #expect(try await ask(gateway, .get, Self.group, key: key).status == 503)
        #expect(try await ask(gateway, .put, Self.group, key: key, #"{"posters":"admins"}"#).status == 200)
        let healed = try await verdict(gateway, key: key)
        #expect(healed.disposition == "block" && healed.degraded.isEmpty)
    }

    @Test(arguments: ["", "?by=a%0Ab", "?role=king", "?reason=" + String(repeating: "a", count: 501), "?x=1"])
    func whoAndWhyAreChecked(_ query: String) async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key([.admin])
        let answer = try await ask(gateway, .put, Self.group + query, key: key, "{}")
        #expect(answer.status == (query.isEmpty ? 201 : 422), "\(answer.body)")
    }

    @Test(arguments: ["%FF", "%00", "a%0Ab", String(repeating: "a", count: 257)])
    func whatIsNoIdentifierNamesNoGroup(_ id: String) async throws {
        let gateway = try await TestGateway()
        let key = try await gateway.key([.admin])
        let answer = try await ask(gateway, .put, "/v1/groups/\(id)/link-settings", key: key, "{}")
        #expect(answer.status == 404 && answer.body.contains("unknown-group"), "\(answer.body)")
    }
}
