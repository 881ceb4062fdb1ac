public import LinkPolicy

/// How a feed is written.
public enum FeedFormat: String, Hashable, Sendable, CaseIterable {
    /// `0.0.0.0 name`, as /etc/hosts.
    case hosts
    /// A name a line; `*.name` or `.name` for those below it too.
    case domains
    /// A URL a line, as OpenPhish's.
    case urls
    /// `||name^`, as Adblock Plus and AdGuard write rules.
    case adblock
    /// `address=/name/`.
    case dnsmasq
    /// Comma-separated with named columns, as URLhaus's and PhishTank's.
    case csv
    /// Objects with named members, as URLhaus's, PhishTank's and OpenPhish's; an array, a nested object, or one a line.
    case json
    /// IP addresses and CIDR networks.
    case addresses

    /// The format of a feed that does not say: by what most of its first lines look like. `nil` when none fits.
    public static func detect(_ bytes: UnsafeRawBufferPointer) -> FeedFormat? {
        var votes: [FeedFormat: Int] = [:]
        var lines = FeedLines(bytes)
        var seen = 0
        while seen < 200, let line = lines.next() {
            let text = String(decoding: line.bytes, as: UTF8.self)
            if seen == 0, let first = text.first, first == "{" || first == "[" {
                return text.lowercased().hasPrefix("[adblock") ? .adblock : .json
            }
            if FeedColumns(header: text) != nil { return .csv }
            guard let format = format(of: text) else { continue }
            seen += 1
            votes[format, default: 0] += 1
        }
        // The later case in the list wins a draw, whatever the order of the dictionary.
        return allCases.max { votes[$0, default: 0] < votes[$1, default: 0] }.flatMap { votes[$0] == nil ? nil : $0 }
    }

    private static func format(of line: String) -> FeedFormat? {
        guard let first = line.first, first != "#", first != "!", first != ";" else { return nil }
        if line.hasPrefix("||") || line.hasPrefix("@@") { return .adblock }
        if DnsmasqLine.keywords.contains(where: { line.hasPrefix($0 + "=/") }) { return .dnsmasq }
        let words = line.split(maxSplits: 2, whereSeparator: { $0 == " " || $0 == "\t" })
        guard let word = words.first else { return nil }
        if ThreatNetwork(word) != nil {
            return words.count > 1 && words[1].first != "#" && words[1].first != ";" ? .hosts : .addresses
        }
        return word.contains("/") ? .urls : .domains
    }
}

/// A line of a feed that is not taken, and why.
public struct FeedRefusal: Hashable, Sendable {
    /// From 1.
    public var line: Int
    /// The line, or its beginning.
    public var text: String
    public var reason: Reason

    public enum Reason: String, Hashable, Sendable, CaseIterable {
        case notUTF8 = "is not UTF-8"
        case tooLong = "is longer than 8,192 bytes"
        case notAName = "is no domain name"
        case notAURL = "is no http, https or ftp address"
        case notANetwork = "is neither an IP address nor a network in CIDR notation"
        case publicSuffix = "is a public suffix: everybody's names stand below it"
        case reserved = "is a local, private or reserved address"
        case tooWide = "is a network wider than /8 (IPv4) or /19 (IPv6)"
        case notASinkhole = "gives a name an address of its own instead of blocking it"
        case exception = "is an exception, and only listings are read"
        case restricted = "holds only in some situations, which a link does not tell"
        case unknownRule = "is no rule on a whole name"
        case columns = "has other columns than the header, or an open quotation mark"
        case notVerified = "is marked as not verified"
        case noSubject = "names no address, name or network"
        case malformed = "is not JSON"
        case ended = "had ended before it was read"

        /// Whether the line is nothing that a list in the format holds, rather than an entry that is not taken.
        public var isMisfit: Bool {
            switch self {
            case .notUTF8, .tooLong, .notAName, .notAURL, .notANetwork, .columns, .noSubject, .malformed: true
            case .publicSuffix, .reserved, .tooWide, .notASinkhole, .exception, .restricted, .unknownRule, .notVerified,
                .ended:
                false
            }
        }
    }
}

/// One entry of a feed. What is `nil` the feed does not say.
public struct FeedEntry: Hashable, Sendable {
    public var subject: ThreatSubject
    /// The line, from 1.
    public var line: Int
    public var details = FeedDetails()
}

/// What a feed says of an entry beside its subject.
public struct FeedDetails: Hashable, Sendable {
    public var threatClass: ThreatClass?
    /// 0-100.
    public var confidence: UInt8?
    /// Seconds since 1970.
    public var firstSeen: UInt32?
    /// Seconds since 1970.
    public var until: UInt32?
}
