// Builds a set in one pass over the entries and one over what was put aside, in memory that does not grow with them:
// every entry becomes a record of 32 bytes in the partition that its digest names; then, partition by partition, the
// records are put in order, those of one key merged, and entries, filter and directory written on.

/// Where a builder puts things aside; temporary files, or memory. Pieces of one part come back in their order.
public protocol ThreatSpill {
    mutating func append(_ bytes: UnsafeRawBufferPointer, to part: Int) throws
    /// Hands over the part in pieces and forgets it.
    mutating func take(_ part: Int, _ piece: (UnsafeRawBufferPointer) throws -> Void) throws
}

/// Where a set is written to.
public protocol ThreatSink {
    mutating func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Overwrites the first bytes.
    mutating func overwriteStart(_ bytes: UnsafeRawBufferPointer) throws
}

/// Collects entries and writes them as a set's file.
public struct ThreatSetBuilder {
    /// The parts that a spill must be able to hold.
    public static var partCount: Int { partitionCount + 2 }

    static var partitionCount: Int { 256 }
    static var listingsPart: Int { partitionCount }
    /// The upper words of the digests.
    static var keysPart: Int { partitionCount + 1 }
    /// Words of a record: both halves of the digest, and both of the listing.
    static var recordWords: Int { 4 }
    /// Records collected for a partition before they are put aside: 16 KiB.
    private static var bufferLength: Int { 512 }

    var spill: any ThreatSpill
    let previous: ThreatSet?
    let feeds: [String]
    private let keys: ThreatKeys
    var header = ThreatFile.Header()
    /// A buffer for each partition, one behind the other, and how many records stand in each.
    private var buffers: [UInt64]
    private var filled = [Int](repeating: 0, count: partitionCount)

    /// - Parameters:
    ///   - feeds: The lists, by the numbers that listings use; at most 65,535, of at most 255 bytes each.
    ///   - key: Two random numbers. A set built after `previous` has its key.
    ///   - previous: The set before it, which knows since when an entry has been listed.
    public init(feeds: [String], key: (UInt64, UInt64), previous: ThreatSet? = nil, spill: any ThreatSpill) {
        self.feeds = feeds
        self.spill = spill
        self.previous = previous
        header.hash = previous?.header.hash ?? KeyedHash(key0: key.0, key1: key.1)
        keys = ThreatKeys(header.hash)
        buffers = Array(repeating: 0, count: Self.partitionCount * Self.bufferLength * Self.recordWords)
    }

    /// Adds a listing of `subject`. The listing's scope is taken from the subject.
    public mutating func add(_ subject: ThreatSubject, _ listing: ThreatListing) throws {
        var listing = listing
        switch subject {
        case .name(let name, let coversSubdomains):
            listing.scope = coversSubdomains ? .nameWithSubdomains : .nameAlone
            try add(keys.name(name).digest, .listing(listing))
        case .address(let host, let path):
            listing.scope = .address
            try add(keys.address(host + path).digest, .listing(listing))
            try add(keys.name(host).digest, .hasPaths)
        case .network(let network):
            listing.scope = .network
            header.note(network)
            try add(keys.network(network).digest, .listing(listing))
        }
    }

    private enum Record {
        case listing(ThreatListing)
        case hasPaths
    }

    /// In a record's first word of the listing: the host has listed addresses.
    static var pathsMark: UInt64 { 1 << 63 }

    private mutating func add(_ digest: Digest, _ record: Record) throws {
        let partition = Int(digest.high >> 56)
        let words =
            switch record {
            case .listing(let listing): listing.words
            case .hasPaths: (Self.pathsMark, UInt64(0))
            }
        let place = (partition * Self.bufferLength + filled[partition]) * Self.recordWords
        buffers[place] = digest.high.littleEndian
        buffers[place + 1] = digest.low.littleEndian
        buffers[place + 2] = words.0.littleEndian
        buffers[place + 3] = words.1.littleEndian
        filled[partition] += 1
        if filled[partition] == Self.bufferLength { try flush(partition) }
    }

    private mutating func flush(_ partition: Int) throws {
        let start = partition * Self.bufferLength * Self.recordWords
        let records = start..<(start + filled[partition] * Self.recordWords)
        try buffers[records].withUnsafeBytes { try spill.append($0, to: partition) }
        filled[partition] = 0
    }

    /// Writes the set. The builder is used up by it.
    ///
    /// - Parameter now: Seconds since 1970, kept as the time of building.
    /// - Throws: What the spill or the sink throw, and ``ThreatFileError`` when there are too many entries.
    public mutating func finish(into sink: inout some ThreatSink, at now: Int64) throws {
        for partition in filled.indices where filled[partition] > 0 { try flush(partition) }
        buffers = []
        header.builtAt = now
        let zeros = [UInt8](repeating: 0, count: ThreatFile.alignment)
        try zeros.withUnsafeBytes { try sink.write($0) }
        var writer = SectionWriter(offset: UInt64(ThreatFile.alignment))
        var tables = Tables()
        // Reference 0 leads to no listing.
        try spill.append([UInt32(0)], to: Self.listingsPart)
        for partition in 0..<Self.partitionCount { try write(partition, &tables, &writer, &sink) }
        header[.entries] = try writer.end(&sink)
        header.entryCount = UInt64(tables.count)
        try spill.take(Self.listingsPart) { try writer.write($0, &sink) }
        header[.listings] = try writer.end(&sink)
        try writeFilter(&writer, &sink)
        try writer.write(feeds.flatMap { [UInt8(clamping: $0.utf8.count)] + Array($0.utf8.prefix(255)) }, &sink)
        header[.feeds] = try writer.end(&sink)
        try header.bytes.withUnsafeBytes { try sink.overwriteStart($0) }
    }

    private mutating func writeFilter(_ writer: inout SectionWriter, _ sink: inout some ThreatSink) throws {
        let lines = FilterLine.count(keys: Int(header.entryCount))
        header.lines = UInt64(lines)
        var filter = LineFilterWriter(lines: lines)
        try spill.take(Self.keysPart) { piece in
            guard piece.count.isMultiple(of: 8) else {
                throw ThreatFileError.wrong(part: "filter", reason: "half a key is missing")
            }
            for place in stride(from: 0, to: piece.count, by: 8) { try filter.add(piece.word(place)) }
            try writer.write(filter.output, &sink)
            filter.removeOutput()
        }
        filter.finish()
        try writer.write(filter.output, &sink)
        header[.filter] = try writer.end(&sink)
    }
}
