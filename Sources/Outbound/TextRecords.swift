import CAres
import NIOPosix

/// Asks for the TXT records of names (RFC 1035, section 3.3.14), by c-ares, on threads of its own. Only the resolvers that
/// the system is set up with are asked; what a record says leads nowhere.
public struct TextRecords: Sendable {
    /// A query cannot be interrupted; each holds a thread for some seconds at most.
    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 2)
        pool.start()
        return pool
    }()

    /// Milliseconds of one try; there are two for each resolver.
    private static let patience: Int32 = 1_500
    /// Bytes of all records of a name that are kept.
    private static let room = 8 << 10

    /// `host:port`, separated by commas; the system's when `nil`.
    private let servers: String?

    /// - Parameter servers: The resolvers to ask, `host:port` separated by commas; the system's when `nil`.
    public init(servers: String? = nil) { self.servers = servers }

    /// The records of `name`, an ASCII name, one text each; none where the name has none or nobody answers.
    public func records(of name: String) async -> [String] {
        let servers = servers
        let bytes = try? await Self.threads.runIfActive { Self.look(name, servers) }
        return (bytes ?? []).split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func look(_ name: String, _ servers: String?) -> [UInt8] {
        var used = 0
        let bytes = [CChar](unsafeUninitializedCapacity: room) { buffer, count in
            let status =
                if let servers {
                    cares_texts_of(name, servers, patience, buffer.baseAddress, room, &used)
                } else {
                    cares_texts_of(name, nil, patience, buffer.baseAddress, room, &used)
                }
            count = status == ARES_SUCCESS ? used : 0
        }
        return bytes.map(UInt8.init(bitPattern:))
    }
}
