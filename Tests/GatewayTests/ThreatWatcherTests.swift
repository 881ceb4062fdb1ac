import Foundation
import HTTPTypes
import LinkPolicy
import Logging
import Persistence
import Testing
import ThreatIntel
import URLStandard

@testable import Gateway

@Suite struct ThreatWatcherTests {
    @Test func aNewSetComesInForceAndADamagedOneDoesNot() async throws {
        let gateway = try await TestGateway()
        let store = ThreatStore(data: gateway.folder + "/lists")
        let watcher = ThreatWatcher(
            store: store, state: gateway.gateway.state, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let link = try await gateway.link("https://www.evil.example/")
        #expect(try await gateway.ask(.get, link).status == 302)
        watcher.reload()
        #expect(try await gateway.ask(.get, link).status == 302)

        let list = gateway.folder + "/list.txt"
        try "evil.example\n".write(toFile: list, atomically: true, encoding: .utf8)
        let record = try #require(
            FeedRecord(
                id: "some-list", format: .domains, threatClass: .malware, confidence: 90, source: list, readAt: 0))
        try store.update(
            [ThreatStore.Incoming(record: record, file: list)], publicSuffixes: .builtin, now: 0)
        watcher.reload()
        #expect(try await gateway.ask(.get, link).status == 403, "the next click feels it")

        try "damaged".write(toFile: store.path, atomically: true, encoding: .utf8)
        watcher.reload()
        #expect(try await gateway.ask(.get, link).status == 403, "the former set stays")
    }
}
