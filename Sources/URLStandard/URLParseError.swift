/// Why a string is not a URL.
public enum URLParseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The validation error with which the basic URL parser returned failure (URL Standard, section 4.4).
    case invalid(ValidationError.Name)
    /// The input, with its base, is longer than ``WebURL/maximumInputLength``.
    case tooLong(bytes: Int)

    public var description: String {
        switch self {
        case .invalid(let name): name.rawValue
        case .tooLong(let bytes): "too long: \(bytes) bytes"
        }
    }
}
