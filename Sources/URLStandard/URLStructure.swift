/// Byte offsets into the serialisation of a URL.
///
///     https://user:pass@example.com:8443/path?query#fragment
///          |      |    ||          |    |    |     |
///          |      |    ||          |    |    |     fragmentStart
///          |      |    ||          |    |    queryStart
///          |      |    ||          |    pathStart
///          |      |    ||          hostEnd
///          |      |    |hostStart
///          |      |    (hostStart - 1 is "@" when there are credentials)
///          |      usernameEnd
///          schemeEnd
///
/// `UInt32` bounds a URL to 4 GiB; ``WebURL/maximumInputLength`` keeps every URL below that.
struct URLStructure: Sendable {
    static let absent = UInt32.max

    /// Offset of the ":" after the scheme.
    var schemeEnd: UInt32 = 0
    /// End of the user name, which starts at `schemeEnd + 3`; equals `hostStart` without credentials.
    var usernameEnd: UInt32 = 0
    var hostStart: UInt32 = 0
    var hostEnd: UInt32 = 0
    /// First byte of the path; a "/." put before a path that begins with "//" is not part of it.
    var pathStart: UInt32 = 0
    /// Offset of "?", or ``absent``.
    var queryStart = Self.absent
    /// Offset of "#", or ``absent``.
    var fragmentStart = Self.absent
    /// Meaningful when `hasPort`.
    var port: UInt16 = 0
    var hasPort = false
    var scheme = SchemeKind.other
    var host = HostKind.none
    var hasOpaquePath = false

    func pathEnd(count: Int) -> Int {
        if queryStart != Self.absent { return Int(queryStart) }
        return queryEnd(count: count)
    }

    func queryEnd(count: Int) -> Int {
        fragmentStart != Self.absent ? Int(fragmentStart) : count
    }
}

/// What stands between ``URLStructure/hostStart`` and ``URLStructure/hostEnd``.
enum HostKind: UInt8, Sendable {
    /// The URL has no host: no "//" either.
    case none
    case empty
    case domain
    case ipv4
    case ipv6
    case opaque
}
