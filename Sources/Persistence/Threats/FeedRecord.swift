import JSONText
public import LinkPolicy
public import ThreatIntel

/// What is known of one feed: how to read it, whence it came and how the last reading went. Kept as a JSON file beside
/// the feed.
public struct FeedRecord: Hashable, Sendable {
    /// 1 to 64 lower-case letters, digits, ".", "-" or "_", not beginning with ".".
    public let id: String
    public var format: FeedFormat
    public var coverage: FeedReader.Coverage
    /// The class of entries that say none themselves.
    public var threatClass: ThreatClass
    /// 0-100, the same.
    public var confidence: Int
    /// The file or URL that it was read from.
    public var source: String
    /// Seconds since 1970 of the last reading that was taken.
    public var readAt: Int64
    /// Entries taken and refused then.
    public var entries = 0
    public var refused = 0
    /// Seconds after a reading at which the entries that say no end themselves end; `nil` for never.
    public var entriesEndAfter: Int64?
    /// The validators of the copy held (RFC 9110 §8.8.2 and §8.8.3).
    public var etag: String?
    public var lastModified: String?
    /// Seconds since 1970 when its source last gave this list, or said that it is still the one.
    public var confirmedAt: Int64
    /// Seconds since 1970 of the last attempt, and what was wrong with it.
    public var triedAt: Int64
    public var lastError: String?
    /// Attempts in a row that brought nothing.
    public var failures = 0
    /// Seconds since 1970 before which its source is not asked again; 0 where nobody asks.
    public var nextTryAt: Int64 = 0

    /// Whether there is a list; there is none before the first attempt that went well.
    public var hasList: Bool { readAt > 0 || entries > 0 }

    /// `nil` when `id` is none.
    public init?(
        id: String, format: FeedFormat, coverage: FeedReader.Coverage = .format, threatClass: ThreatClass,
        confidence: Int, source: String, readAt: Int64
    ) {
        guard Self.isID(id), (0...100).contains(confidence) else { return nil }
        self.id = id
        self.format = format
        self.coverage = coverage
        self.threatClass = threatClass
        self.confidence = confidence
        self.source = source
        self.readAt = readAt
        confirmedAt = readAt
        triedAt = readAt
    }

    public static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.first != "."
            && text.utf8.allSatisfy { byte in
                byte >= 0x61 && byte <= 0x7A || byte >= 0x30 && byte <= 0x39 || [0x2D, 0x2E, 0x5F].contains(byte)
            }
    }

    // MARK: As JSON

    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("id", id)
            json.member("format", format.rawValue)
            json.member("covers", coverage.rawValue)
            json.member("class", threatClass.rawValue)
            json.member("confidence", confidence)
            json.member("source", source)
            json.member("read_at", Int(readAt))
            json.member("entries", entries)
            json.member("refused", refused)
            json.member("entries_end_after", entriesEndAfter.map(Int.init))
            json.member("etag", etag)
            json.member("last_modified", lastModified)
            json.member("confirmed_at", Int(confirmedAt))
            json.member("tried_at", Int(triedAt))
            json.member("last_error", lastError)
            json.member("failures", failures)
            json.member("next_try_at", Int(nextTryAt))
        }
        return json.bytes
    }

    /// - Throws: ``JSONText/JSONProblem``.
    init(json bytes: [UInt8]) throws(JSONProblem) {
        var texts: [String: String] = [:]
        var numbers: [String: Int] = [:]
        var reader = try JSONReader(bytes)
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "confidence", "read_at", "entries", "refused", "entries_end_after", "confirmed_at", "tried_at",
                "failures", "next_try_at":
                if !reader.null() { numbers[name] = try reader.integer() }
            case "id", "format", "covers", "class", "source", "etag", "last_modified", "last_error":
                if !reader.null() { texts[name] = try reader.string() }
            default: throw reader.unknown()
            }
        }
        try reader.end()
        guard let id = texts["id"], let format = texts["format"].flatMap(FeedFormat.init),
            let coverage = texts["covers"].flatMap(FeedReader.Coverage.init),
            let threatClass = texts["class"].flatMap({ ThreatClass(rawValue: $0) }),
            let confidence = numbers["confidence"],
            var record = FeedRecord(
                id: id, format: format, coverage: coverage, threatClass: threatClass, confidence: confidence,
                source: texts["source"] ?? "", readAt: Int64(numbers["read_at"] ?? 0))
        else { throw reader.invalid("is no record of a feed") }
        record.entries = numbers["entries"] ?? 0
        record.refused = numbers["refused"] ?? 0
        record.entriesEndAfter = numbers["entries_end_after"].map(Int64.init)
        record.etag = texts["etag"]
        record.lastModified = texts["last_modified"]
        record.confirmedAt = numbers["confirmed_at"].map(Int64.init) ?? record.readAt
        record.triedAt = Int64(numbers["tried_at"] ?? 0)
        record.failures = numbers["failures"] ?? 0
        record.nextTryAt = Int64(numbers["next_try_at"] ?? 0)
        record.lastError = texts["last_error"]
        self = record
    }
}
