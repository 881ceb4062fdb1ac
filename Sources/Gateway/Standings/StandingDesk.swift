import Gate
import LinkPolicy
import Moderation
import Persistence
import Reputation
import Synchronization

/// Takes standings apart for the API and the pages; what was taken apart a moment ago is not taken apart again.
final class StandingDesk: Sendable {
    private struct Kept {
        var parameters: ReputationParameters
        var updatedAt: Int64
        var at: Int64
        /// Until then it is shown whatever has happened since.
        var restsUntil: Int64
        var breakdown: Breakdown
    }

    /// Seconds that a breakdown is shown again while nothing new is known.
    private static let lifetime: Int64 = 60
    private static let keptLimit = 256
    /// For so many complaints each a breakdown is shown a second longer, whatever has happened since: anybody may ask for
    /// the page of a platform that much is known of, which is written every few seconds.
    private static let complaintsPerSecond = 500

    let state: GatewayState
    let store: StandingStore
    let clock: any GatewayClock
    private let kept = Mutex<[StandingKey: Kept]>([:])
    private let work = SharedWork<StandingKey, Breakdown?>()

    init(state: GatewayState, store: StandingStore, clock: any GatewayClock) {
        self.state = state
        self.store = store
        self.clock = clock
    }

    /// `nil` when nothing is remembered of the subject.
    func breakdown(of key: StandingKey) async throws -> Breakdown? {
        guard let parameters = state.current.rulebook.tiers.parameters, let record = try await store.find(key) else {
            return nil
        }
        let now = clock.seconds
        if let known = kept.withLock({ $0[key] }), known.parameters == parameters,
            now < known.restsUntil || (known.updatedAt == record.updatedAt && now - known.at < Self.lifetime)
        {
            return known.breakdown
        }
        // Of whom very much is known it was done ahead.
        if let view = try await store.view(of: key), now - view.at < StandingViewMaker.lifetime,
            let breakdown = try? StandingText.decode(Breakdown.self, view.detail), breakdown.agrees(with: record)
        {
            keep(breakdown, of: record, parameters, restsUntil: now + Self.lifetime, at: now)
            return breakdown
        }
        return try await work.value(of: key) { [self] in try await takeApart(record, parameters, at: now) }
    }

    /// How a subject stands; `nil` when nothing is remembered of it, nor is it in a shared tier that counts.
    func view(of key: StandingKey) async throws -> StandingView? {
        guard let parameters = state.current.rulebook.tiers.parameters else { return nil }
        return try await StandingReader(store: store, parameters: parameters)
            .view(of: key, at: clock.seconds) { try await breakdown(of: key) }
    }

    /// The shared tiers of subjects that count for the tenant of their key.
    func shared(of keys: [StandingKey]) async throws -> [StandingKey: SharedStanding] {
        guard let parameters = state.current.rulebook.tiers.parameters else { return [:] }
        return try await StandingReader(store: store, parameters: parameters).shared(of: keys)
    }

    private func takeApart(
        _ record: StandingRecord, _ parameters: ReputationParameters, at now: Int64
    ) async throws -> Breakdown? {
        guard
            let breakdown = try await StandingReader(store: store, parameters: parameters)
                .breakdown(of: record.key, at: now)
        else { return nil }
        let rest = min(Self.lifetime, Int64(breakdown.complaints / Self.complaintsPerSecond))
        // In the second in which it was written more may follow that is written as of the same second.
        guard rest > 0 || now > record.updatedAt + 1 else { return breakdown }
        keep(breakdown, of: record, parameters, restsUntil: now + rest, at: now)
        return breakdown
    }

    private func keep(
        _ breakdown: Breakdown, of record: StandingRecord, _ parameters: ReputationParameters, restsUntil: Int64,
        at now: Int64
    ) {
        kept.withLock { kept in
            if kept.count >= Self.keptLimit { kept = kept.filter { now - $0.value.at < Self.lifetime } }
            guard kept.count < Self.keptLimit else { return }
            kept[record.key] = Kept(
                parameters: parameters, updatedAt: record.updatedAt, at: now, restsUntil: restsUntil,
                breakdown: breakdown)
        }
    }

    /// The subject that a path names; see ``Persistence/StandingKey/init(_:_:of:list:)``.
    func key(_ kind: String, _ name: String, of tenant: TenantID) -> StandingKey? {
        Subject.Kind(rawValue: kind).flatMap {
            StandingKey($0, name, of: tenant, list: state.current.rulebook.publicSuffixes)
        }
    }

    /// The address of the public page; `nil` for senders and groups, who have none.
    func page(of key: StandingKey) -> String? { Self.path(of: key).map { (state.publicURL ?? "") + $0 } }

    /// The path of the page that says how the platform or site stands that a ruling is on; `nil` for other rulings, and
    /// where no standing is kept.
    func path(for ruling: Moderation.Ruling) -> String? {
        guard state.current.rulebook.tiers.parameters != nil else { return nil }
        switch ruling.subject.kind {
        case .platform: return key("platform", ruling.subject.key, of: ruling.tenant).flatMap(Self.path)
        case .link, .path, .domain:
            return AddressSubject(ruling.subject.key).flatMap { key("domain", $0.host, of: ruling.tenant) }
                .flatMap(Self.path)
        case .sender, .group: return nil
        }
    }

    static func path(of key: StandingKey) -> String? {
        switch key.kind {
        case .domain, .platform:
            // Of what a host is written with, only the brackets of an IP address need it.
            let name = key.name.replacing("[", with: "%5B").replacing("]", with: "%5D").replacing(":", with: "%3A")
            return "/t/\(key.tenant.rawValue)/standing/\(key.kind.rawValue)/\(name)"
        case .link, .path, .sender, .group: return nil
        }
    }
}

extension Breakdown {
    /// Complaints that are remembered.
    var complaints: Int {
        items.reduce(0) { count, item in
            switch item.cause {
            case .complaints(_, let filed, _), .others(let filed, _): count + filed
            case .openings, .ruling: count
            }
        }
    }
}
