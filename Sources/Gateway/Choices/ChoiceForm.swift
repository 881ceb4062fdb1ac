import URLStandard

/// What may be chosen, checked alike for the API and the pages.
enum ChoiceForm {
    /// Domains that one choice may trust.
    static let domainLimit = 200
    /// Bytes of a domain as it is given: every character of a name may be percent-encoded.
    static let domainBytes = 1_024

    /// Why a part was refused, as the end of a sentence about it.
    struct Refusal: Error, Sendable {
        var reason: String
        /// Whether it is a public suffix.
        var isSuffix = false
    }

    /// A domain in ASCII and lower case, without a trailing dot (URL Standard, section 3.5 "Host parsing").
    ///
    /// - Throws: ``Refusal`` for what is no domain, and for a public suffix: whoever trusts `com` trusts strangers.
    static func domain(_ text: String, _ suffixes: PublicSuffixList) throws(Refusal) -> String {
        guard text.utf8.count <= domainBytes, let host = try? Host(parsing: text), case .domain(var name) = host else {
            throw Refusal(reason: "is not a domain such as example.com")
        }
        if name.hasSuffix(".") { name.removeLast() }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard name.utf8.count <= 253,
            labels.allSatisfy({ (1...63).contains($0.count) && $0.allSatisfy(isNameByte) })
        else { throw Refusal(reason: "is not a domain such as example.com") }
        guard !suffixes.contains(name) else {
            throw Refusal(
                reason: "is a suffix under which anybody can have a site; name the site itself",
                isSuffix: true)
        }
        return name
    }

    /// RFC 1123 §2.1, and the underscore that some hosts have.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
