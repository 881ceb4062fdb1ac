extension RobotsRules {
    /// Reads the rules for one crawler: those of all groups that name it, or else of those for "*" (RFC 9309 §2.2.1).
    ///
    /// Every input has a meaning: lines that are no records are passed over. O(length).
    ///
    /// - Parameters:
    ///   - bytes: The file; what stands behind ``maximumBytes`` is not read, and neither is a line cut off there.
    ///   - productToken: The crawler's name, of letters, "_" and "-"; its case does not matter.
    public init(parsing bytes: [UInt8], for productToken: String) {
        var parser = Parser(token: Array(productToken.utf8).map(\.lowercasedASCII))
        var text = bytes[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        if text.count > Self.maximumBytes {
            text = text.prefix(Self.maximumBytes)
            text = text.prefix(through: text.lastIndex(where: \.isLineEnd) ?? text.startIndex)
        }
        for line in text.split(whereSeparator: \.isLineEnd) { parser.read(line) }
        self.init(rules: parser.isNamed ? parser.own : parser.everyones)
    }

    private struct Parser {
        let token: [UInt8]
        /// Rules of groups that name the crawler, and of those for all.
        var own: [Rule] = []
        var everyones: [Rule] = []
        /// Whether any group names the crawler.
        var isNamed = false
        private var groupIsOwn = false
        private var groupIsEveryones = false
        /// Whether the next `user-agent` line adds to the group instead of opening one.
        private var isAmongAgents = false

        init(token: [UInt8]) {
            self.token = token
        }

        mutating func read(_ line: ArraySlice<UInt8>) {
            let record = line.prefix { $0 != UInt8(ascii: "#") }
            guard let colon = record.firstIndex(of: UInt8(ascii: ":")) else { return }
            let value = record[(colon + 1)...].trimmed
            switch String(decoding: record[..<colon].trimmed.map(\.lowercasedASCII), as: UTF8.self) {
            case "user-agent": readAgent(value)
            case "allow": readRule(allows: true, value)
            case "disallow": readRule(allows: false, value)
            default: break
            }
        }

        private mutating func readAgent(_ value: ArraySlice<UInt8>) {
            if !isAmongAgents {
                groupIsOwn = false
                groupIsEveryones = false
                isAmongAgents = true
            }
            if value.first == UInt8(ascii: "*") {
                groupIsEveryones = true
            } else if !token.isEmpty, value.prefix(while: \.isTokenByte).map(\.lowercasedASCII) == token {
                groupIsOwn = true
                isNamed = true
            }
        }

        private mutating func readRule(allows: Bool, _ value: ArraySlice<UInt8>) {
            isAmongAgents = false
            // "Disallow:" alone disallows nothing.
            guard groupIsOwn || groupIsEveryones, !value.isEmpty else { return }
            let rule = Rule(allows: allows, pattern: RobotsPattern(value))
            if groupIsOwn, own.count < maximumRules { own.append(rule) }
            if groupIsEveryones, everyones.count < maximumRules { everyones.append(rule) }
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmed: ArraySlice<UInt8> {
        var slice = drop(while: \.isBlank)
        while slice.last?.isBlank == true { slice.removeLast() }
        return slice
    }
}

extension UInt8 {
    fileprivate var isLineEnd: Bool { self == 0x0A || self == 0x0D }

    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }

    fileprivate var isTokenByte: Bool {
        let lower = lowercasedASCII
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower) || self == UInt8(ascii: "_")
            || self == UInt8(ascii: "-")
    }

    fileprivate var lowercasedASCII: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
