import Foundation
public import ThreatIntel
public import URLStandard

/// The threat lists of a data folder: `threats/feeds/ID.list` with its record `ID.json`, and `threats/set`, built from all
/// of them. Files are replaced whole; who has one open keeps it.
public struct ThreatStore: Sendable {
    private let folder: String

    /// - Parameter data: The data folder.
    public init(data: String) { folder = data + "/threats" }

    /// The set's file.
    public var path: String { folder + "/set" }

    private var feedsFolder: String { folder + "/feeds" }

    func list(_ id: String) -> String { feedsFolder + "/" + id + ".list" }

    private func record(_ id: String) -> String { feedsFolder + "/" + id + ".json" }

    /// The present set; `nil` where none has been built.
    ///
    /// - Throws: ``PersistenceError/unusable(path:reason:)`` for a file that is no intact set.
    public func open() throws -> (set: ThreatSet, identity: MappedFile.Identity)? {
        guard MappedFile.Identity(path: path) != nil else { return nil }
        return try open(path)
    }

    private func open(_ path: String) throws -> (set: ThreatSet, identity: MappedFile.Identity) {
        let file = try MappedFile(path: path)
        do { return (try ThreatSet(file.bytes, owner: file), file.identity) } catch {
            throw PersistenceError.unusable(path: path, reason: error.description)
        }
    }

    /// Whether there should be a set: a list has been read. Records that cannot be read are taken for such.
    public var hasFeeds: Bool { (try? feeds())?.contains(where: \.hasList) ?? true }

    /// The feeds, by id.
    ///
    /// - Throws: ``PersistenceError/unusable(path:reason:)`` for a record that cannot be read.
    public func feeds() throws -> [FeedRecord] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: feedsFolder)) ?? []
        return try names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted().map { name in
            let path = feedsFolder + "/" + name
            guard let data = FileManager.default.contents(atPath: path) else {
                throw PersistenceError.unusable(path: path, reason: "cannot be read")
            }
            do { return try FeedRecord(json: Array(data)) } catch {
                throw PersistenceError.unusable(path: path, reason: "\(error)")
            }
        }
    }

    /// Writes a feed's record, as after an attempt that brought nothing.
    public func keep(_ record: FeedRecord) throws {
        try makeFolders()
        let file = try PartialFile(for: self.record(record.id))
        try file.write(record.json)
        try file.finish()
    }

    /// A feed with the file to read it from.
    public struct Incoming: Sendable {
        public var record: FeedRecord
        /// The file, which is copied; `nil` to read the feed's present copy again.
        public var file: String?
        /// How many of 100 entries the list may lose at once; with more, it is refused.
        public var mayLose = 50

        public init(record: FeedRecord, file: String?) {
            self.record = record
            self.file = file
        }
    }

    /// Reads `incoming` feeds, builds a set of these and all others, verifies it and puts it in the place of the old one.
    /// When anything is wrong, everything stays as it was.
    ///
    /// - Parameters:
    ///   - forgetting: Feeds to leave out and delete.
    ///   - forced: Whether a feed may shrink by more than it may lose, or to nothing.
    ///   - now: Seconds since 1970.
    ///   - refused: Called with every line that is not taken.
    /// - Returns: What was read of each incoming feed.
    /// - Throws: ``PersistenceError/unusable(path:reason:)``.
    @discardableResult
    public func update(
        _ incoming: [Incoming], forgetting: Set<String> = [], forced: Bool = false,
        publicSuffixes: PublicSuffixList, now: Int64, refused: (FeedRecord, FeedRefusal) -> Void = { _, _ in }
    ) throws -> [FeedTally] {
        try makeFolders()
        // Its lock keeps others who build out until this one has ended.
        let output = try PartialFile(for: path)
        let former = try feeds()
        let news = Dictionary(incoming.map { ($0.record.id, $0) }, uniquingKeysWith: { $1 })
        let others = former.filter { news[$0.id] == nil && !forgetting.contains($0.id) && $0.hasList }
        let all = (others.map { Incoming(record: $0, file: nil) } + news.values).sorted { $0.record.id < $1.record.id }
        let staged = try all.map { try stage($0) }
        var random = SystemRandomNumberGenerator()
        var builder = ThreatSetBuilder(
            feeds: all.map(\.record.id), key: (random.next(), random.next()), previous: try? open()?.set,
            spill: FileSpill(folder: folder))
        var tallies: [FeedTally] = []
        for (number, item) in all.enumerated() {
            var tally = FeedTally(id: item.record.id)
            let isNew = news[item.record.id] != nil
            let path = staged[number]?.path ?? list(item.record.id)
            try read(item.record, from: path, number, now, publicSuffixes, &builder, &tally) {
                if isNew { refused(item.record, $0) }
            }
            guard isNew else { continue }
            if !forced, let reason = objection(to: item, tally, former: former) {
                throw PersistenceError.unusable(path: item.file ?? list(item.record.id), reason: reason)
            }
            tallies.append(tally)
        }
        var sink = output
        try builder.finish(into: &sink, at: now)
        do { try open(output.path).set.verify() } catch let error as ThreatFileError {
            throw PersistenceError.unusable(path: output.path, reason: error.description)
        }
        // The lists first: when the process ends before the set is in place, ``isBehind()`` shows it.
        for (number, item) in all.enumerated() where news[item.record.id] != nil {
            try staged[number]?.finish()
            var record = item.record
            if let tally = tallies.first(where: { $0.id == record.id }) {
                record.entries = tally.entries
                record.refused = tally.refused
            }
            record.lastError = nil
            try keep(record)
        }
        for id in forgetting {
            unlink(record(id))
            unlink(list(id))
        }
        DurableFiles.giveToOwner(of: folder, path: output.path)
        try output.finish()
        return tallies
    }

    /// What a feed's new list holds, and why ``update(_:forgetting:forced:publicSuffixes:now:refused:)`` would refuse it, as
    /// a sentence without its subject; `nil` when it would not. O(size of the list).
    ///
    /// - Throws: ``PersistenceError/unusable(path:reason:)`` for a file that cannot be read.
    public func objection(
        to item: Incoming, publicSuffixes: PublicSuffixList, now: Int64
    ) throws -> (FeedTally, String?) {
        let file = try MappedFile(path: item.file ?? list(item.record.id))
        let reader = FeedReader(
            item.record.format, coverage: item.record.coverage, publicSuffixes: publicSuffixes, now: now)
        var tally = FeedTally(id: item.record.id)
        try reader.read(file.bytes) { tally.count($0) }
        return (tally, objection(to: item, tally, former: try feeds()))
    }

    private func objection(to item: Incoming, _ tally: FeedTally, former: [FeedRecord]) -> String? {
        let before = former.first { $0.id == item.record.id }?.entries ?? 0
        if tally.entries == 0 { return "holds no entry of a list in the format \(item.record.format.rawValue)" }
        if tally.misfits > tally.entries {
            return "is no list in the format \(item.record.format.rawValue): it fits \(tally.entries) of "
                + "\(tally.entries + tally.refused) lines"
        }
        guard tally.entries * 100 < before * (100 - item.mayLose) else { return nil }
        return "holds \(tally.entries) entries where the list held \(before)"
    }

    /// Whether the set is not the one of the lists as they are, because whoever changed them was cut off, or the set is
    /// damaged or an older version's.
    ///
    /// - Throws: ``PersistenceError/unusable(path:reason:)`` for records that cannot be read.
    public func isBehind() throws -> Bool {
        let records = try feeds().filter(\.hasList)
        guard let set = try? open()?.set else { return !records.isEmpty }
        return Set(set.feeds) != Set(records.map(\.id)) || records.contains { $0.readAt > set.builtAt }
    }

    /// The file to put a list of `id` in before it is read; what stood there is gone. ``discardNewList(_:)`` deletes
    /// it.
    public func newList(_ id: String) throws -> String {
        try makeFolders()
        let path = feedsFolder + "/" + id + ".fetched"
        unlink(path)
        return path
    }

    public func discardNewList(_ id: String) { unlink(feedsFolder + "/" + id + ".fetched") }

    private func makeFolders() throws {
        do {
            try FileManager.default.createDirectory(atPath: feedsFolder, withIntermediateDirectories: true)
        } catch {
            throw PersistenceError.unusable(path: feedsFolder, reason: "cannot be made")
        }
    }

    private func stage(_ item: Incoming) throws -> PartialFile? {
        guard let path = item.file else { return nil }
        let copy = try PartialFile(for: list(item.record.id))
        try DurableFiles.pieces(of: path) { try copy.write($0) }
        return copy
    }

    private func read(
        _ record: FeedRecord, from path: String, _ number: Int, _ now: Int64, _ publicSuffixes: PublicSuffixList,
        _ builder: inout ThreatSetBuilder, _ tally: inout FeedTally, refused: (FeedRefusal) -> Void
    ) throws {
        let file = try MappedFile(path: path)
        let reader = FeedReader(record.format, coverage: record.coverage, publicSuffixes: publicSuffixes, now: now)
        let feed = UInt16(clamping: number)
        let end = record.entriesEndAfter.map { UInt32(clamping: record.readAt + $0) }
        try reader.read(file.bytes) { item in
            tally.count(item)
            switch item {
            case .refused(let refusal): refused(refusal)
            case .entry(let entry):
                try builder.add(
                    entry.subject,
                    ThreatListing(
                        feed: feed, threatClass: entry.details.threatClass ?? record.threatClass,
                        confidence: entry.details.confidence ?? UInt8(record.confidence), scope: .address,
                        firstSeen: entry.details.firstSeen ?? UInt32(clamping: now), until: entry.details.until ?? end))
            }
        }
    }
}

/// How many of what a feed held.
public struct FeedTally: Hashable, Sendable {
    public let id: String
    public internal(set) var names = 0
    public internal(set) var addresses = 0
    public internal(set) var networks = 0
    public internal(set) var refused = 0
    /// Those refused because they are nothing that a list in this format holds.
    var misfits = 0

    public var entries: Int { names + addresses + networks }

    init(id: String) { self.id = id }

    mutating func count(_ item: FeedReader.Item) {
        switch item {
        case .refused(let refusal):
            refused += 1
            if refusal.reason.isMisfit { misfits += 1 }
        case .entry(let entry):
            switch entry.subject {
            case .name: names += 1
            case .address: addresses += 1
            case .network: networks += 1
            }
        }
    }
}
