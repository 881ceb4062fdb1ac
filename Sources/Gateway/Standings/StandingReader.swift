public import LinkPolicy
import Moderation
public import Persistence
public import Reputation

/// How a subject stands with a tenant: its own standing, and the tier that it shares with others where that counts.
public struct StandingView: Sendable {
    public var breakdown: Breakdown
    /// `nil` where there is none, or the tenant does not share.
    public var shared: SharedStanding?

    /// The tier that verdicts go by: the worse of the two.
    public var inForce: ReputationTier { min(breakdown.tier, shared?.tier ?? .trusted) }
}

/// Takes single standings apart as the store has them: for the API, the pages and the command line.
public struct StandingReader: Sendable {
    let store: StandingStore
    let parameters: ReputationParameters

    public init(store: StandingStore, parameters: ReputationParameters) {
        self.store = store
        self.parameters = parameters
    }

    /// How a subject stands; `nil` when nothing is remembered of it, nor is it in a shared tier that counts.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Throws: As ``breakdown(of:at:)``.
    public func view(of key: StandingKey, at now: Int64) async throws -> StandingView? {
        try await view(of: key, at: now) { try await breakdown(of: key, at: now) }
    }

    /// - Parameter own: Takes the tenant's own standing apart.
    func view(
        of key: StandingKey, at now: Int64, _ own: () async throws -> Breakdown?
    ) async throws -> StandingView? {
        let shared = try await shared(of: [key])[key]
        if let breakdown = try await own() { return StandingView(breakdown: breakdown, shared: shared) }
        guard let shared, let kind = Subject.Kind(rawValue: key.kind.rawValue) else { return nil }
        let population = try await store.population(of: key.tenant)
        let book = try StandingBook([], [], population, parameters)
        return StandingView(breakdown: book.breakdown(of: Subject(kind, key.name), at: now), shared: shared)
    }

    /// The shared tiers of subjects that count for the tenant of their key.
    public func shared(of keys: [StandingKey]) async throws -> [StandingKey: SharedStanding] {
        let sharing = keys.filter { parameters.sharing.contains($0.tenant) }
        return sharing.isEmpty ? [:] : try await store.shared(of: sharing)
    }

    /// What moved a standing, and what would restore it; `nil` when nothing is remembered of the subject.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Throws: When the store cannot be read, or what it keeps cannot be understood.
    public func breakdown(of key: StandingKey, at now: Int64) async throws -> Breakdown? {
        guard let record = try await store.find(key), let kind = Subject.Kind(rawValue: key.kind.rawValue) else {
            return nil
        }
        var records = [record]
        // A site borrows from its platform.
        if kind == .domain, let platform = try StandingText.decode(StandingPart.self, record.detail).platform,
            let lender = try await store.find(StandingKey(tenant: key.tenant, kind: .platform, name: platform))
        {
            records.append(lender)
        }
        let complaints = try await store.complaints(of: key.tenant, about: records.map(\.key))
        let population = try await store.population(of: key.tenant)
        let (found, parameters) = (records, parameters)
        return try await QuietThread.shared.run {
            Result {
                let parts = try complaints.map { try StandingText.decode(ComplaintPart.self, $0) }
                return try StandingBook(found, parts, population, parameters)
                    .breakdown(of: Subject(kind, key.name), at: now)
            }
        }.get()
    }
}
