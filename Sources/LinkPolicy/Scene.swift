/// Where a link stands. Tenants can name more scenes than the ready ones in their policy.
public struct Scene: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: String
    /// Its place among the ready scenes; `nil` for a scene that a policy added.
    let readyIndex: Int?

    /// `nil` unless `name` is 1 to 32 lower-case ASCII letters, digits, `_` or `-`, beginning with a letter.
    public init?(_ name: String) {
        guard isName(name, extra: "_-") else { return nil }
        rawValue = name
        readyIndex = Self.ready.first { $0.rawValue == name }?.readyIndex
    }

    private init(ready name: String, _ index: Int) {
        rawValue = name
        readyIndex = index
    }

    /// One to one.
    public static let direct = Scene(ready: "direct", 0)
    public static let group = Scene(ready: "group", 1)
    /// A feed to friends.
    public static let moments = Scene(ready: "moments", 2)
    /// An official account.
    public static let channel = Scene(ready: "channel", 3)
    /// A public note or video.
    public static let post = Scene(ready: "post", 4)
    public static let comment = Scene(ready: "comment", 5)
    public static let profile = Scene(ready: "profile", 6)
    /// Live commerce.
    public static let live = Scene(ready: "live", 7)

    /// The scenes that every policy knows.
    public static let ready: [Scene] = [.direct, .group, .moments, .channel, .post, .comment, .profile, .live]

    public var description: String { rawValue }

    /// The name tells scenes apart.
    public static func == (a: Self, b: Self) -> Bool { a.rawValue == b.rawValue }
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A chat platform, or one of its communities, that uses the gateway.
public struct TenantID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: String

    /// `nil` unless `name` is 1 to 32 lower-case ASCII letters, digits, `_` or `-`, beginning with a letter.
    public init?(_ name: String) {
        guard isName(name, extra: "_-") else { return nil }
        rawValue = name
    }

    private init(ready name: String) { rawValue = name }

    /// The tenant of a gateway that serves only one.
    public static let main = TenantID(ready: "default")
    /// The tenant of the playground's visitors.
    public static let playground = TenantID(ready: "playground")

    public var description: String { rawValue }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Whether `name` is 1 to 32 lower-case ASCII letters, digits and characters of `extra`, beginning with a letter.
func isName(_ name: String, extra: String) -> Bool {
    guard (1...32).contains(name.utf8.count), let first = name.utf8.first, isLetter(first) else { return false }
    return name.utf8.allSatisfy { byte in
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || extra.utf8.contains(byte)
    }
}

private func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
