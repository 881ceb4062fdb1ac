import Gate
public import LinkPolicy
public import Logging
public import Outbound
import URLStandard

/// Everything a gateway is told at start. Each value has a default; ``ConfigurationKey`` documents them.
public struct GatewayConfiguration: Sendable {
    public var host = "127.0.0.1"
    /// 0 lets the system pick one.
    public var port = 8080
    /// Folder of the database and the master key.
    public var data = "./data"
    /// Folder with `platforms/` and `policies/`; found beside the program when `nil`.
    public var rules: String?
    /// File of a Public Suffix List; the one beside the rules, or else libpsl's own, when `nil`.
    public var publicSuffixList: String?
    /// File of the threat lists that are fetched; none are when `nil`.
    public var feeds: String?
    /// The address under which people reach this gateway, without a trailing slash; the listener's when `nil`.
    public var publicURL: String?
    /// Networks whose `X-Forwarded-For` is believed.
    public var trustedProxies: [Network] = []
    /// Networks that may be sent to although they are not public, and without TLS.
    public var outboundNetworks: [IPNetwork] = []
    /// Whether linked pages are fetched for cards.
    public var cards = false
    public var policy = "default"
    /// Hosts whose links are left as they are, for every tenant.
    public var ownDomains: [String] = []
    /// Hosts whose names must not be imitated, beside those of the platforms.
    public var protectedNames: [String] = []
    /// Hosts that imitate nobody although they look like it.
    public var lookalikeExceptions: [String] = []
    public var tenants: [TenantID: TenantChoice] = [:]
    public var language = Language.zh
    /// How people reach the operator: shown on pages.
    public var contact: String?
    public var playground = false
    /// Days a link in a message goes on working.
    public var linkLifetime = 90
    /// Hours that a held link waits for somebody to decide.
    public var holdExpiry = 168
    public var retention = Retention()
    /// Of how many verdicts in 10,000 the facts are kept.
    public var recordedFacts = 1_000
    /// The policy that is tried beside the one in force; none when `nil`.
    public var shadowPolicy: String?
    public var shareCodes = ShareCodeSettings()
    /// Bytes a request's body may have.
    public var bodyLimit = 4 << 20
    /// Bytes a message's text may have.
    public var textLimit = 64 << 10
    /// Bytes a picture may have; 0 refuses pictures.
    public var pictureLimit = 2 << 20
    /// Links a message may have.
    public var findingsLimit = 256
    /// Messages a second that each API key may check; 0 for no limit.
    public var rateLimit = 5_000
    /// Seconds a connection may do nothing before it is closed.
    public var idleTimeout = 60
    /// Seconds that a request's body may take to come, beyond one for every 1,000 bytes.
    public var requestTimeout = 15
    /// Connections at a time; as many as the system lets the process have when `nil`.
    public var connectionLimit: Int?
    /// Where `/metrics` is served; nowhere when `nil`.
    public var metricsListener: Listener?
    public var accessLog = AccessLog.errors
    /// Seconds that requests in progress are given at shutdown.
    public var shutdownTimeout = 10
    public var logLevel = Logger.Level.info

    public init() {}

    /// An address and a port to listen on.
    public struct Listener: Hashable, Sendable {
        public var host: String
        public var port: Int
    }

    /// Which requests are logged.
    public enum AccessLog: String, Hashable, Sendable, CaseIterable {
        /// None.
        case off
        /// Those answered with a status of 400 or more.
        case errors
        case all
    }

    /// What a tenant has of its own.
    public struct TenantChoice: Hashable, Sendable {
        public var policy: String?
        public var shadowPolicy: String?
        public var ownDomains: [String] = []

        public init() {}
    }

    /// The host of the public address, whose links are the gateway's own.
    var publicHost: String? { publicURL.flatMap { try? WebURL($0).hostname } }

    /// The name of the policy that decides for `tenant`.
    public func policyName(of tenant: TenantID) -> String { tenants[tenant]?.policy ?? policy }

    /// The settings that the rulebook needs, with the gateway's own host among the own ones.
    func settings(publicHost: String?) -> (tenants: [TenantID: TenantSettings], fallback: TenantSettings) {
        let own = ownDomains + (publicHost.map { [$0] } ?? [])
        let all = tenants.mapValues { choice in
            TenantSettings(
                policy: choice.policy ?? policy, ownHosts: own + choice.ownDomains,
                shadowPolicy: choice.shadowPolicy ?? shadowPolicy)
        }
        return (all, TenantSettings(policy: policy, ownHosts: own, shadowPolicy: shadowPolicy))
    }

    /// Longest public URL with which a short link keeps to 64 characters.
    static let longestPublicURLForShortLinks = 64 - "/go/".utf8.count - 16
}

/// Why a configuration was refused.
public struct ConfigurationProblem: Error, CustomStringConvertible {
    /// `hutong.yaml:3`, `HUTONG_PORT`, `--port`.
    public var source: String
    public var reason: String

    public init(source: String, reason: String) {
        self.source = source
        self.reason = reason
    }

    public var description: String { "\(source): \(reason)" }
}
