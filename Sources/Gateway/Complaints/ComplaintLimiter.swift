import Moderation
import Synchronization

/// How many complaints people and network addresses have sent in, in this hour and this day: in memory, under the day's
/// keyed hash, for a bounded number of them.
final class ComplaintLimiter: Sendable {
    private static let hour: Int64 = 3_600
    private static let day: Int64 = 86_400
    /// How many times their limit those have together for whom there is no room.
    private static let crowdFactor = 10

    /// Who sends a complaint in.
    struct Claim {
        /// The day's keyed hash.
        var key: UInt64
        var limit: ComplaintRules.Limit
    }

    private struct Entry {
        var hourBegan: Int64
        var hourCount = 0
        var dayBegan: Int64
        var dayCount = 0

        init(at now: Int64) {
            hourBegan = now
            dayBegan = now
        }

        mutating func begin(at now: Int64) {
            if now - hourBegan >= hour { (hourBegan, hourCount) = (now, 0) }
            if now - dayBegan >= day { (dayBegan, dayCount) = (now, 0) }
        }

        /// Seconds until another is taken.
        func wait(_ limit: ComplaintRules.Limit, at now: Int64) -> Int64 {
            max(
                hourCount >= limit.hour ? hourBegan + hour - now : 0,
                dayCount >= limit.day ? dayBegan + day - now : 0)
        }
    }

    private struct State {
        var entries: [UInt64: Entry] = [:]
        /// Of all for whom there was no room.
        var crowd: Entry?
    }

    private let room: Int
    private let state = Mutex(State())

    /// - Parameter room: How many people and addresses are told apart.
    init(room: Int = 65_536) { self.room = room }

    /// Counts a complaint for everybody in `claims`, unless one of them has sent in enough.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Returns: `nil` when it is taken; otherwise seconds until it would be.
    func take(_ claims: [Claim], now: Int64) -> Int64? {
        state.withLock { state in
            if state.entries.count + claims.count > room {
                state.entries = state.entries.filter { now - $0.value.dayBegan < Self.day }
            }
            var entries: [(key: UInt64?, entry: Entry)] = []
            for claim in claims {
                let isKnown = state.entries[claim.key] != nil || state.entries.count + claims.count <= room
                var entry = (isKnown ? state.entries[claim.key] : state.crowd) ?? Entry(at: now)
                entry.begin(at: now)
                let limit =
                    isKnown
                    ? claim.limit
                    : .init(hour: claim.limit.hour * Self.crowdFactor, day: claim.limit.day * Self.crowdFactor)
                let wait = entry.wait(limit, at: now)
                guard wait <= 0 else { return wait }
                entry.hourCount += 1
                entry.dayCount += 1
                entries.append((isKnown ? claim.key : nil, entry))
            }
            for (key, entry) in entries {
                if let key { state.entries[key] = entry } else { state.crowd = entry }
            }
            return nil
        }
    }

    /// The part of an address that one household or server has to itself: all of IPv4, the first 64 bits of IPv6.
    static func household(_ address: String) -> String {
        guard let bytes = Network.bytes(address), bytes.count == 16 else { return address }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ".")
    }
}
