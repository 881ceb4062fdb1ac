/// An immutable set of what lists name, in two layers: a filter in memory, which answers nearly every miss, and behind it
/// the entries with their provenance in a mapped file, by which every hit is confirmed.
///
/// Unchecked: the bytes never change while the owner lives, as ``init(_:owner:)`` demands, and this object keeps it.
public final class ThreatSet: @unchecked Sendable {
    /// The lists, by the numbers of ``ThreatListing/feed``.
    public let feeds: [String]
    /// When it was built: seconds since 1970.
    public var builtAt: Int64 { header.builtAt }
    /// Names, addresses (URLs) and networks listed.
    public var counts: (names: Int, addresses: Int, networks: Int) {
        (Int(clamping: header.names), Int(clamping: header.addresses), Int(clamping: header.networks))
    }
    /// Keys in the set: what is listed, and the hosts of listed addresses.
    public var keyCount: Int { Int(header.entryCount) }
    /// Bytes that stay in memory, beside what the system caches of the file.
    public var residentBytes: Int { filter.byteCount }
    /// Bytes of the file.
    public var fileBytes: Int { bytes.count }

    let header: ThreatFile.Header
    let keys: ThreatKeys
    let filter: LineFilter
    private let bytes: UnsafeRawBufferPointer
    private let owner: any AnyObject & Sendable
    private let entries: UnsafeRawBufferPointer
    private let listings: UnsafeRawBufferPointer

    /// Opens a set. Reads its header, filter and list of feeds, not its entries: O(filter).
    ///
    /// - Parameters:
    ///   - bytes: The whole file. They must stay readable and unchanged while `owner` lives.
    ///   - owner: What holds the bytes; let go of when the set is.
    /// - Throws: ``ThreatFileError``; whatever the bytes are, opening and looking up are safe.
    public init(_ bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable) throws(ThreatFileError) {
        let header = try ThreatFile.Header(bytes)
        func part(_ section: ThreatFile.Section) -> UnsafeRawBufferPointer {
            let extent = header[section]
            return UnsafeRawBufferPointer(rebasing: bytes[Int(extent.offset)..<Int(extent.offset + extent.length)])
        }
        for section in [ThreatFile.Section.feeds, .filter] {
            guard Checksum.of(part(section)) == header[section].checksum else { throw .damaged(part: section.name) }
        }
        feeds = try Self.names(part(.feeds))
        filter = LineFilter(part(.filter), lines: header.lines)
        entries = part(.entries)
        listings = part(.listings)
        self.header = header
        keys = ThreatKeys(header.hash)
        self.bytes = bytes
        self.owner = owner
    }

    /// Reads the whole file and compares every checksum.
    ///
    /// - Throws: ``ThreatFileError/damaged(part:)`` for the first part that is not as it was written.
    public func verify() throws(ThreatFileError) {
        let all: [(ThreatFile.Section, UnsafeRawBufferPointer)] = [
            (.entries, entries), (.listings, listings),
        ]
        for (section, part) in all where Checksum.of(part) != header[section].checksum {
            throw .damaged(part: section.name)
        }
    }

    private static func names(_ bytes: UnsafeRawBufferPointer) throws(ThreatFileError) -> [String] {
        var names: [String] = []
        var offset = 0
        while offset < bytes.count {
            let length = Int(bytes[offset])
            guard offset + 1 + length <= bytes.count,
                let name = String(validating: bytes[(offset + 1)..<(offset + 1 + length)], as: UTF8.self)
            else { throw .wrong(part: "feeds", reason: "their names cannot be read") }
            names.append(name)
            offset += 1 + length
        }
        guard names.count <= Int(UInt16.max) else { throw .wrong(part: "feeds", reason: "there are too many") }
        return names
    }

    // MARK: Looking up

    /// What stands under a key: where its listings begin, and ``ThreatFile/hasPaths``. Constant; a miss ends in the filter.
    @inline(__always)
    func reference(_ key: KeyedHash.Begun) -> UInt32? {
        filter.mayHold(key.high) ? reference(key.digest) : nil
    }

    @inline(never)
    func reference(_ digest: Digest) -> UInt32? {
        filter.candidates(digest.high).flatMap { confirmed(digest, $0) }
    }

    /// Whether a name itself is listed, or is the host of a listed address. It must be ASCII in lower case without a
    /// trailing dot. Allocates nothing.
    public func contains(name: UnsafeRawBufferPointer) -> Bool {
        reference(keys.name(name)) != nil
    }

    private func confirmed(_ digest: Digest, _ candidates: LineFilter.Candidates) -> UInt32? {
        let found: UInt32? = candidates.first { lane in
            let entry = candidates.first + lane
            // A filter that was damaged after opening must not lead out of the entries.
            return entry < header.entryCount && self.digest(entry) == digest ? reference(entry) : nil
        }
        if let found { return found }
        guard candidates.mayBeBehind else { return nil }
        let start = candidates.first + FilterLine.lanes
        var entry = start
        while entry < header.entryCount, entry < start + FilterLine.mostKeys {
            let found = self.digest(entry)
            if found == digest { return reference(entry) }
            if digest < found { return nil }
            entry += 1
        }
        return nil
    }

    @inline(__always)
    private func digest(_ entry: Int) -> Digest {
        let place = entry * ThreatFile.entryLength
        return Digest(high: entries.word(place), low: entries.word(place + 8))
    }

    private func reference(_ entry: Int) -> UInt32 { entries.half(entry * ThreatFile.entryLength + 16) }

    /// The listings that a reference leads to.
    func listings(_ reference: UInt32) -> [ThreatListing] {
        let place = Int(reference & ~ThreatFile.hasPaths) * 4
        guard place + 4 <= listings.count else { return [] }
        let count = Int(listings.half(place))
        guard count <= (listings.count - place - 4) / ThreatListing.byteCount else { return [] }
        return (0..<count).compactMap { index in
            let start = place + 4 + index * ThreatListing.byteCount
            let listing = ThreatListing(words: listings.word(start), listings.word(start + 8))
            return listing.flatMap { feeds.indices.contains(Int($0.feed)) ? $0 : nil }
        }
    }
}
