import LinkPolicy

extension ThreatSetBuilder {
    /// One entry put aside.
    struct PutAside: Comparable {
        var digest: Digest
        var words: (UInt64, UInt64)

        static func < (a: Self, b: Self) -> Bool { a.digest < b.digest }
        static func == (a: Self, b: Self) -> Bool { a.digest == b.digest }
    }

    /// What grows while entries are written.
    struct Tables {
        /// Entries written.
        var count: UInt32 = 0
        /// Words of four bytes that the listings take so far.
        var listingWords: UInt32 = 1
        var references: [[ThreatListing]: UInt32] = [:]
        /// The last key's that had one listing and no mark.
        var lastAlone: (listing: ThreatListing, reference: UInt32)?
    }

    /// Different sets of listings that are known again; a later one is written anew.
    private static var rememberedReferences: Int { 1 << 16 }

    /// Writes the entries of a partition, in order, and puts their keys aside for the filter.
    mutating func write(
        _ partition: Int, _ tables: inout Tables, _ writer: inout SectionWriter, _ sink: inout some ThreatSink
    ) throws {
        let records = try sorted(partition)
        var output: [UInt32] = []
        output.reserveCapacity(records.count * ThreatFile.entryLength / 4)
        var keys: [UInt64] = []
        keys.reserveCapacity(records.count)
        var index = 0
        while index < records.count {
            let digest = records[index].digest
            let start = index
            while index < records.count, records[index].digest == digest { index += 1 }
            let reference = try reference(records[start..<index], &tables)
            for half in [digest.high, digest.low] {
                output.append(UInt32(truncatingIfNeeded: half).littleEndian)
                output.append(UInt32(truncatingIfNeeded: half >> 32).littleEndian)
            }
            output.append(reference.littleEndian)
            keys.append(digest.high.littleEndian)
            guard tables.count < FilterLine.entryMask else {
                throw ThreatFileError.wrong(part: "entries", reason: "there are too many")
            }
            tables.count += 1
        }
        try writer.write(output, &sink)
        try spill.append(keys, to: Self.keysPart)
    }

    private mutating func sorted(_ partition: Int) throws -> [PutAside] {
        var bytes: [UInt8] = []
        try spill.take(partition) { bytes.append(contentsOf: $0) }
        return bytes.withUnsafeBytes { Self.inOrder($0) }
    }

    /// Records in the order of their digests, those of one digest as they came. Digests are spread evenly, so that a
    /// bucket for each eight records holds some eight: O(n), and O(n log n) where few keys have most of the records.
    static func inOrder(_ bytes: UnsafeRawBufferPointer) -> [PutAside] {
        let count = bytes.count / 32
        let bits = max(1, min(20, Int.bitWidth - (count / 8).leadingZeroBitCount))
        // The uppermost eight bits are those of the partition.
        func bucket(_ index: Int) -> Int {
            Int(truncatingIfNeeded: (bytes.word(index * 32) &<< 8) &>> UInt64(64 - bits))
        }
        var ends = [Int32](repeating: 0, count: 1 << bits)
        for index in 0..<count { ends[bucket(index)] += 1 }
        var sum: Int32 = 0
        for bucket in ends.indices {
            let size = ends[bucket]
            ends[bucket] = sum
            sum += size
        }
        return [PutAside](unsafeUninitializedCapacity: count) { records, initialized in
            for index in 0..<count {
                let bucket = bucket(index)
                records.initializeElement(
                    at: Int(ends[bucket]),
                    to: PutAside(
                        digest: Digest(high: bytes.word(index * 32), low: bytes.word(index * 32 + 8)),
                        words: (bytes.word(index * 32 + 16), bytes.word(index * 32 + 24))))
                ends[bucket] += 1
            }
            initialized = count
            var start = 0
            for end in ends.lazy.map(Int.init) {
                if end - start > 32 {
                    records[start..<end].sort()
                } else {
                    insertionSort(&records, start..<end)
                }
                start = end
            }
        }
    }

    private static func insertionSort(_ records: inout UnsafeMutableBufferPointer<PutAside>, _ range: Range<Int>) {
        for index in range.dropFirst() {
            let record = records[index]
            var place = index
            while place > range.lowerBound, record < records[place - 1] {
                records[place] = records[place - 1]
                place -= 1
            }
            records[place] = record
        }
    }

    /// Where the listings of one key stand: those of most keys are the same as of the key before.
    private mutating func reference(_ records: ArraySlice<PutAside>, _ tables: inout Tables) throws -> UInt32 {
        guard records.count == 1, let record = records.first,
            var listing = ThreatListing(words: record.words.0, record.words.1)
        else { return try mergedReference(records, &tables) }
        remember(&listing, record.digest)
        guard let last = tables.lastAlone, last.listing == listing else {
            let reference = try mergedReference(records, &tables)
            tables.lastAlone = (listing, reference)
            return reference
        }
        header.count(listing.scope)
        return last.reference
    }

    /// Merges the records of one key and writes their listings, unless the same were written before.
    private mutating func mergedReference(_ records: ArraySlice<PutAside>, _ tables: inout Tables) throws -> UInt32 {
        var mark: UInt32 = 0
        var listings: [ThreatListing] = []
        for record in records {
            guard let listing = ThreatListing(words: record.words.0, record.words.1) else {
                mark = ThreatFile.hasPaths
                continue
            }
            if let same = listings.firstIndex(where: {
                $0.feed == listing.feed && $0.threatClass == listing.threatClass
            }) {
                listings[same].merge(listing)
            } else {
                listings.append(listing)
            }
        }
        guard let first = records.first, let scope = listings.first?.scope else { return mark }
        header.count(scope)
        for index in listings.indices { remember(&listings[index], first.digest) }
        if listings.count > 1 {
            listings.sort {
                ($0.confidence, $1.feed, $1.threatClass.rawValue) > ($1.confidence, $0.feed, $0.threatClass.rawValue)
            }
        }
        if let known = tables.references[listings] { return known | mark }
        let reference = tables.listingWords
        var bytes: [UInt8] = []
        bytes.append(littleEndian: UInt32(listings.count))
        for listing in listings {
            bytes.append(littleEndian: listing.words.0)
            bytes.append(littleEndian: listing.words.1)
        }
        try spill.append(bytes, to: Self.listingsPart)
        let (words, overflows) = reference.addingReportingOverflow(UInt32(bytes.count / 4))
        guard !overflows, words & ThreatFile.hasPaths == 0 else {
            throw ThreatFileError.wrong(part: "listings", reason: "there are too many")
        }
        tables.listingWords = words
        if tables.references.count < Self.rememberedReferences { tables.references[listings] = reference }
        return reference | mark
    }

    /// What a list named before it has named since then.
    private func remember(_ listing: inout ThreatListing, _ digest: Digest) {
        guard let previous, let reference = previous.reference(digest) else { return }
        for former in previous.listings(reference)
        where former.threatClass == listing.threatClass
            && previous.feeds[Int(former.feed)] == feeds[Int(listing.feed)]
        {
            listing.firstSeen = min(listing.firstSeen, former.firstSeen)
        }
    }
}

extension ThreatFile.Header {
    fileprivate mutating func count(_ scope: ThreatListing.Scope) {
        switch scope {
        case .nameWithSubdomains, .nameAlone: names += 1
        case .address: addresses += 1
        case .network: networks += 1
        }
    }
}

extension ThreatSpill {
    mutating func append(_ numbers: [some FixedWidthInteger], to part: Int) throws {
        if !numbers.isEmpty { try numbers.withUnsafeBytes { try append($0, to: part) } }
    }
}

/// Writes sections one after the other, each at the beginning of a page, and takes their checksums.
struct SectionWriter {
    private var offset: UInt64
    private var start: UInt64
    private var checksum = Checksum()

    init(offset: UInt64) {
        self.offset = offset
        start = offset
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer, _ sink: inout some ThreatSink) throws {
        checksum.update(bytes)
        try sink.write(bytes)
        offset += UInt64(bytes.count)
    }

    mutating func write(_ numbers: [some FixedWidthInteger], _ sink: inout some ThreatSink) throws {
        try numbers.withUnsafeBytes { try write($0, &sink) }
    }

    /// Ends the section and fills its page.
    mutating func end(_ sink: inout some ThreatSink) throws -> ThreatFile.Extent {
        let extent = ThreatFile.Extent(offset: start, length: offset - start, checksum: checksum.value)
        let page = UInt64(ThreatFile.alignment)
        let padding = [UInt8](repeating: 0, count: Int((page - offset % page) % page))
        try padding.withUnsafeBytes { try sink.write($0) }
        offset += UInt64(padding.count)
        start = offset
        checksum = Checksum()
        return extent
    }
}
