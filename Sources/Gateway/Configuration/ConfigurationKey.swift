import LinkPolicy
import Logging
import Outbound
import StrictYAML
import URLStandard

/// One key of the configuration: its name in a file, in the environment and as a flag, and how a text is read into it.
public struct ConfigurationKey: Sendable {
    /// The name in `hutong.yaml`.
    public let name: String
    public let type: String
    public let defaultValue: String
    public let summary: String
    let isList: Bool
    /// Reads the value, or says in a sentence what it must be.
    let set: @Sendable (inout GatewayConfiguration, [String]) throws(Refusal) -> Void

    /// The variable in the environment.
    public var variable: String { "HUTONG_" + name.uppercased() }

    struct Refusal: Error {
        let reason: String
    }

    /// Every key that takes a single value or a list. `tenants` is a mapping and stands only in a file.
    public static let all: [ConfigurationKey] = general + shareCodes

    private static let general: [ConfigurationKey] = [
        key("host", "text", "127.0.0.1", "Address to listen on.") { $0.host = $1 },
        key("port", "0 to 65535", "8080", "Port to listen on; 0 picks a free one and prints it.") {
            (configuration, text) throws(Refusal) in configuration.port = try whole(text, 0...65_535)
        },
        key("data", "folder", "./data", "Folder of the database and the master key; made where missing.") {
            $0.data = $1
        },
        key("rules", "folder", "found beside the program", "Folder with platforms/ and policies/.") { $0.rules = $1 },
        key(
            "public_suffix_list", "file", "beside the rules, else libpsl's",
            "Public Suffix List that sites are told by."
        ) {
            $0.publicSuffixList = $1
        },
        key("feeds", "file", "none", "File of the threat lists that the gateway fetches.") { $0.feeds = $1 },
        key("public_url", "http(s) address", "the listener's", "Address under which people reach the gateway.") {
            (configuration, text) throws(Refusal) in configuration.publicURL = try address(text)
        },
        list("trusted_proxies", "list of networks", "none", "Proxies whose X-Forwarded-For is believed.") {
            (configuration, texts) throws(Refusal) in
            configuration.trustedProxies = []
            for text in texts {
                guard let network = Network(text) else { throw Refusal(reason: "\"\(text)\" is not an IP network") }
                configuration.trustedProxies.append(network)
            }
        },
        list("outbound_networks", "list of networks", "none", "Networks that may be sent to though not public.") {
            (configuration, texts) throws(Refusal) in
            configuration.outboundNetworks = []
            for text in texts {
                guard let network = IPNetwork(text) else { throw Refusal(reason: "\"\(text)\" is not an IP network") }
                configuration.outboundNetworks.append(network)
            }
        },
        key("cards", "true or false", "false", "Whether linked pages are fetched, for cards and their health.") {
            (configuration, text) throws(Refusal) in configuration.cards = try bool(text)
        },
        key("policy", "name", "default", "Policy of tenants that choose none.") { $0.policy = $1 },
        list("own_domains", "list of hosts", "none", "Hosts, with subdomains, whose links stay as they are.") {
            (configuration, texts) throws(Refusal) in configuration.ownDomains = try hosts(texts)
        },
        list("protected_names", "list of hosts", "none", "Hosts that must not be imitated, beside the platforms'.") {
            (configuration, texts) throws(Refusal) in configuration.protectedNames = try hosts(texts)
        },
        list("lookalike_exceptions", "list of hosts", "none", "Hosts that imitate nobody although they look like it.") {
            (configuration, texts) throws(Refusal) in configuration.lookalikeExceptions = try hosts(texts)
        },
        key("language", "zh or en", "zh", "Language for readers whose browser asks for neither.") {
            (configuration, text) throws(Refusal) in
            guard let language = Language(rawValue: text) else { throw Refusal(reason: "must be zh or en") }
            configuration.language = language
        },
        key("contact", "text", "none", "How people reach the operator; shown on pages.") { $0.contact = $1 },
        key("playground", "true or false", "false", "Whether /play is served; off in production.") {
            (configuration, text) throws(Refusal) in configuration.playground = try bool(text)
        },
        key("link_lifetime", "1 to 3650 days", "90", "How long a link in a message goes on working.") {
            (configuration, text) throws(Refusal) in configuration.linkLifetime = try whole(text, 1...3_650)
        },
        key("hold_expiry", "1 to 8760 hours", "168", "How long a held link waits for somebody to decide.") {
            (configuration, text) throws(Refusal) in configuration.holdExpiry = try whole(text, 1...8_760)
        },
        retention("retain_visits", "400", "Time single visits are kept; figures of readers need them.") {
            $0.retention.visits = $1
        },
        retention("retain_tallies", "0", "Time the figures of a day are kept.") { $0.retention.tallies = $1 },
        retention("retain_complaints", "1100", "Time complaints are kept.") { $0.retention.complaints = $1 },
        retention("retain_cases", "1100", "Time cases are kept after they were decided.") {
            $0.retention.cases = $1
        },
        retention("retain_audit", "1100", "Time the log of who did what to complaints and cases is kept.") {
            $0.retention.audit = $1
        },
        retention("retain_rules", "1100", "Time blocks and allowances are kept after their end.") {
            $0.retention.rules = $1
        },
        retention("retain_keys", "400", "Time API keys are kept in the list after they were revoked.") {
            $0.retention.keys = $1
        },
        retention("retain_deliveries", "30", "Time events for webhooks and the log of their deliveries are kept.") {
            $0.retention.deliveries = $1
        },
        retention("retain_health", "30", "Time the health of links is kept, as it was whenever they were looked at.") {
            $0.retention.health = $1
        },
        retention("retain_choices", "400", "Time the changes of groups' and people's choices are kept.") {
            $0.retention.choices = $1
        },
        retention("retain_holds", "30", "Time held links and the decisions on them are kept after the link's end.") {
            $0.retention.holds = $1
        },
        retention("retain_facts", "30", "Time facts of verdicts are kept for “hutong policy simulate”.") {
            $0.retention.facts = $1
        },
        retention("retain_shadows", "30", "Time the differences of “shadow_policy” are kept.") {
            $0.retention.shadows = $1
        },
        key("record_facts", "off or 0.01% to 100%", "10%", "Share of verdicts whose facts are kept.") {
            (configuration, text) throws(Refusal) in configuration.recordedFacts = try share(text)
        },
        key("shadow_policy", "name", "none", "Policy that is tried beside the one in force; differences are kept.") {
            $0.shadowPolicy = $1
        },
        key("body_limit", "1024 to 67108864 bytes", "4194304", "Largest body of a request.") {
            (configuration, text) throws(Refusal) in configuration.bodyLimit = try whole(text, 1_024...(64 << 20))
        },
        key("text_limit", "256 to 1048576 bytes", "65536", "Longest text of a message.") {
            (configuration, text) throws(Refusal) in configuration.textLimit = try whole(text, 256...(1 << 20))
        },
        key(
            "picture_limit", "0 to 16777216 bytes", "2097152",
            "Largest picture of a message that is looked into; 0 for none, also with complaints."
        ) {
            (configuration, text) throws(Refusal) in configuration.pictureLimit = try whole(text, 0...(16 << 20))
        },
        key("findings_limit", "1 to 10000", "256", "Links that a message may have; one with more is refused.") {
            (configuration, text) throws(Refusal) in configuration.findingsLimit = try whole(text, 1...10_000)
        },
        key(
            "rate_limit", "0 to 1000000", "5000",
            "Messages a second that each API key may check, ten seconds' worth at once; 0 for no limit."
        ) {
            (configuration, text) throws(Refusal) in configuration.rateLimit = try whole(text, 0...1_000_000)
        },
        key("metrics", "address:port", "none", "Where /metrics is served, on a listener of its own.") {
            (configuration, text) throws(Refusal) in configuration.metricsListener = try listener(text)
        },
        key("access_log", "off, errors or all", "errors", "Requests that are logged; errors are answers from 400 on.") {
            (configuration, text) throws(Refusal) in
            guard let choice = GatewayConfiguration.AccessLog(rawValue: text) else {
                throw Refusal(reason: "must be off, errors or all")
            }
            configuration.accessLog = choice
        },
        key(
            "request_timeout", "1 to 3600 seconds", "15",
            "Time for a request's body to come, beyond one second for every 1,000 bytes."
        ) {
            (configuration, text) throws(Refusal) in configuration.requestTimeout = try whole(text, 1...3_600)
        },
        key(
            "connection_limit", "1 to 1000000", "what the system allows",
            "Connections at a time; further ones wait until one ends."
        ) {
            (configuration, text) throws(Refusal) in configuration.connectionLimit = try whole(text, 1...1_000_000)
        },
        key("idle_timeout", "1 to 3600 seconds", "60", "Time a connection may do nothing before it is closed.") {
            (configuration, text) throws(Refusal) in configuration.idleTimeout = try whole(text, 1...3_600)
        },
        key("shutdown_timeout", "1 to 300 seconds", "10", "Time for requests in progress at shutdown.") {
            (configuration, text) throws(Refusal) in configuration.shutdownTimeout = try whole(text, 1...300)
        },
        key("log_level", "trace to critical", "info", "Least severity that is logged.") {
            (configuration, text) throws(Refusal) in
            guard let level = Logger.Level(rawValue: text) else {
                throw Refusal(reason: "must be one of " + Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
            }
            configuration.logLevel = level
        },
    ]

    static func key(
        _ name: String, _ type: String, _ defaultValue: String, _ summary: String,
        _ set: @escaping @Sendable (inout GatewayConfiguration, String) throws(Refusal) -> Void
    ) -> ConfigurationKey {
        ConfigurationKey(name: name, type: type, defaultValue: defaultValue, summary: summary, isList: false) {
            (configuration, texts) throws(Refusal) in
            guard let text = texts.first, !text.isEmpty else { throw Refusal(reason: "must not be empty") }
            try set(&configuration, text)
        }
    }

    /// A number of days; 0 is for ever.
    private static func retention(
        _ name: String, _ defaultValue: String, _ summary: String,
        _ set: @escaping @Sendable (inout GatewayConfiguration, Int) -> Void
    ) -> ConfigurationKey {
        key(name, "0 to 36500 days", defaultValue, summary + " 0: for ever.") {
            (configuration, text) throws(Refusal) in set(&configuration, try whole(text, 0...36_500))
        }
    }

    private static func list(
        _ name: String, _ type: String, _ defaultValue: String, _ summary: String,
        _ set: @escaping @Sendable (inout GatewayConfiguration, [String]) throws(Refusal) -> Void
    ) -> ConfigurationKey {
        ConfigurationKey(
            name: name, type: type, defaultValue: defaultValue, summary: summary, isList: true, set: set)
    }

    /// A percentage with at most two decimals, in hundredths of a percent; 0 for `off`.
    private static func share(_ text: String) throws(Refusal) -> Int {
        if text == "off" { return 0 }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        guard text.hasSuffix("%"), (1...2).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 3 }),
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            parts.count == 1 || parts[1].utf8.count <= 2, let whole = Int(parts[0]),
            let hundredths = parts.count == 1 ? 0 : Int((parts[1] + "0").prefix(2)),
            (1...10_000).contains(whole * 100 + hundredths)
        else { throw Refusal(reason: "must be “off” or a percentage such as 10% or 0.5%") }
        return whole * 100 + hundredths
    }

    static func whole(_ text: String, _ range: ClosedRange<Int>) throws(Refusal) -> Int {
        guard let value = Int(text), range.contains(value) else {
            throw Refusal(reason: "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// `127.0.0.1:9090`, `[::1]:9090`, `:9090` for every address of the machine.
    private static func listener(_ text: String) throws(Refusal) -> GatewayConfiguration.Listener {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw Refusal(reason: "must be an address and a port, such as 127.0.0.1:9090") }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return GatewayConfiguration.Listener(host: host.isEmpty ? "0.0.0.0" : String(host), port: port)
    }

    private static func bool(_ text: String) throws(Refusal) -> Bool {
        switch text {
        case "true": true
        case "false": false
        default: throw Refusal(reason: "must be true or false")
        }
    }

    private static func address(_ text: String) throws(Refusal) -> String {
        guard let url = try? WebURL(text), url.scheme == "http" || url.scheme == "https", url.path == "/",
            url.query == nil, url.fragment == nil, !url.hasCredentials
        else { throw Refusal(reason: "must be an http or https address without path, query, fragment or user name") }
        var href = url.href
        while href.hasSuffix("/") { href.removeLast() }
        return href
    }

    static func hosts(_ texts: [String]) throws(Refusal) -> [String] {
        var hosts: [String] = []
        for text in texts {
            guard let url = try? WebURL("http://\(text)/"), url.path == "/", url.query == nil, url.fragment == nil,
                url.port == nil, !url.hasCredentials
            else { throw Refusal(reason: "\"\(text)\" is not a host") }
            hosts.append(url.hostname)
        }
        return hosts
    }
}
