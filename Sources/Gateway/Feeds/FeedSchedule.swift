public import Persistence

/// When a list is fetched.
enum FeedSchedule {
    /// Seconds after the first failure; each further one doubles them.
    private static let firstWait: Int64 = 60
    /// Seconds that failures put an attempt off at most; the list's own interval where that is longer.
    private static let longestWait: Int64 = 6 * 3_600
    /// Seconds that a source's `Retry-After` can ask for at most.
    private static let longestWish: Int64 = 86_400

    /// Whether the list is to be fetched now.
    ///
    /// - Parameter now: Seconds since 1970.
    static func isDue(_ feed: FeedDefinition, _ record: FeedRecord?, now: Int64) -> Bool {
        guard let record else { return true }
        // A failure's wait holds whatever the file says by now.
        if record.failures > 0 { return now >= record.nextTryAt }
        // The clock may have been set back since.
        return feed.differs(from: record) || now >= nextTry(feed, record) || now < record.triedAt
    }

    /// When it is fetched next, seconds since 1970.
    static func nextTry(_ feed: FeedDefinition, _ record: FeedRecord) -> Int64 {
        guard record.failures == 0 else { return record.nextTryAt }
        return min(record.nextTryAt, record.triedAt + jittered(feed.interval, share: 20, random: 1))
    }

    /// Seconds from one success to the next attempt: the interval and up to a twentieth more, so that many gateways do
    /// not ask at once.
    ///
    /// - Parameter random: From 0 to 1.
    static func wait(_ feed: FeedDefinition, random: Double) -> Int64 {
        jittered(feed.interval, share: 20, random: random)
    }

    /// Seconds to the next attempt after `failures` in a row.
    ///
    /// - Parameter wish: What the source asked for.
    static func wait(_ feed: FeedDefinition, failures: Int, wish: Int64?, random: Double) -> Int64 {
        let doublings = min(max(failures - 1, 0), 20)
        let wait = min(firstWait << Int64(doublings), max(longestWait, feed.interval))
        return max(jittered(wait, share: 4, random: random), min(max(wish ?? 0, 0), longestWish))
    }

    private static func jittered(_ seconds: Int64, share: Int64, random: Double) -> Int64 {
        seconds + Int64(Double(seconds / share) * min(max(random, 0), 1))
    }
}

extension FeedDefinition {
    /// When the list is fetched next by a running gateway, seconds since 1970; in the past when it is due.
    public func nextTry(after record: FeedRecord) -> Int64 {
        differs(from: record) && record.failures == 0 ? 0 : FeedSchedule.nextTry(self, record)
    }

    /// Whether the list was read in another way than the file wants now.
    func differs(from record: FeedRecord) -> Bool {
        record.source != address || record.coverage != coverage || record.threatClass != threatClass
            || record.confidence != confidence || record.entriesEndAfter != entriesEndAfter
            || format.map { $0 != record.format } ?? false
    }

    /// Whether the source may answer that the list is still the one held. Where entries end, the list is fetched whole
    /// from time to time, which gives them their time anew.
    func mayBeUnchanged(_ record: FeedRecord, now: Int64) -> Bool {
        guard record.hasList, !differs(from: record) else { return false }
        return entriesEndAfter.map { now - record.readAt < $0 / 2 } ?? true
    }
}
