internal import CPublicSuffix

/// A Public Suffix List, both of its sections, held by libpsl.
public struct PublicSuffixList: Sendable {
    private let handle: Handle
    /// `nil` for the list in libpsl, whose rules it does not give away.
    private let screen: PublicSuffixScreen?

    /// When the list was made, as "YYYY-MM-DD"; `nil` when it does not say.
    public let date: String?

    /// The list compiled into libpsl: as old as the system's package.
    public static let builtin = PublicSuffixList(
        handle: Handle(psl_builtin(), isOwned: false), screen: nil,
        date: readDate { cpsl_builtin_date($0, $1) })

    /// Loads a list in the format of publicsuffix.org.
    ///
    /// - Throws: ``PublicSuffixListError/unreadable(path:)`` when the file cannot be read or holds no rule.
    public init(contentsOfFile path: String) throws(PublicSuffixListError) {
        guard let loaded = psl_load_file(path) else { throw .unreadable(path: path) }
        let handle = Handle(loaded, isOwned: true)
        guard psl_suffix_count(loaded) > 0 else { throw .unreadable(path: path) }
        self.init(
            handle: handle, screen: PublicSuffixScreen(contentsOfFile: path),
            date: Self.readDate { cpsl_file_date(path, $0, $1) })
    }

    private init(handle: Handle, screen: PublicSuffixScreen?, date: String?) {
        self.handle = handle
        self.screen = screen
        self.date = date
    }

    private static func readDate(_ read: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> String? {
        var found = false
        let bytes = [CChar](unsafeUninitializedCapacity: 16) { buffer, count in
            guard let address = buffer.baseAddress else { return }
            found = read(address, buffer.count) != 0
            count = found ? 10 : 0
        }
        return found ? String(decoding: bytes.map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }

    /// Whether an ASCII domain in lower case without a trailing dot is a public suffix, such as "com.cn"; a single label
    /// that no rule names counts as one.
    public func contains(_ domain: String) -> Bool {
        domain.utf8.span.withUnsafeBufferPointer { contains(utf8: $0) }
    }

    /// Whether `domain` is a public suffix, without an allocation.
    ///
    /// - Parameter domain: In ASCII and lower case, without a trailing dot.
    public func contains(utf8 domain: UnsafeBufferPointer<UInt8>) -> Bool {
        if let screen, !screen.mayContain(domain) { return false }
        guard let list = handle.list else { return !domain.contains(UInt8(ascii: ".")) }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: domain.count + 1) { name in
            for index in domain.indices { name.initializeElement(at: index, to: CChar(bitPattern: domain[index])) }
            name.initializeElement(at: domain.count, to: 0)
            guard let address = name.baseAddress else { return false }
            return psl_is_public_suffix(list, address) != 0
        }
    }

    /// Lengths, in bytes from the end, of the public suffix and of the registrable domain of an ASCII domain in lower
    /// case without a trailing dot or empty labels.
    func suffixLengths(of domain: String) -> (publicSuffix: Int, registrable: Int?) {
        domain.withCString { name in
            let length = domain.utf8.count
            func lengthFromEnd(_ part: UnsafePointer<CChar>?) -> Int? {
                part.map { length - name.distance(to: $0) }
            }
            // A null list (libpsl built without one) knows only the default rule "*".
            guard let list = handle.list else {
                let labels = domain.utf8.split(separator: UInt8(ascii: "."))
                let suffix = labels.last?.count ?? 0
                return (suffix, labels.count > 1 ? suffix + 1 + labels[labels.count - 2].count : nil)
            }
            return (
                lengthFromEnd(psl_unregistrable_domain(list, name)) ?? 0,
                lengthFromEnd(psl_registrable_domain(list, name))
            )
        }
    }
}

/// Why a Public Suffix List was not loaded.
public enum PublicSuffixListError: Error, Hashable, Sendable {
    case unreadable(path: String)
}

extension PublicSuffixList {
    /// Owns a list of libpsl.
    ///
    /// Unchecked: libpsl never changes a list once it is loaded and its look-ups take it as const, so that any number
    /// of threads may read it; the pointer itself is constant and freed only when nobody holds the handle.
    private final class Handle: @unchecked Sendable {
        let list: OpaquePointer?
        private let isOwned: Bool

        init(_ list: OpaquePointer?, isOwned: Bool) {
            self.list = list
            self.isOwned = isOwned
        }

        deinit {
            if isOwned { psl_free(list) }
        }
    }
}
