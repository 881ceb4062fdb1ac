/// The answer for one finding, from free to strict.
public enum Disposition: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Opens at once.
    case open
    /// Shows the interstitial; the reader may go on.
    case warn
    /// Does not open here; the address can be copied to a browser.
    case copy
    /// Waits for a person's decision.
    case hold
    /// Does not open.
    case block

    /// From 0 for `open` to 4 for `block`.
    public var strictness: Int {
        switch self {
        case .open: 0
        case .warn: 1
        case .copy: 2
        case .hold: 3
        case .block: 4
        }
    }

    public static func < (a: Self, b: Self) -> Bool { a.strictness < b.strictness }
}
