/// What is known of words and of other people's names: data, from `config/lookalikes.yaml`.
public struct LookalikeRules: Sendable {
    /// Labels that stand near a protected name by chance: "himalaya". ASCII form.
    public var ordinary: Set<String> = []
    /// Registrable domains of the protected platforms that no descriptor names. ASCII form.
    public var official: Set<String> = []
    /// Suffixes under which a label is its owner's own: "google" under "de".
    public var families: [String: Set<String>] = [:]
    /// Protected labels that are words too ("apple"): they need more before they count.
    public var words: Set<String> = []
    /// Labels of the platforms that are too ordinary to protect: "forms".
    public var unprotected: Set<String> = []
    /// Suffixes below which accounts are named after their owners, who most often are who they seem to be: "github.io".
    public var accounts: Set<String> = []
    /// Words that ask for trust, money or a password when they are added to a name.
    public var pressing: Set<String> = []
    /// Other words that are added to names.
    public var plain: Set<String> = []
    /// Registrable domains, and labels anywhere in a host, that carry others' names for a good reason: networks that
    /// deliver pages, libraries' proxies.
    public var carriers: Set<String> = []

    /// Suffixes under which imitations are as likely as under the name's own.
    public var suffixes: Set<String> = []

    public init() {}
}

/// A name that others must not be mistaken for.
public struct ProtectedDomain: Hashable, Sendable {
    /// In ASCII form; what counts is its registrable domain.
    public var host: String
    /// What its owner is called in Chinese, where that is known: "淘宝".
    public var title: String?

    public init(host: String, title: String? = nil) {
        self.host = host
        self.title = title
    }
}
