public import Persistence
public import URLStandard

extension FeedUpdater {
    /// Fetches `feeds` now, whenever they are due, as the one on this store that does.
    ///
    /// - Parameters:
    ///   - holder: A name that no other process has.
    ///   - forced: Whether a list may be taken whatever it has lost.
    /// - Returns: What became of each, in the same order; `nil` while a gateway or another command fetches lists.
    /// - Throws: `CancellationError`, and ``Persistence/PersistenceError``.
    public static func updateNow(
        _ feeds: [FeedDefinition], configuration: GatewayConfiguration, database: any SQLDatabase, holder: String,
        publicSuffixes: PublicSuffixList, forced: Bool
    ) async throws -> [(feed: FeedDefinition, outcome: Outcome)]? {
        let clock = SystemClock()
        let store = ThreatStore(data: configuration.data)
        let transport = OutboundFeedTransport(permitted: configuration.outboundNetworks)
        let updater = FeedUpdater(
            store: store, fetcher: FeedFetcher(store: store, transport: transport), publicSuffixes: publicSuffixes,
            clock: clock)
        return try await FeedLease(leases: LeaseStore(database), node: holder, clock: clock).holding {
            try await updater.update(feeds, forced: forced)
        }
    }
}
