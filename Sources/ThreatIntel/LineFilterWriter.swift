/// Writes a filter from the upper words of all digests, in ascending order.
struct LineFilterWriter {
    private let lines: Int
    private var line = 0
    /// Number of the next entry.
    private var entry: UInt32 = 0
    private var fingerprints: [UInt16] = []
    /// The lines of the present group as they will be written, in numbers of two bytes in the file's order.
    private var group: [UInt16] = []
    /// Of those lines: where each begins, and what has no place in it.
    private var extras: [(place: Int, fingerprints: ArraySlice<UInt16>)] = []
    /// Groups that are whole.
    private(set) var output: [UInt16] = []

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
        append(head)
        append(fingerprints.prefix(FilterLine.lanes), filling: FilterLine.lanes, with: fingerprints.last ?? 0)
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
                // In the upper half of the first entry's number.
                group[extra.place + 1] |= UInt16(FilterLine.spareIsFull >> 16).littleEndian
            }
        }
        append(spare[...], filling: FilterLine.spareLanes, with: spare.first ?? 0)
        output += group
        group.removeAll(keepingCapacity: true)
        extras.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ head: UInt32) {
        group.append(UInt16(truncatingIfNeeded: head).littleEndian)
        group.append(UInt16(truncatingIfNeeded: head >> 16).littleEndian)
    }

    /// - Parameter other: Stands in the places that are left: one of the line's own, which adds no other.
    private mutating func append(_ fingerprints: ArraySlice<UInt16>, filling places: Int, with other: UInt16) {
        for fingerprint in fingerprints { group.append(fingerprint.littleEndian) }
        for _ in fingerprints.count..<places { group.append(other.littleEndian) }
    }
}
