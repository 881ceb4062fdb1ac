/// Writes a filter from the upper words of all digests, in ascending order.
struct LineFilterWriter {
    private let lines: Int
    private var line = 0
    /// Number of the next entry.
    private var entry: UInt32 = 0
    private var fingerprints: [UInt16] = []
    /// Of the lines of the present group: each as it will be written, and what has no place in it.
    private var group: [UInt8] = []
    private var extras: [(place: Int, fingerprints: ArraySlice<UInt16>)] = []
    /// Groups that are whole.
    private(set) var output: [UInt8] = []

    init(lines: Int) {
        self.lines = lines
        fingerprints.reserveCapacity(FilterLine.mostKeys)
    }

    mutating func removeOutput() { output.removeAll(keepingCapacity: true) }

    /// - Throws: ``ThreatFileError`` for keys that no hash gives.
    mutating func add(_ high: UInt64) throws(ThreatFileError) {
        let (line, fingerprint) = FilterLine.place(high, lines: UInt64(lines))
        while self.line < line { endLine() }
        guard fingerprints.count < FilterLine.mostKeys else {
            throw .wrong(part: "filter", reason: "too many keys are alike")
        }
        fingerprints.append(fingerprint)
    }

    mutating func finish() {
        while line < lines { endLine() }
    }

    private mutating func endLine() {
        let count = fingerprints.count
        var head = entry
        if count > FilterLine.lanes {
            head |= FilterLine.hasMore
            extras.append((group.count, fingerprints[FilterLine.lanes...]))
        }
        group.append(littleEndian: head)
        // Free places repeat the last fingerprint, which adds no other.
        let last = fingerprints.last ?? 0
        for lane in 0..<FilterLine.lanes { group.append(littleEndian: lane < count ? fingerprints[lane] : last) }
        entry += UInt32(count)
        fingerprints.removeAll(keepingCapacity: true)
        line += 1
        if line % FilterLine.group == 0 || line == lines { endGroup() }
    }

    private mutating func endGroup() {
        var spare: [UInt16] = []
        // The line with the fewest first: so the fewest are left out, whose every key may be behind.
        for extra in extras.sorted(by: { $0.fingerprints.count < $1.fingerprints.count }) {
            if spare.count + extra.fingerprints.count <= FilterLine.spareLanes {
                spare += extra.fingerprints
            } else {
                // In the uppermost byte of the first entry's number.
                group[extra.place + 3] |= UInt8(FilterLine.spareIsFull >> 24)
            }
        }
        let last = spare.first ?? 0
        for lane in 0..<FilterLine.spareLanes { group.append(littleEndian: lane < spare.count ? spare[lane] : last) }
        output += group
        group.removeAll(keepingCapacity: true)
        extras.removeAll(keepingCapacity: true)
    }
}
