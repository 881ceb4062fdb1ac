import Foundation
import Gate
import HTTPTypes
import LinkPolicy
import Moderation
import Persistence
import Reputation
import Testing
import Webhooks

@testable import Gateway

@Suite struct SharedStandingTests {
    private let campus = TenantID("campus"), town = TenantID("town"), club = TenantID("club")

    private func tenants() throws -> (campus: TenantID, town: TenantID, club: TenantID) {
        (try #require(campus), try #require(town), try #require(club))
    }

    private func verdict(_ stand: Stand, _ tenant: TenantID) async throws -> String {
        let answer = try await stand.gateway.check(
            #"{"text":"https://www.shop.example/item"}"#, key: stand.gateway.key([.check], tenant: tenant))
        return answer.body.contains(#""disposition":"hold""#) ? "hold" : "open"
    }

    private func shown(_ stand: Stand, _ tenant: TenantID) async throws -> (
        own: String?, inForce: String?, shared: String?
    ) {
        let answer = try await stand.gateway.ask(
            .get, "/v1/standings/domain/shop.example",
            headers: [.authorization: "Bearer \(stand.gateway.key([.moderate], tenant: tenant))"])
        return (
            answer.json["tier"] as? String, answer.json["in_force"] as? String,
            (answer.json["shared"] as? [String: Any])?["tier"] as? String
        )
    }

    @Test func whatTwoCameToCountsForThoseWhoShareAndNobodyElse() async throws {
        let stand = try await Stand()
        let (campus, town, club) = try tenants()
        try stand.share([campus, town, club])
        try await stand.rule("R-1", tenant: campus)
        try await stand.keep()
        try await stand.gateway.reload()
        #expect(try await verdict(stand, campus) == "hold")
        #expect(try await verdict(stand, town) == "open", "one demotes for itself alone")
        #expect(try await stand.store.shared().isEmpty)

        try await stand.rule("R-2", tenant: town)
        try await stand.keep()
        try await stand.gateway.reload()
        #expect(try await verdict(stand, club) == "hold")
        #expect(try await verdict(stand, .main) == "open")
        #expect(try await shown(stand, club) == ("ordinary", "poor", "poor"))
        #expect(try await shown(stand, town) == ("poor", "poor", "poor"))
        #expect(try await shown(stand, .main) == (nil, nil, nil))
        // Nobody is asked to look because of what others came to.
        let cases = CaseStore(stand.gateway.database)
        #expect(try await cases.cases(tenant: club, CaseFilter(), after: nil, limit: 10).isEmpty)

        try await stand.end("R-1", tenant: campus, .reversed)
        try await stand.keep()
        try await stand.gateway.reload()
        #expect(try await verdict(stand, club) == "open")
        #expect(try await verdict(stand, town) == "hold")
        #expect(try await stand.store.shared().isEmpty)
        #expect(try await shown(stand, club) == (nil, nil, nil))
    }

    @Test func whoStopsTakesTheirsOutAtOnceAndPutsItInAgain() async throws {
        let stand = try await Stand()
        let (campus, town, club) = try tenants()
        try await stand.rule("R-1", tenant: campus)
        try await stand.rule("R-2", tenant: town)
        try await stand.keep()
        #expect(try await stand.store.shared().isEmpty)
        let own = try await stand.kept(campus)
        for _ in 0..<2 {
            stand.gateway.clock.advance(seconds: 60)
            try stand.share([campus, town, club])
            try await stand.keep()
            try await stand.gateway.reload()
            let shared = try await stand.store.shared()
            #expect(shared.map(\.tier) == [.poor] && shared.map(\.since) == [stand.gateway.clock.seconds])
            #expect(try await verdict(stand, club) == "hold")

            stand.gateway.clock.advance(seconds: 60)
            try stand.share([town, club])
            #expect(try await verdict(stand, campus) == "hold", "their own stays")
            try await stand.keep()
            try await stand.gateway.reload()
            #expect(try await stand.store.shared().isEmpty)
            #expect(try await stand.store.sharing() == [town, club])
            #expect(try await verdict(stand, club) == "open")
        }
        #expect(try await stand.kept(campus) == own, "nothing of one's own changes")
        try stand.share([])
        try await stand.keep()
        #expect(try await stand.store.sharing().isEmpty)
    }

    /// Stopped while nobody looked, as when the file is changed while the gateway is down.
    @Test func whoDoesNotShareAnyMoreNeitherGivesNorTakes() async throws {
        let stand = try await Stand()
        let (campus, town, club) = try tenants()
        try stand.share([campus, town, club])
        try await stand.rule("R-1", tenant: campus)
        try await stand.rule("R-2", tenant: town)
        try await stand.keep()
        try await stand.gateway.reload()
        try stand.share([campus, town])
        #expect(try await verdict(stand, club) == "open", "before anything is written")
        #expect(try await shown(stand, club) == (nil, nil, nil))
        try await stand.keep()
        #expect(try await stand.store.shared().count == 1)
    }

    @Test func thoseForWhomItCountsAreTold() async throws {
        let stand = try await Stand()
        let (campus, town, club) = try tenants()
        let webhooks = WebhookStore(stand.gateway.database, master: try MasterKey(folder: stand.gateway.folder))
        for tenant in [campus, town, club, .main] {
            _ = try await webhooks.create(
                tenant: tenant, url: "https://chat.example/hook", events: [.standingTierChanged], description: nil,
                now: 0)
        }
        func told() async throws -> [String] {
            try await stand.gateway.database.write { connection in
                let rows = try connection.rows("SELECT tenant, payload FROM outbox ORDER BY tenant, payload", [])
                try connection.run("DELETE FROM outbox", [])
                return try rows.map { row in
                    let event = try JSONSerialization.jsonObject(with: Data(try row.text(1).utf8)) as? [String: Any]
                    let data = event?["data"] as? [String: Any] ?? [:]
                    return
                        "\(try row.text(0)) \(data["shared"] as? Bool == true ? "shared" : "own") "
                        + "\(data["former"] ?? "")-\(data["tier"] ?? "") \(data["in_force"] ?? "")"
                        + (data["probability"] is NSNull ? " -" : "")
                }
            }
        }
        try stand.share([campus, town, club])
        try await stand.rule("R-1", tenant: campus)
        try await stand.keep()
        #expect(try await told() == ["campus own ordinary-poor poor"])
        try await stand.rule("R-2", tenant: town)
        try await stand.keep()
        #expect(
            try await told().sorted() == [
                "campus shared ordinary-poor poor", "club shared ordinary-poor poor", "town own ordinary-poor poor",
                "town shared ordinary-poor poor",
            ])
        try await stand.keep()
        try stand.share([campus, town])
        try await stand.keep()
        #expect(try await told() == ["club shared poor-ordinary ordinary -"])
        try stand.share([campus, club])
        try await stand.keep()
        #expect(
            try await told().sorted() == ["campus shared poor-ordinary poor", "town shared poor-ordinary poor"])
    }

    @Test func thePageSaysWhatCounts() async throws {
        let stand = try await Stand()
        let (campus, town, club) = try tenants()
        _ = try await stand.gateway.key([.check], tenant: club)
        func page(_ language: String) async throws -> String {
            try await stand.gateway.ask(.get, "/t/club/standing/domain/shop.example?lang=\(language)").body
        }
        let before = try await page("en")
        #expect(before.contains("Too few people"))
        try stand.share([campus, town, club])
        try await stand.rule("R-1", tenant: campus)
        try await stand.rule("R-2", tenant: town)
        try await stand.keep()
        let (en, zh) = (try await page("en"), try await page("zh"))
        #expect(en.contains("Shared standing: poor") && en.contains("as for the tier “poor”"))
        #expect(zh.contains("共享信誉：较差") && zh.contains("按“较差”对待"))
        #expect(!en.contains("R-1") && !en.contains("R-2") && en.contains("Too few people"))
        try stand.share([])
        #expect(try await page("en") == before)
    }

    /// A keeper that is new at every step, as after a crash, comes to what one that never stops comes to.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func aRestartSharesTheSame(_ seed: UInt64) async throws {
        let (campus, town, club) = try tenants()
        let (steady, restarted) = (try await Stand(), try await Stand())
        var found: [[String]] = []
        for (stand, isRestarted) in [(steady, false), (restarted, true)] {
            var random = Walk(state: seed)
            var keeper = try stand.keeper()
            var rulings: [(String, TenantID)] = []
            var states: [String] = []
            for step in 0..<30 {
                let tenant = [campus, town, club][random.below(3)]
                switch random.below(6) {
                case 0: try await stand.open(1 + random.below(40), tenant: tenant)
                case 1...2: try await stand.complain("C-\(step)", tenant: tenant, person: "p\(random.below(9))")
                case 3:
                    rulings.append(("R-\(step)", tenant))
                    try await stand.rule("R-\(step)", tenant: tenant)
                case 4:
                    if !rulings.isEmpty {
                        let (id, tenant) = rulings.remove(at: random.below(rulings.count))
                        try await stand.end(id, tenant: tenant, .reversed)
                    }
                default: try stand.share([[campus, town, club], [campus, club], [town, club]][random.below(3)])
                }
                // Everything is settled once an hour, and when a keeper begins.
                stand.gateway.clock.advance(seconds: 3_600 + Int64(random.below(7_200)))
                if isRestarted { keeper = try stand.keeper() }
                try await keeper.look(flushes: true)
                let shared = try await stand.store.shared().map { "\($0)" }.sorted()
                states.append("\(step) \(shared) \(try await stand.store.sharing().sorted())")
            }
            found.append(states)
        }
        #expect(found[0] == found[1])
        #expect(found[0].contains { $0.contains("tier:") })
    }
}
