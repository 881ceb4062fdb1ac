import LinkPolicy
import Moderation
public import Persistence
public import Reputation

/// Takes single standings apart as the store has them: for the API, the pages and the command line.
public struct StandingReader: Sendable {
    let store: StandingStore
    let parameters: ReputationParameters

    public init(store: StandingStore, parameters: ReputationParameters) {
        self.store = store
        self.parameters = parameters
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
                try StandingBook(found, complaints, population, parameters)
                    .breakdown(of: Subject(kind, key.name), at: now)
            }
        }.get()
    }
}
