/// The short name of a platform in keys, files and figures: lower-case ASCII letters, digits and hyphens, 1 to 32
/// characters, beginning with a letter or digit (`taobao`, `wechat-oa`, `1688`).
public struct PlatformSlug: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: String

    /// `nil` when `rawValue` is not of the form above.
    public init?(_ rawValue: String) {
        let bytes = rawValue.utf8
        guard (1...32).contains(bytes.count), bytes.first != UInt8(ascii: "-") else { return nil }
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            default: return nil
            }
        }
        self.rawValue = rawValue
    }

    public var description: String { rawValue }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
