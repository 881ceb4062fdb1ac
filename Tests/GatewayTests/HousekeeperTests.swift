import HTTPTypes
import LinkPolicy
import Persistence
import Testing

@testable import Gateway

@Suite struct HousekeeperTests {
    @Test func whatIsPastIsForgottenByTheSettings() async throws {
        let gateway = try await TestGateway { $0.retention.visits = 2 }
        let link = try await gateway.link("https://a.example/x")
        _ = try await gateway.ask(.get, link)
        let readersAtFirst = try await readers(gateway)
        #expect(readersAtFirst.map(\.readers) == [0], "a visit of somebody of whom nothing is known")

        let records = RetentionStore(gateway.database)
        // At the end of the second day after it, the visit is still kept; with the third it goes.
        for (days, held) in [(2, 1), (1, 0)] {
            gateway.clock.advance(seconds: Int64(days) * 86_400)
            await gateway.gateway.housekeeper.sweep()
            #expect(try await records.count(.visits, before: nil).held == held)
        }
        #expect(try await records.count(.tallies, before: nil).held > 0, "figures stay by default")
        let readersNow = try await readers(gateway)
        #expect(readersNow.map(\.day) == readersAtFirst.map(\.day))
        #expect(readersNow.map(\.readers) == [nil], "unknown, not none")
    }

    private func readers(_ gateway: TestGateway) async throws -> [(day: String?, readers: Int?)] {
        await gateway.gateway.observations.flush()
        let headers: HTTPFields = [.authorization: "Bearer \(try await gateway.key())"]
        let answer = try await gateway.ask(.get, "/v1/stats/summary", headers: headers)
        return (answer.json["days"] as? [[String: Any]] ?? []).map { ($0["day"] as? String, $0["readers"] as? Int) }
    }

    @Test func zeroIsForEver() async throws {
        let gateway = try await TestGateway { $0.retention.visits = 0 }
        _ = try await gateway.ask(.get, try await gateway.link("https://a.example/x"))
        await gateway.gateway.observations.flush()
        gateway.clock.advance(seconds: 40_000 * 86_400)
        await gateway.gateway.housekeeper.sweep()
        #expect(try await RetentionStore(gateway.database).count(.visits, before: nil).held == 1)
    }

    @Test func shortLinksAndRetiredKeysEndByThemselves() async throws {
        let gateway = try await TestGateway { $0.linkLifetime = 10 }
        let records = RetentionStore(gateway.database)
        _ = try await gateway.link("https://a.example/x", query: "?links=short")
        _ = try await gateway.gateway.loader.secrets.rotateLinkKey(now: gateway.clock.seconds, lifetime: 86_400)
        gateway.clock.advance(seconds: 9 * 86_400)
        await gateway.gateway.housekeeper.sweep()
        #expect(try await records.count(.shortLinks, before: nil).held == 1)
        #expect(try await records.count(.linkKeys, before: nil).held == 2)
        // The key goes with the gateway's own lifetime of links, not with the shorter one of the rotation.
        for (days, links, keys) in [(2, 0, 2), (2, 0, 1)] {
            gateway.clock.advance(seconds: Int64(days) * 86_400)
            await gateway.gateway.housekeeper.sweep()
            #expect(try await records.count(.shortLinks, before: nil).held == links)
            #expect(try await records.count(.linkKeys, before: nil).held == keys)
        }
    }

    @Test func everyKindHasItsSetting() {
        let settings = RetentionPlan(Retention()).items.compactMap(\.setting)
        let keys = ConfigurationKey.all.map(\.name).filter { $0.hasPrefix("retain_") }
        #expect(settings == keys)
    }
}
