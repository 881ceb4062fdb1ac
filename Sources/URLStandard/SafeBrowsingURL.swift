/// A URL as Safe Browsing and Web Risk canonicalise it ("URLs and Hashing", versions 4 and 5).
///
/// This canonical form only serves to compute match keys: it decodes more than a browser does. Give it a ``WebURL``
/// where there is one, so that backslashes and other spellings have been read as a browser reads them.
public struct SafeBrowsingURL: Hashable, Sendable {
    /// Scheme in lower case, without "://".
    public let scheme: String
    /// Host in lower case; addresses as four decimal numbers or in brackets; no leading, trailing or double dots.
    public let host: String
    /// Begins with "/"; dot segments and runs of slashes resolved.
    public let path: String
    /// Without "?"; `nil` when there is none.
    public let query: String?
    /// Whether ``host`` is an IP address.
    public let isAddress: Bool

    /// The canonical URL.
    public var canonical: String {
        scheme + "://" + host + path + (query.map { "?" + $0 } ?? "")
    }

    /// The case of the digits in escapes.
    public enum EscapeDigits: Sendable {
        /// As the documentation asks and browsers do.
        case uppercase
        /// As Google's client in Go does.
        case lowercase
    }

    /// Canonicalises a URL; without a scheme, "http" is assumed. O(n).
    ///
    /// - Parameter escapeDigits: Defaults to upper case, as documented.
    /// - Returns: `nil` when the text has no host, as "mailto:" addresses and relative references.
    public init?(_ text: String, escapeDigits: EscapeDigits = .uppercase) {
        self.init(utf8: text.utf8.span, escapeDigits: escapeDigits)
    }

    public init?(_ url: WebURL, escapeDigits: EscapeDigits = .uppercase) {
        self.init(utf8: url.href.utf8.span, escapeDigits: escapeDigits)
    }

    /// As for text; bytes that are not UTF-8 are kept and percent-encoded.
    public init?(utf8 input: Span<UInt8>, escapeDigits: EscapeDigits = .uppercase) {
        let bytes = SafeBrowsingURL.unescaped(SafeBrowsingURL.trimmed(input))
        guard let (scheme, rest) = SafeBrowsingURL.splitScheme(bytes) else { return nil }

        let authorityEnd = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let pathEnd = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        guard let host = SafeBrowsingHost(authority: rest[..<authorityEnd]) else { return nil }
        self.scheme = scheme
        self.host = SafeBrowsingURL.escaped(host.bytes[...], escapeDigits)
        isAddress = host.isAddress
        path = SafeBrowsingURL.escaped(SafeBrowsingURL.resolved(rest[authorityEnd..<pathEnd])[...], escapeDigits)
        query =
            pathEnd < rest.endIndex ? SafeBrowsingURL.escaped(rest[(pathEnd + 1)...], escapeDigits) : nil
    }

    /// Without surrounding spaces and controls, tabs and newlines, and fragment.
    private static func trimmed(_ input: Span<UInt8>) -> [UInt8] {
        var diagnostics = Diagnostics.off
        let bytes = StrippedInput(input, diagnostics: &diagnostics).bytes
        return Array(bytes.prefix { $0 != UInt8(ascii: "#") })
    }

    /// Percent-decodes again and again until nothing is left to decode, in one pass: each byte written may complete
    /// an escape with the two before it. Escapes cannot overlap, so the order makes no difference.
    private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for byte in bytes {
            output.append(byte)
            while output.count > 2, let decoded = PercentEncoding.decodedByte(output[...], at: output.count - 3) {
                output.removeLast(3)
                output.append(decoded)
            }
        }
        return output
    }

    private static func splitScheme(_ bytes: [UInt8]) -> (scheme: String, rest: ArraySlice<UInt8>)? {
        let end = bytes.firstIndex { !$0.isSchemeByte }
        guard let end, bytes[end] == UInt8(ascii: ":"), bytes[0].isASCIIAlpha else { return ("http", bytes[...]) }
        let after = bytes[(end + 1)...]
        if after.starts(with: "//".utf8) {
            let name = bytes[..<end].map(\.asciiLowercased)
            return (String(decoding: name, as: UTF8.self), after.dropFirst(2))
        }
        // "host:80/" has a port, "mailto:somebody" a scheme.
        let port = after.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        return !port.isEmpty && port.allSatisfy(\.isASCIIDigit) ? ("http", bytes[...]) : nil
    }

    private static func resolved(_ path: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        var segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
        var endsInSlash = true
        if segments.count > 1 { segments = segments.dropFirst() }
        for segment in segments {
            endsInSlash = true
            if segment.isEmpty || segment.elementsEqual(".".utf8) { continue }
            if segment.elementsEqual("..".utf8) {
                output.removeSubrange((output.lastIndex(of: UInt8(ascii: "/")) ?? 0)...)
                continue
            }
            output.append(UInt8(ascii: "/"))
            output.append(contentsOf: segment)
            endsInSlash = false
        }
        if endsInSlash { output.append(UInt8(ascii: "/")) }
        return output
    }

    private static func escaped(_ bytes: ArraySlice<UInt8>, _ digits: EscapeDigits) -> String {
        var output: [UInt8] = []
        for byte in bytes {
            guard PercentEncodeSet.safeBrowsing.contains(byte) else {
                output.append(byte)
                continue
            }
            output.appendPercentEncoded(byte)
            if digits == .lowercase {
                for index in output.count - 2..<output.count { output[index] = output[index].asciiLowercased }
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
