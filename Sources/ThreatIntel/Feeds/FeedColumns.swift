public import LinkPolicy

/// What the columns or members of a feed mean, by the names that URLhaus, ThreatFox, PhishTank, OpenPhish and others give
/// them.
struct FeedColumns {
    /// In the order in which they are asked for the subject.
    private static let subjects: [[String]] = [
        ["url", "link", "uri", "phish_url"], ["ioc_value", "ioc", "indicator", "value"],
        ["host", "domain", "hostname", "fqdn", "name"], ["ip", "ip_address", "dst_ip", "cidr", "network", "address"],
    ]
    private static let firstSeen = [
        "dateadded", "date_added", "first_seen", "first_seen_utc", "firstseen", "submission_time", "discover_time",
        "verification_time",
    ]
    private static let until = ["until", "valid_until", "expires", "expiration", "expire"]
    private static let classes = ["class", "threat", "threat_type", "category", "type"]
    private static let confidence = ["confidence", "confidence_level"]
    private static let verified = ["verified"]

    /// Column of each name.
    private let places: [String: Int]
    let count: Int

    /// `nil` unless the line names a column for subjects and at least one more. URLhaus's header is a comment.
    init?(header line: String) {
        var text = line[...]
        while let first = text.first, first == "#" || first == " " { text = text.dropFirst() }
        guard text.contains(","), let fields = CSVLine.fields(String(text)) else { return nil }
        var places: [String: Int] = [:]
        for (index, field) in fields.enumerated() {
            let name = field.lowercased().filter { $0 != " " }
            if places[name] == nil { places[name] = index }
        }
        guard Self.subjects.joined().contains(where: { places[$0] != nil }),
            fields.allSatisfy({ !$0.contains("://") && !$0.contains(".") })
        else { return nil }
        self.places = places
        count = fields.count
    }

    /// The subject's text, and what else is said.
    ///
    /// - Parameter value: The value of a name; `nil` when it is not there.
    static func read(
        _ value: (String) -> String?
    ) throws(FeedRefusal.Reason) -> (subject: String, details: FeedDetails) {
        func first(_ names: [String]) -> String? {
            for name in names { if let found = value(name), !found.isEmpty { return found } }
            return nil
        }
        var subject: String?
        for names in subjects where subject == nil { subject = first(names) }
        guard let subject else { throw .noSubject }
        if let word = first(verified)?.lowercased(), ["no", "n", "false", "0"].contains(word) { throw .notVerified }
        var details = FeedDetails()
        details.threatClass = first(classes).flatMap { ThreatClass(feedWord: $0) }
        details.confidence = first(confidence).flatMap { Int($0) }.map { UInt8(min(max($0, 0), 100)) }
        details.firstSeen = first(firstSeen).flatMap(FeedTime.seconds)
        details.until = first(until).flatMap(FeedTime.seconds)
        return (subject, details)
    }

    func read(_ fields: [String]) throws(FeedRefusal.Reason) -> (subject: String, details: FeedDetails) {
        guard fields.count == count else { throw .columns }
        return try Self.read { name in places[name].map { fields[$0] } }
    }
}

extension ThreatClass {
    /// The class that a feed's own word for it, or the name of its file, stands for; `nil` for one that says nothing.
    public init?(feedWord: String) {
        let word = feedWord.lowercased()
        let signs: [(ThreatClass, [String])] = [
            (.phishing, ["phish"]), (.malware, ["malware", "payload", "botnet", "ransom", "trojan", "exploit"]),
            (.scam, ["scam", "fraud"]), (.spam, ["spam"]), (.gambling, ["gambl", "casino", "betting"]),
            (.adult, ["adult", "porn"]), (.tracking, ["track", "advert"]), (.newlyRegistered, ["newly", "nrd"]),
        ]
        guard let found = signs.first(where: { $0.1.contains(where: word.contains) }) else { return nil }
        self = found.0
    }
}

/// A line of comma-separated values (RFC 4180), without line breaks inside.
enum CSVLine {
    /// `nil` when a quotation mark is left open, or closed in the middle of a field.
    static func fields(_ line: String) -> [String]? {
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var wasQuoted = false
        let bytes = Array(line.utf8)
        var index = 0
        func finished() -> String { String(decoding: field, as: UTF8.self) }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if isQuoted {
                guard byte == UInt8(ascii: "\"") else {
                    field.append(byte)
                    continue
                }
                if index < bytes.count, bytes[index] == byte {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                    wasQuoted = true
                }
            } else if byte == UInt8(ascii: ",") {
                fields.append(finished())
                field = []
                wasQuoted = false
            } else if byte == UInt8(ascii: " "), field.isEmpty || wasQuoted {
                continue
            } else if byte == UInt8(ascii: "\""), field.isEmpty, !wasQuoted {
                isQuoted = true
            } else if wasQuoted {
                return nil
            } else {
                field.append(byte)
            }
        }
        guard !isQuoted else { return nil }
        fields.append(finished())
        return fields
    }
}
