public import URLStandard

/// Reads feeds: bytes in, entries and refusals out, in one pass and without keeping them. Whatever the bytes are, it never
/// fails; what it cannot read it refuses, line by line.
public struct FeedReader {
    /// What names cover.
    public enum Coverage: String, Hashable, Sendable, CaseIterable {
        /// As the format means it: hosts files list single names, the others names with all below them.
        case format
        case exact
        case subdomains
    }

    /// What a feed holds, in order.
    public enum Item: Hashable, Sendable {
        case entry(FeedEntry)
        case refused(FeedRefusal)
    }

    /// Longer lines are refused; no browser's address is longer in practice.
    static let longestLine = 8192

    let format: FeedFormat
    let coverage: Coverage
    let subjects: FeedSubjects
    let now: Int64

    /// - Parameters:
    ///   - now: Seconds since 1970; entries that ended before are refused.
    public init(
        _ format: FeedFormat, coverage: Coverage = .format, publicSuffixes: PublicSuffixList = .builtin, now: Int64
    ) {
        self.format = format
        self.coverage = coverage
        self.now = now
        subjects = FeedSubjects(publicSuffixes: publicSuffixes)
    }

    /// Hands every entry and refusal of `bytes` to `body`. O(n).
    ///
    /// - Throws: What `body` throws.
    public func read(_ bytes: UnsafeRawBufferPointer, _ body: (Item) throws -> Void) throws {
        switch format {
        case .json: try readJSON(bytes, body)
        case .csv: try readCSV(bytes, body)
        default:
            var lines = FeedLines(bytes)
            while let line = lines.next() { try read(line, body) }
        }
    }

    /// Whether a name covers those below it, where the line itself does not say.
    var coversSubdomains: Bool {
        switch coverage {
        case .format: format != .hosts
        case .exact: false
        case .subdomains: true
        }
    }

    private func read(_ line: FeedLines.Line, _ body: (Item) throws -> Void) throws {
        guard let first = line.bytes.first, first != UInt8(ascii: "#") else { return }
        guard line.bytes.count <= Self.longestLine else { return try body(refusal(line, .tooLong)) }
        switch format {
        case .hosts: try readHosts(line, body)
        case .adblock:
            if first == UInt8(ascii: "!") || first == UInt8(ascii: "[") { return }
            try body(item(line) { () throws(FeedRefusal.Reason) in try adblock(line.bytes) })
        case .dnsmasq: try readDnsmasq(line, body)
        case .addresses:
            guard first != UInt8(ascii: ";"), let word = firstWord(line.bytes, endsAtCommas: true) else { return }
            try body(item(line) { () throws(FeedRefusal.Reason) in try subjects.network(word) })
        case .urls:
            guard first != UInt8(ascii: ";") else { return }
            try body(item(line) { () throws(FeedRefusal.Reason) in try subjects.address(line.bytes) })
        case .domains:
            guard first != UInt8(ascii: ";"), first != UInt8(ascii: "!"),
                let word = firstWord(line.bytes)
            else { return }
            try body(item(line) { () throws(FeedRefusal.Reason) in try domain(word) })
        case .csv, .json: return
        }
    }

    func item(_ line: FeedLines.Line, _ subject: () throws(FeedRefusal.Reason) -> ThreatSubject) -> Item {
        do { return .entry(FeedEntry(subject: try subject(), line: line.number)) } catch {
            return refusal(line, error)
        }
    }

    func refusal(_ line: FeedLines.Line, _ reason: FeedRefusal.Reason) -> Item {
        .refused(
            FeedRefusal(
                line: line.number, text: String(decoding: line.bytes.prefix(200), as: UTF8.self), reason: reason))
    }

    /// "name", "*.name", ".name".
    func domain(_ word: UnsafeRawBufferPointer) throws(FeedRefusal.Reason) -> ThreatSubject {
        var name = word
        var covers = coversSubdomains
        if name.starts(with: "*.".utf8) {
            name = UnsafeRawBufferPointer(rebasing: name.dropFirst(2))
            covers = true
        } else if name.first == UInt8(ascii: ".") {
            name = UnsafeRawBufferPointer(rebasing: name.dropFirst())
            covers = true
        }
        return try subjects.name(name, coversSubdomains: covers)
    }

    /// - Parameter endsAtCommas: Whether commas and semicolons end it too.
    private func firstWord(_ line: UnsafeRawBufferPointer, endsAtCommas: Bool = false) -> UnsafeRawBufferPointer? {
        let end = line.firstIndex { byte in
            FeedLines.isSpace(byte) || byte == UInt8(ascii: "#")
                || endsAtCommas && (byte == UInt8(ascii: ";") || byte == UInt8(ascii: ","))
        }
        let word = UnsafeRawBufferPointer(rebasing: line[..<(end ?? line.count)])
        return word.isEmpty ? nil : word
    }
}
