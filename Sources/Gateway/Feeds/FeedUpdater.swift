import LinkPolicy
public import Persistence
import ThreatIntel
import URLStandard

/// Fetches lists, and builds the set anew when any has changed. A bad one changes nothing but its record, which says what
/// was wrong and when its source is asked again.
public struct FeedUpdater: Sendable {
    /// What became of one list.
    public enum Outcome: Sendable {
        case changed(FeedTally)
        case unchanged
        /// Why, as a sentence without its subject and its stop.
        case failed(String)
    }

    let store: ThreatStore
    let fetcher: FeedFetcher
    let publicSuffixes: PublicSuffixList
    let clock: any GatewayClock
    /// From 0 to 1, for the jitter.
    var random: @Sendable () -> Double = { Double.random(in: 0...1) }

    /// Fetches `feeds`, one after another, and builds one set of what came.
    ///
    /// - Parameter forced: Whether a list may be taken whatever it has lost.
    /// - Returns: What became of each, in the same order.
    /// - Throws: `CancellationError`, and ``Persistence/PersistenceError`` where the folder cannot be used at all.
    func update(_ feeds: [FeedDefinition], forced: Bool = false) async throws -> [(
        feed: FeedDefinition, outcome: Outcome
    )] {
        let records = Dictionary(try store.feeds().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var outcomes: [Outcome] = []
        var incoming: [ThreatStore.Incoming] = []
        defer { for item in feeds { store.discardNewList(item.id) } }
        for feed in feeds {
            let record = records[feed.id]
            do {
                switch try await fetcher.fetch(feed, record, whole: forced, now: clock.seconds) {
                case .unchanged:
                    if let record { try confirm(record, of: feed) }
                    outcomes.append(.unchanged)
                case .changed(let item):
                    let tally = try await checked(item, forced: forced)
                    incoming.append(item)
                    outcomes.append(.changed(tally))
                }
            } catch let failure as FeedFetcher.Failure {
                try fail(record, feed, failure)
                outcomes.append(.failed(failure.reason))
            } catch let error as PersistenceError {
                try fail(record, feed, FeedFetcher.Failure(reason: "\(error)"))
                outcomes.append(.failed("\(error)"))
            }
        }
        do { try await build(incoming, of: feeds, forced: forced) } catch let error as PersistenceError {
            for (index, feed) in feeds.enumerated() {
                guard case .changed = outcomes[index] else { continue }
                try fail(records[feed.id], feed, FeedFetcher.Failure(reason: "\(error)"))
                outcomes[index] = .failed("\(error)")
            }
        }
        return Array(zip(feeds, outcomes)).map { (feed: $0.0, outcome: $0.1) }
    }

    private func checked(_ item: ThreatStore.Incoming, forced: Bool) async throws -> FeedTally {
        let now = clock.seconds
        let (tally, objection) = try await apart {
            try store.objection(to: item, publicSuffixes: publicSuffixes, now: now)
        }
        if let objection, !forced { throw FeedFetcher.Failure(reason: objection) }
        return tally
    }

    private func build(_ incoming: [ThreatStore.Incoming], of feeds: [FeedDefinition], forced: Bool) async throws {
        let isBehind = try await apart { try store.isBehind() }
        guard !incoming.isEmpty || isBehind else { return }
        let now = clock.seconds
        let items = incoming.map { item in
            var item = item
            if let feed = feeds.first(where: { $0.id == item.record.id }) {
                item.record.nextTryAt = now + FeedSchedule.wait(feed, random: random())
            }
            return item
        }
        try await apart { _ = try store.update(items, forced: forced, publicSuffixes: publicSuffixes, now: now) }
    }

    private func confirm(_ record: FeedRecord, of feed: FeedDefinition) throws {
        var record = record
        let now = clock.seconds
        record.confirmedAt = now
        record.triedAt = now
        record.lastError = nil
        record.failures = 0
        record.nextTryAt = now + FeedSchedule.wait(feed, random: random())
        try store.keep(record)
    }

    private func fail(_ record: FeedRecord?, _ feed: FeedDefinition, _ failure: FeedFetcher.Failure) throws {
        let fresh = FeedRecord(
            id: feed.id, format: feed.format ?? .domains, coverage: feed.coverage, threatClass: feed.threatClass,
            confidence: feed.confidence, source: feed.address, readAt: 0)
        guard var record = record ?? fresh else { return }
        let now = clock.seconds
        record.triedAt = now
        record.lastError = failure.reason
        record.failures += 1
        record.nextTryAt =
            now + FeedSchedule.wait(feed, failures: record.failures, wish: failure.wish, random: random())
        try store.keep(record)
    }
}
