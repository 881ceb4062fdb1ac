import Foundation
import Gate
import HTTPTypes
import LinkPolicy
import LinkRecognition
import LinkTokens
import Logging
import Moderation
import Persistence
import Reputation
import Testing

@testable import Gateway

/// A gateway whose standings are kept step by step.
final class Stand: Sendable {
    let gateway: TestGateway
    let store: StandingStore
    private let complaints: ComplaintStore
    private let cases: CaseStore
    private let rulings: RulingStore

    /// The same for all, so that what two of them keep can be compared.
    private static let names = Result {
        ComplainantNames(master: try MasterKey(folder: makeFolder()))
    }

    private static func makeFolder() throws -> String {
        let folder = NSTemporaryDirectory() + "hutong-test-names-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    init() async throws {
        gateway = try await TestGateway()
        store = StandingStore(gateway.database)
        complaints = ComplaintStore(gateway.database)
        cases = CaseStore(gateway.database)
        rulings = RulingStore(gateway.database)
    }

    var rules: ComplaintRules { gateway.gateway.state.current.rulebook.complaints }

    func keeper() throws -> StandingKeeper {
        StandingKeeper(
            state: gateway.gateway.state, store: store, leases: LeaseStore(gateway.database), node: "test",
            names: try Self.names.get(), clock: gateway.clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// What one keeper, new to the store, makes of what has happened.
    func keep() async throws { try await keeper().look(flushes: true) }

    func open(_ count: Int, tenant: TenantID = .main, domain: String = "shop.example", sender: String? = nil)
        async throws
    {
        let hour = gateway.clock.seconds / 3_600 * 3_600
        try await store.add(
            [
                StandingExposure(
                    tenant: tenant, hour: hour, domain: domain, platform: nil, sender: sender, group: nil,
                    count: count)
            ], now: gateway.clock.seconds)
    }

    /// - Returns: The case.
    @discardableResult
    func complain(
        _ id: String, tenant: TenantID = .main, address: String = "https://shop.example/item", person: String? = nil,
        sender: String? = nil
    ) async throws -> String {
        var record = ComplaintRecord(
            id: id, tenant: tenant, at: gateway.clock.seconds, linkID: 1, address: address, scene: .group,
            category: "fraud", statement: "x", person: person ?? "p-" + id, reader: nil)
        record.openedAt = record.at
        var filing = ComplaintFiling(record, on: .path, String(address.dropFirst("https://".count)))
        filing.sender = sender
        guard case .kept(let kept, _, _) = try await complaints.file(filing, rules: rules) else { return "" }
        return kept.caseID ?? ""
    }

    func dismiss(_ id: String) async throws {
        _ = try await cases.dismiss(
            [id], tenant: nil, reason: "In order.", by: CaseActor(apiKey: nil, person: "m"), rules: rules,
            now: gateway.clock.seconds)
    }

    func reopen(_ id: String) async throws {
        _ = try await cases.reopen(
            id, tenant: nil, reason: "It was false.", by: CaseActor(apiKey: nil, person: "m"), rules: rules,
            now: gateway.clock.seconds)
    }

    func rule(
        _ id: String, tenant: TenantID = .main, on kind: ModeratedSubject.Kind = .domain,
        _ name: String = "shop.example",
        caseID: String? = nil
    ) async throws {
        let ruling = Moderation.Ruling(
            id: id, tenant: tenant, subject: try #require(ModeratedSubject(kind, name)), step: .notice,
            category: "fraud", clause: LocalizedText(zh: "x", en: "x"), facts: "x", source: .complaints, actor: "m",
            caseID: caseID, startsAt: gateway.clock.seconds, endsAt: nil)
        _ = try await rulings.make(ruling, platform: nil, by: CaseActor(apiKey: nil, person: "m"), rules: rules)
    }

    func end(_ id: String, tenant: TenantID = .main, _ reason: Moderation.Ruling.End.Reason) async throws {
        _ = try await rulings.end(
            id, of: tenant, .init(at: gateway.clock.seconds, reason: reason, words: "", actor: "n"))
    }

    /// Lets these tenants share standings, as a changed `reputation.yaml` does.
    func share(_ tenants: [TenantID]) throws {
        var parameters = try #require(gateway.gateway.state.current.rulebook.tiers.parameters)
        parameters.sharing = Set(tenants)
        gateway.gateway.state.update { [parameters] snapshot in
            let rulebook = snapshot.rulebook
            return snapshot.with(
                rulebook.with(
                    revision: rulebook.revision, operatorRules: rulebook.operatorRules, sanctions: rulebook.sanctions,
                    tiers: rulebook.tiers.with(parameters: parameters)))
        }
    }

    /// All that is kept, but for when it was written.
    func kept(_ tenant: TenantID = .main) async throws -> [String] {
        try await store.list(of: tenant, hasDetail: true, limit: 1_000).map {
            "\($0.key.kind) \($0.key.name) \($0.tier) \($0.score) \($0.detail)"
        } + store.complaints(of: tenant).sorted() + [store.population(of: tenant) ?? ""]
    }

    func breakdown(
        _ kind: ModeratedSubject.Kind = .domain, _ name: String = "shop.example", tenant: TenantID = .main
    ) async throws -> Breakdown? {
        let parameters = try #require(gateway.gateway.state.current.rulebook.tiers.parameters)
        return try await StandingReader(store: store, parameters: parameters)
            .breakdown(of: StandingKey(tenant: tenant, kind: kind, name: name), at: gateway.clock.seconds)
    }
}

extension Stand {
    /// What standings rest on, without the tiers that time has led to.
    func evidence() async throws -> [String] {
        var found: [String] = []
        for record in try await store.list(of: .main, hasDetail: true, limit: 1_000) {
            let part = try JSONSerialization.jsonObject(with: Data(record.detail.utf8)) as? [String: Any]
            var evidence = part?["record"] as? [String: Any] ?? [:]
            evidence["changes"] = nil
            evidence["looked"] = nil
            let data = try JSONSerialization.data(withJSONObject: evidence, options: .sortedKeys)
            found.append("\(record.key.kind) \(record.key.name) " + String(decoding: data, as: UTF8.self))
        }
        return try await found + store.complaints(of: .main).sorted() + [store.population(of: .main) ?? ""]
    }
}

/// SplitMix64, for the same walk on every run.
struct Walk {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ (word >> 31)) % UInt64(limit))
    }
}
