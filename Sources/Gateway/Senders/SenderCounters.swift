import LinkPolicy
import Platforms
import Synchronization

/// How many links each sender has posted through this gateway, in its memory. Counting waits for nobody but those who
/// count senders of the same shard, for less than a microsecond or two.
final class SenderCounters: Sendable {
    /// A message as it counts.
    struct Message: Sendable {
        var tenant: TenantID
        var sender: String
        var id: String?
        var group: String?
        /// One each time a link stands in the message, by ``SenderCounters/identity(of:)``.
        var links: [UInt64]
    }

    /// What counting a message gave: the counts with it, and what to take back when nothing comes of it.
    struct Counted: Sendable {
        fileprivate var key: Key
        fileprivate var message: UInt64?
        fileprivate var group: UInt64?
        /// Links that were added; 0 when nothing was counted.
        fileprivate var added = 0
        fileprivate var at: Int64
        /// Links that this group had not got.
        fileprivate var newShares: [UInt64] = []
        fileprivate var counts = SenderCounts()
        fileprivate var groups: [UInt64: Int] = [:]

        /// The counts for a link of the message.
        func counts(of target: Target) -> SenderCounts {
            var counts = counts
            counts.groups = groups[SenderCounters.identity(of: target)] ?? 0
            return counts
        }
    }

    fileprivate struct Key: Hashable, Sendable {
        var tenant: TenantID
        var sender: String
    }

    private let shards: [Shard]

    /// - Parameter memory: Bytes that all senders together may take.
    init(memory: Int = 64 << 20, shards count: Int = 16) {
        shards = (0..<count).map { _ in Shard(memory: memory / count) }
    }

    /// Counts a message whose sender is known.
    ///
    /// - Parameters:
    ///   - now: Seconds since 1970.
    ///   - counting: Whether it stays counted; `false` asks what the counts would be.
    func count(_ message: Message, at now: Int64, counting: Bool) -> Counted {
        let key = Key(tenant: message.tenant, sender: message.sender)
        let result = Counted(
            key: key, message: message.id.map(Self.hash), group: message.group.map(Self.hash), at: now)
        return shard(of: key).with(key, keeping: counting) { record in
            var result = result
            let isRepeated = result.message.map { record.knows(message: $0, at: now) } ?? false
            if !isRepeated, !message.links.isEmpty {
                result.added = message.links.count
                record.add(result.added, at: now)
                if let id = result.message { record.note(message: id, at: now) }
                if let group = result.group {
                    result.newShares = message.links.filter { record.note($0, in: group, at: now) }
                }
            }
            result.counts = record.counts(at: now)
            for link in message.links { result.groups[link] = record.groups(of: link, at: now) }
            return result
        }
    }

    /// Undoes what ``count(_:at:counting:)`` counted, for a message that was not checked after all.
    func takeBack(_ counted: Counted) {
        guard counted.added > 0 else { return }
        shard(of: counted.key).with(counted.key, keeping: true) { record in
            record.takeBack(counted.added, at: counted.at)
            if let id = counted.message { record.forget(message: id) }
            if let group = counted.group { for link in counted.newShares { record.forget(link, in: group) } }
        }
    }

    /// What is counted now.
    ///
    /// - Parameter link: Whose groups are counted.
    func counts(of sender: String, tenant: TenantID, link: UInt64?, at now: Int64) -> SenderCounts {
        let key = Key(tenant: tenant, sender: sender)
        return shard(of: key).with(key, keeping: false) { record in
            var counts = record.counts(at: now)
            if let link { counts.groups = record.groups(of: link, at: now) }
            return counts
        }
    }

    /// Bytes that the records take, and how many senders were forgotten to make room.
    var usage: (bytes: Int, senders: Int, evicted: Int) {
        shards.reduce(into: (0, 0, 0)) { sum, shard in
            let usage = shard.usage
            sum.0 += usage.bytes
            sum.1 += usage.senders
            sum.2 += usage.evicted
        }
    }

    /// One number for a link however its address is written: its resource where that is known, else its address without
    /// what identifies its sharer; behind redirectors that show where they lead.
    static func identity(of target: Target) -> UInt64 {
        var last = target
        while let next = last.unwrapped { last = next }
        return hash(last.resourceID ?? last.cleanAddress)
    }

    /// Keyed anew in each process, so that nobody can make two texts meet.
    private static func hash(_ text: String) -> UInt64 { UInt64(bitPattern: Int64(text.hashValue)) }

    private func shard(of key: Key) -> Shard { shards[Int(UInt(bitPattern: key.hashValue) % UInt(shards.count))] }

    /// Part of the senders, in two halves: those seen lately, and those before them, who are forgotten together when
    /// the first half is full.
    private final class Shard: Sendable {
        private struct State {
            var young: [Key: SenderRecord] = [:]
            var old: [Key: SenderRecord] = [:]
            var youngBytes = 0
            var oldBytes = 0
            var evicted = 0
        }

        private let state = Mutex(State())
        /// Bytes of one half.
        private let half: Int

        init(memory: Int) { half = memory / 2 }

        func with<Result: Sendable>(
            _ key: Key, keeping: Bool, _ body: (inout SenderRecord) -> Result
        ) -> Result {
            var dropped: [Key: SenderRecord] = [:]
            defer { _ = dropped }  // Freed outside the lock.
            return state.withLock { state in
                guard keeping else {
                    var record = state.young[key] ?? state.old[key] ?? SenderRecord()
                    return body(&record)
                }
                let index: Dictionary<Key, SenderRecord>.Index
                if let known = state.young.index(forKey: key) {
                    index = known
                } else {
                    let former = state.old.removeValue(forKey: key)
                    if let former { state.oldBytes -= Self.cost(key, former) }
                    let record = former ?? SenderRecord()
                    state.youngBytes += Self.cost(key, record)
                    state.young[key] = record
                    guard let added = state.young.index(forKey: key) else {
                        var record = record
                        return body(&record)
                    }
                    index = added
                }
                let before = state.young.values[index].size
                let result = body(&state.young.values[index])
                state.youngBytes += state.young.values[index].size - before
                if state.youngBytes > half {
                    dropped = state.old
                    state.evicted += dropped.count
                    state.old = state.young
                    state.oldBytes = state.youngBytes
                    state.young = [:]
                    state.youngBytes = 0
                }
                return result
            }
        }

        var usage: (bytes: Int, senders: Int, evicted: Int) {
            state.withLock { state in
                (state.youngBytes + state.oldBytes, state.young.count + state.old.count, state.evicted)
            }
        }

        /// Bytes of a record with its place in the dictionary, which is at most three quarters full, and of the texts
        /// that are too long to stand in it.
        private static func cost(_ key: Key, _ record: SenderRecord) -> Int {
            let place = (MemoryLayout<Key>.stride + MemoryLayout<SenderRecord>.stride) * 2
            return place
                + [key.tenant.rawValue, key.sender].reduce(0) { $0 + ($1.utf8.count > 15 ? $1.utf8.count + 32 : 0) }
                + record.size
        }
    }
}
