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
        var shards: [UInt8] = []
        var cellCount = 0
        /// Not yet put aside.
        var directory: [UInt8] = []
        private var bucket = 0
        /// Words of four bytes that the listings take so far.
        var listingWords: UInt32 = 1
        var references: [[ThreatListing]: UInt32] = [:]
        var last: (listings: [ThreatListing], reference: UInt32)?

        /// Lets every bucket up to `bucket` begin at the entry that comes next, unless it has begun.
        mutating func openBuckets(through bucket: Int) {
            while self.bucket <= bucket {
                directory.append(littleEndian: count)
                self.bucket += 1
            }
        }
    }

    /// Different sets of listings that are known again; a later one is written anew.
    private static var rememberedReferences: Int { 1 << 16 }

    mutating func write(
        shard: Int, _ tables: inout Tables, _ writer: inout SectionWriter, _ sink: inout some ThreatSink
    ) throws {
        var keys: [UInt64] = []
        let width = Self.partitionCount >> Int(header.shardBits)
        for partition in (shard * width)..<((shard + 1) * width) {
            let records = try sorted(partition)
            var output: [UInt8] = []
            output.reserveCapacity(records.count * ThreatFile.entryLength)
            var index = 0
            while index < records.count {
                let digest = records[index].digest
                let start = index
                while index < records.count, records[index].digest == digest { index += 1 }
                let reference = try reference(records[start..<index], &tables)
                tables.openBuckets(through: digest.uppermost(header.bucketBits))
                output.append(littleEndian: digest.high)
                output.append(littleEndian: digest.low)
                output.append(littleEndian: reference)
                keys.append(digest.low)
                let (count, overflows) = tables.count.addingReportingOverflow(1)
                guard !overflows else { throw ThreatFileError.wrong(part: "entries", reason: "there are too many") }
                tables.count = count
            }
            try writer.write(output, &sink)
            try spill.append(tables.directory, to: Self.directoryPart)
            tables.directory.removeAll(keepingCapacity: true)
        }
        try writeFilter(of: keys, &tables)
    }

    private mutating func writeFilter(of keys: [UInt64], _ tables: inout Tables) throws {
        // Two keys of 128 bits with one lower half are one to the filter.
        guard let (shape, cells) = FuseShape.build(keys) ?? FuseShape.build(Array(Set(keys))) else {
            throw ThreatFileError.wrong(part: "filter", reason: "it cannot be built")
        }
        tables.shards.append(littleEndian: shape.seed)
        tables.shards.append(littleEndian: UInt64(tables.cellCount))
        tables.shards.append(littleEndian: shape.segmentLength)
        tables.shards.append(littleEndian: shape.segmentCount)
        tables.shards.append(littleEndian: UInt64(0))
        tables.cellCount += cells.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(cells.count * 2)
        for cell in cells { bytes.append(littleEndian: cell) }
        try spill.append(bytes, to: Self.filterPart)
    }

    private mutating func sorted(_ partition: Int) throws -> [PutAside] {
        var bytes: [UInt8] = []
        try spill.take(partition) { bytes.append(contentsOf: $0) }
        var records = bytes.withUnsafeBytes { bytes in
            (0..<(bytes.count / 32)).map { index in
                PutAside(
                    digest: Digest(high: bytes.word(index * 32), low: bytes.word(index * 32 + 8)),
                    words: (bytes.word(index * 32 + 16), bytes.word(index * 32 + 24)))
            }
        }
        records.sort()
        return records
    }

    /// Merges the records of one key and writes their listings, unless the same were written before.
    private mutating func reference(_ records: ArraySlice<PutAside>, _ tables: inout Tables) throws -> UInt32 {
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
        remember(&listings, first.digest)
        if listings.count > 1 {
            listings.sort {
                ($0.confidence, $1.feed, $1.threatClass.rawValue) > ($1.confidence, $0.feed, $0.threatClass.rawValue)
            }
        }
        if let last = tables.last, last.listings == listings { return last.reference | mark }
        if let known = tables.references[listings] {
            tables.last = (listings, known)
            return known | mark
        }
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
        tables.last = (listings, reference)
        return reference | mark
    }

    /// What a list named before it has named since then.
    private func remember(_ listings: inout [ThreatListing], _ digest: Digest) {
        guard let previous, let reference = previous.reference(digest) else { return }
        for former in previous.listings(reference) {
            let name = previous.feeds[Int(former.feed)]
            for index in listings.indices
            where feeds[Int(listings[index].feed)] == name && listings[index].threatClass == former.threatClass {
                listings[index].firstSeen = min(listings[index].firstSeen, former.firstSeen)
            }
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
    mutating func append(_ bytes: [UInt8], to part: Int) throws {
        if !bytes.isEmpty { try bytes.withUnsafeBytes { try append($0, to: part) } }
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

    mutating func write(_ bytes: [UInt8], _ sink: inout some ThreatSink) throws {
        try bytes.withUnsafeBytes { try write($0, &sink) }
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
