/// Who a host belongs to, by the Public Suffix List (URL Standard, section 3.2 "Host miscellaneous").
///
/// A trailing dot is left off both parts, otherwise one dot more would make another site: here this type goes beyond
/// the Standard, which keeps it.
public struct Site: Hashable, Sendable {
    /// The public suffix and one label more, in ASCII: "taobao.com" for "item.taobao.com". `nil` for addresses, for a
    /// public suffix itself, for single labels, for opaque hosts and for names with an empty label.
    public let registrableDomain: String?
    /// The public suffix, in ASCII; the last label when no rule matches. `nil` where there is no domain.
    public let publicSuffix: String?

    public init(_ host: Host, list: PublicSuffixList = .builtin) {
        guard case .domain(let name) = host else {
            self.init(registrableDomain: nil, publicSuffix: nil)
            return
        }
        let domain = name.utf8.last == UInt8(ascii: ".") ? String(name.dropLast()) : name
        let hasEmptyLabel = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .contains { $0.isEmpty }
        guard !hasEmptyLabel else {
            self.init(registrableDomain: nil, publicSuffix: nil)
            return
        }
        let lengths = list.suffixLengths(of: domain)
        self.init(
            registrableDomain: lengths.registrable.map { String(domain.suffix($0)) },
            publicSuffix: String(domain.suffix(lengths.publicSuffix)))
    }

    private init(registrableDomain: String?, publicSuffix: String?) {
        self.registrableDomain = registrableDomain
        self.publicSuffix = publicSuffix
    }
}
