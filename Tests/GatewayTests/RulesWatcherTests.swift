import Foundation
import HTTPTypes
import Logging
import Testing

@testable import Gateway

@Suite struct RulesWatcherTests {
    @Test func changedFilesComeInForceAndWrongOnesDoNot() async throws {
        let gateway = try await TestGateway()
        let folder = gateway.folder + "/rules"
        try FileManager.default.copyItem(atPath: TestGateway.rules, toPath: folder)
        let file = folder + "/policies/default.yaml"
        let watcher = RulesWatcher(
            folder: folder, configuration: gateway.gateway.configuration, state: gateway.gateway.state,
            clock: gateway.clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let link = try await gateway.link("https://u@a.example/")
        #expect(try await gateway.ask(.get, link).status == 200)

        let before = RulesWatcher.fingerprint(of: folder)
        let lenient = """
            policy: default
            version: "2"
            title: {zh: 无规则, en: No rules}
            summary: {zh: 无规则, en: No rules}
            grounds: {}
            rules: []
            """
        try lenient.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(RulesWatcher.fingerprint(of: folder) != before)
        watcher.reload()
        #expect(try await gateway.ask(.get, link).status == 302, "the new policy has no rules")

        try "policy: default\nrules: 7\n".write(toFile: file, atomically: true, encoding: .utf8)
        watcher.reload()
        #expect(try await gateway.ask(.get, link).status == 302, "the former rules stay")
    }
}
