import Crypto
public import LinkPolicy

/// A policy as it was put in force on one day, by whom and why.
public struct PolicyVersion: Hashable, Sendable {
    /// `nil` for every tenant.
    public var tenant: TenantID?
    public var name: String
    /// From 1, one more with each change.
    public var version: Int
    /// The file's text; `nil` where the change returned to the file of the rules.
    public var text: String?
    /// SHA-256 of the text in hexadecimal digits; `nil` without a text.
    public var hash: String?
    /// Who changed it: an API key's id, or a name given on the command line.
    public var author: String
    public var reason: String
    /// The version whose text this one took up again.
    public var restores: Int?
    /// Seconds since 1970.
    public var at: Int64

    static func hash(of text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

/// A change of a policy as it is asked for.
public struct PolicyChange: Hashable, Sendable {
    /// `nil` for every tenant.
    public var tenant: TenantID?
    public var name: String
    /// `nil` to return to the file of the rules.
    public var text: String?
    public var author: String
    public var reason: String
    public var restores: Int?
    /// The version that must be the latest for the change to be made, 0 for none; any when `nil`.
    public var over: Int?

    public init(
        tenant: TenantID?, name: String, text: String?, author: String, reason: String, restores: Int? = nil,
        over: Int? = nil
    ) {
        self.tenant = tenant
        self.name = name
        self.text = text
        self.author = author
        self.reason = reason
        self.restores = restores
        self.over = over
    }
}
