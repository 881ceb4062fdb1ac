import CAres
import NIOPosix
import Synchronization

/// Asks for the TXT records of names (RFC 1035, section 3.3.14), by c-ares, on threads of its own. Only the resolvers that
/// the system is set up with are asked; what a record says leads nowhere.
public struct TextRecords: Sendable {
    /// A query cannot be interrupted; each holds a thread for some seconds at most.
    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 4)
        pool.start()
        return pool
    }()

    /// Queries that wait or are under way at once; what is beyond is not asked, so that nobody can make a queue without end.
    private static let limit = 8
    private static let underWay = Mutex(0)

    /// Bytes of all records of a name that are kept.
    private static let room = 8 << 10

    /// `host:port`, separated by commas; the system's when `nil`.
    private let servers: String?
    private let patience: Int32

    /// - Parameters:
    ///   - servers: The resolvers to ask, `host:port` separated by commas; the system's when `nil`.
    ///   - patience: Milliseconds of one try; there are two for each resolver.
    public init(servers: String? = nil, patience: Int32 = 1_500) {
        self.servers = servers
        self.patience = patience
    }

    /// The records of `name`, an ASCII name, one text each; none where the name has none, nobody answers, or too many
    /// are asked for at once.
    public func records(of name: String) async -> [String] {
        let isAdmitted = Self.underWay.withLock { count in
            guard count < Self.limit else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { return [] }
        defer { Self.underWay.withLock { $0 -= 1 } }
        let bytes = try? await Self.threads.runIfActive { look(name) }
        return (bytes ?? []).split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    private func look(_ name: String) -> [UInt8] {
        var used = 0
        let bytes = [CChar](unsafeUninitializedCapacity: Self.room) { buffer, count in
            let status =
                if let servers {
                    cares_texts_of(name, servers, patience, buffer.baseAddress, Self.room, &used)
                } else {
                    cares_texts_of(name, nil, patience, buffer.baseAddress, Self.room, &used)
                }
            count = status == ARES_SUCCESS ? used : 0
        }
        return bytes.map(UInt8.init(bitPattern:))
    }
}
