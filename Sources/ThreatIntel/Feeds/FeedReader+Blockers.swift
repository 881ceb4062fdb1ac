// The formats of blockers: hosts files, filter lists, dnsmasq.

extension FeedReader {
    /// Names that hosts files map for the machine's own use.
    private static let local: Set<String> = [
        "localhost", "localhost.localdomain", "local", "broadcasthost", "ip6-localhost", "ip6-loopback", "ip6-localnet",
        "ip6-mcastprefix", "ip6-allnodes", "ip6-allrouters", "ip6-allhosts", "0.0.0.0",
    ]

    func readHosts(_ line: FeedLines.Line, _ body: (Item) throws -> Void) throws {
        let words = FeedLines.words(line.bytes, comment: UInt8(ascii: "#"))
        guard let first = words.first else { return }
        guard let network = ThreatNetwork(String(decoding: first, as: UTF8.self)) else {
            return try body(refusal(line, .notANetwork))
        }
        guard words.count > 1 else { return try body(refusal(line, .noSubject)) }
        for word in words.dropFirst() {
            if Self.local.contains(String(decoding: word, as: UTF8.self)) { continue }
            try body(
                item(line) { () throws(FeedRefusal.Reason) in
                    guard network.isSinkhole else { throw .notASinkhole }
                    return try subjects.name(word, coversSubdomains: coversSubdomains)
                })
        }
    }

    // MARK: Filter lists

    /// Modifiers that do not narrow a rule to parts of a page or to some sites.
    private static let wide: Set<String> = ["all", "document", "doc", "popup", "important", "empty", ""]

    /// `||name^` and `||name^$all`; `*` for everything below.
    func adblock(_ line: UnsafeRawBufferPointer) throws(FeedRefusal.Reason) -> ThreatSubject {
        if line.starts(with: "@@".utf8) { throw .exception }
        guard line.starts(with: "||".utf8) else {
            // Cosmetic rules and rules on parts of addresses.
            throw .unknownRule
        }
        let rule = line.dropFirst(2)
        let nameEnd = rule.firstIndex { [UInt8(ascii: "^"), UInt8(ascii: "$"), UInt8(ascii: "/")].contains($0) }
        let name = UnsafeRawBufferPointer(rebasing: rule[rule.startIndex..<(nameEnd ?? rule.endIndex)])
        var rest = UnsafeRawBufferPointer(rebasing: rule[(nameEnd ?? rule.endIndex)...])
        if rest.first == UInt8(ascii: "^") { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst()) }
        if rest.first == UInt8(ascii: "|") { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst()) }
        if rest.first == UInt8(ascii: "$") {
            let modifiers = String(decoding: rest.dropFirst(), as: UTF8.self)
                .split(separator: ",", omittingEmptySubsequences: false)
            guard modifiers.allSatisfy({ Self.wide.contains(String($0)) }) else { throw .restricted }
        } else if !rest.isEmpty {
            throw .unknownRule
        }
        return try subjects.name(name, coversSubdomains: coverage != .exact)
    }

    // MARK: dnsmasq

    func readDnsmasq(_ line: FeedLines.Line, _ body: (Item) throws -> Void) throws {
        let bytes = FeedLines.words(line.bytes, comment: UInt8(ascii: "#")).first ?? line.bytes
        guard let rule = DnsmasqLine(String(decoding: withHash(line.bytes, bytes), as: UTF8.self)) else {
            return try body(refusal(line, .unknownRule))
        }
        for name in rule.names {
            try body(
                item(line) { () throws(FeedRefusal.Reason) in
                    guard rule.isSinkhole else { throw .notASinkhole }
                    return try subjects.withBytes(name) { (bytes) throws(FeedRefusal.Reason) in
                        try subjects.name(bytes, coversSubdomains: coverage != .exact)
                    }
                })
        }
    }

    /// `address=/name/#` means the null address; its "#" begins no comment.
    private func withHash(_ line: UnsafeRawBufferPointer, _ word: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard word.last == UInt8(ascii: "/"), line.count > word.count, line[word.count] == UInt8(ascii: "#") else {
            return word
        }
        return UnsafeRawBufferPointer(rebasing: line[...word.count])
    }
}

/// `address=/name/name/target` as dnsmasq reads it.
struct DnsmasqLine {
    static let keywords = ["address", "server", "local"]

    let names: [String]
    /// Whether the names lead nowhere.
    let isSinkhole: Bool

    init?(_ line: String) {
        guard let equals = line.firstIndex(of: "="), Self.keywords.contains(String(line[..<equals])) else { return nil }
        let parts = line[line.index(after: equals)...].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].isEmpty, let target = parts.last else { return nil }
        names = parts.dropFirst().dropLast().map(String.init)
        isSinkhole = target.isEmpty || target == "#" || ThreatNetwork(target)?.isSinkhole == true
    }
}

extension ThreatNetwork {
    /// 0.0.0.0, 127.0.0.0/8, :: and ::1.
    var isSinkhole: Bool { isIPv6 ? address <= 1 : address == 0 || address >> 24 == 127 }
}
