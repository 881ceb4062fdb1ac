import Foundation
import LinkPolicy
import Outbound
import Persistence
import StrictYAML
import ThreatIntel
import URLStandard

extension FeedDefinition {
    /// Reads the lists that the file at `path` describes, in its order.
    ///
    /// - Throws: ``StrictYAML/YAMLProblem`` with file, line and reason, ``ConfigurationProblem`` for a file that cannot be
    ///   read.
    public static func load(_ path: String) throws -> [FeedDefinition] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationProblem(source: path, reason: "cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationProblem(source: path, reason: "is not UTF-8")
        }
        return try read(text, file: path)
    }

    static func read(_ text: String, file: String) throws(YAMLProblem) -> [FeedDefinition] {
        let root = try YAMLValue(parsing: text, file: file).object(keys: ["feeds"])
        let entries = try root.required("feeds").openObject()
        var feeds: [FeedDefinition] = []
        for id in entries.keys {
            let entry = try entries.required(id)
            guard FeedRecord.isID(id) else {
                throw entry.problem(
                    "\"\(id)\" is no name for a list: 1 to 64 lower-case letters, digits, \".\", \"-\" and \"_\"")
            }
            feeds.append(try definition(id, entry))
        }
        return feeds
    }

    private static func definition(_ id: String, _ entry: YAMLValue) throws(YAMLProblem) -> FeedDefinition {
        let fields = try entry.object(keys: [
            "url", "format", "covers", "class", "confidence", "interval", "entries_end_after", "may_lose", "size_limit",
            "token",
        ])
        let address = try fields.required("url")
        var feed = FeedDefinition(id: id, address: try address.string())
        if let format = fields["format"], try format.scalarText() != "auto" {
            feed.format = try format.choice(FeedFormat.self)
        }
        if let covers = fields["covers"] { feed.coverage = try covers.choice(FeedReader.Coverage.self) }
        feed.threatClass = try fields["class"]?.choice(ThreatClass.self) ?? ThreatClass(feedWord: id) ?? .unwanted
        if let confidence = fields["confidence"] { feed.confidence = try confidence.int(in: 0...100) }
        feed.interval = interval(for: feed.format)
        if let interval = fields["interval"] {
            feed.interval = try duration(interval, shortestInterval...longestInterval, "5m to 30d")
        }
        if let end = fields["entries_end_after"] {
            feed.entriesEndAfter = try duration(end, 3_600...(3_650 * 86_400), "1h to 3650d")
            guard let after = feed.entriesEndAfter, after >= feed.interval * 4 else {
                throw end.problem("entries_end_after must be at least four times the interval")
            }
        }
        if let loss = fields["may_lose"] { feed.mayLose = try loss.int(in: 0...100) }
        if let limit = fields["size_limit"] { feed.sizeLimit = try limit.int(in: 1...1_024) << 20 }
        if let token = fields["token"] { feed.token = try Self.token(token, for: feed) }
        try check(feed, address)
        return feed
    }

    private static func check(_ feed: FeedDefinition, _ address: YAMLValue) throws(YAMLProblem) {
        let isMarked = feed.address.contains(tokenMark)
        guard !isMarked || feed.token != nil else {
            throw address.problem("url has \(tokenMark), and there is no token")
        }
        // Two tokens give two addresses on one host, or the mark stands where a token must not go.
        guard let url = feed.url(token: isMarked ? "a" : nil), let other = feed.url(token: isMarked ? "b" : nil),
            url.scheme == "http" || url.scheme == "https", !url.hasCredentials
        else { throw address.problem("url must be an http or https address without a user name") }
        guard url.origin == other.origin else { throw address.problem("\(tokenMark) may stand in path and query only") }
    }

    private static func token(
        _ value: YAMLValue, for feed: FeedDefinition
    ) throws(YAMLProblem) -> Token {
        let fields = try value.object(keys: ["env", "file", "header"])
        let place: Token.Place
        switch (try fields["env"]?.string(), try fields["file"]?.string()) {
        case (let variable?, nil):
            // The configuration has these to itself, and refuses what it does not know.
            guard !variable.isEmpty, !variable.hasPrefix("HUTONG_") else {
                throw value.problem("the name of a token's variable must not begin with HUTONG_")
            }
            place = .variable(variable)
        case (nil, let file?): place = .file(file)
        default: throw value.problem("a token needs either env or file")
        }
        let header = try fields["header"]?.string()
        guard (header == nil) == feed.address.contains(tokenMark) else {
            throw value.problem("a token needs either a header, or \(tokenMark) in the url")
        }
        if let header, !OutboundRequest.allows(header: header) {
            throw value.problem("the header field \"\(header)\" cannot be sent")
        }
        return Token(place: place, header: header)
    }

    /// `30m`, `6h`, `14d`, in seconds.
    private static func duration(
        _ value: YAMLValue, _ range: ClosedRange<Int64>, _ words: String
    ) throws(YAMLProblem) -> Int64 {
        let text = try value.scalarText()
        let units: [Character: Int64] = ["m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int64(text.dropLast()),
            (1...1_000_000).contains(number), range.contains(number * unit)
        else { throw value.problem("\"\(text)\" is no time from \(words): a number and m, h or d") }
        return number * unit
    }
}

extension FeedDefinition.Token {
    /// Bytes of a file with a token.
    private static let limit = 4_096

    /// The token of this moment.
    ///
    /// - Throws: ``ConfigurationProblem`` when there is none.
    func value(environment: [String: String] = ProcessInfo.processInfo.environment) throws(ConfigurationProblem)
        -> String
    {
        let text: String
        let source: String
        switch place {
        case .variable(let name):
            source = name
            guard let value = environment[name] else {
                throw ConfigurationProblem(source: name, reason: "is not set in the environment")
            }
            text = value
        case .file(let path):
            source = path
            guard let data = FileManager.default.contents(atPath: path), data.count <= Self.limit,
                let value = String(validating: data, as: UTF8.self)
            else { throw ConfigurationProblem(source: path, reason: "is no file with a token that can be read") }
            text = value
        }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw ConfigurationProblem(source: source, reason: "holds no token of printable ASCII")
        }
        return token
    }
}
