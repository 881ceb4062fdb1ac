/// What is known of the app a person reads or posts with.
public struct ClientFacts: Hashable, Sendable {
    /// `ios`, `android`, `windows`, `macos`, `linux`, `harmony`, `web`: as the chat server names it, lower case.
    public var os: String?
    public var version: ClientVersion?
    /// What the app can do; `nil` when it did not say.
    public var capabilities: Set<String>?

    public init(os: String? = nil, version: ClientVersion? = nil, capabilities: Set<String>? = nil) {
        self.os = os
        self.version = version
        self.capabilities = capabilities
    }

    /// The capability of showing the interstitial before a page.
    public static let interstitial = "interstitial"
}

/// A dotted version of one to four numbers: `8.0.13`. Missing parts count as zero.
public struct ClientVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let parts: SIMD4<UInt32>

    /// `nil` unless `text` is one to four decimal numbers separated by dots, each below 2³².
    public init?(_ text: String) {
        let pieces = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...4).contains(pieces.count) else { return nil }
        var parts = SIMD4<UInt32>()
        for (index, piece) in pieces.enumerated() {
            guard piece.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = UInt32(piece)
            else { return nil }
            parts[index] = number
        }
        self.parts = parts
    }

    public static func < (a: Self, b: Self) -> Bool {
        for index in 0..<4 where a.parts[index] != b.parts[index] { return a.parts[index] < b.parts[index] }
        return false
    }

    public var description: String {
        let shown = parts[3] == 0 ? 3 : 4
        return (0..<shown).map { String(parts[$0]) }.joined(separator: ".")
    }
}
