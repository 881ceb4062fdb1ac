import NIOPosix
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The system's resolver: `getaddrinfo`, on threads of its own.
public struct SystemResolver: AddressResolver {
    /// `getaddrinfo` cannot be interrupted, so that names of a dead server hold a thread each. They are few and live as
    /// long as the process: lookups wait for one another, and nothing else does.
    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 8)
        pool.start()
        return pool
    }()

    public init() {}

    public func addresses(of host: String) async throws -> [IPAddress] {
        let answer = OneAnswer()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.wait(continuation)
                Self.threads.submit { state in
                    // Whoever waited may have left while this stood in the queue.
                    guard state == .active, answer.isAwaited else { return answer.give(.failure(CancellationError())) }
                    answer.give(.success(Self.lookUp(host)))
                }
            }
        } onCancel: {
            answer.give(.failure(CancellationError()))
        }
    }

    private static func lookUp(_ host: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_flags = AI_ADDRCONFIG
        #if canImport(Darwin)
            hints.ai_socktype = SOCK_STREAM
        #else
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var next = list
        while let entry = next?.pointee {
            next = entry.ai_next
            guard let address = address(entry), !addresses.contains(address) else { continue }
            addresses.append(address)
        }
        return addresses
    }

    private static func address(_ entry: addrinfo) -> IPAddress? {
        // Linux and macOS lay both structures out alike: two bytes of family, two of port, and for IPv6 four of flow
        // label, come before the address.
        let bytes = UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen))
        return switch entry.ai_family {
        case AF_INET where bytes.count >= 8: IPAddress(networkOrder: bytes[4..<8])
        case AF_INET6 where bytes.count >= 24: IPAddress(networkOrder: bytes[8..<24])
        default: nil
        }
    }
}

/// A continuation that is resumed once, by the answer or by the cancellation, whichever is first.
private final class OneAnswer: Sendable {
    private typealias Waiter = CheckedContinuation<[IPAddress], any Error>

    private enum State {
        case empty
        case waiting(Waiter)
        case given(Result<[IPAddress], any Error>)
    }

    private let state = Mutex(State.empty)

    var isAwaited: Bool {
        state.withLock { state in
            if case .waiting = state { true } else { false }
        }
    }

    func wait(_ continuation: CheckedContinuation<[IPAddress], any Error>) {
        let early: Result<[IPAddress], any Error>? = state.withLock { state in
            if case .given(let result) = state { return result }
            state = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(with: early) }
    }

    func give(_ result: Result<[IPAddress], any Error>) {
        let waiter: Waiter? = state.withLock { state in
            switch state {
            case .given: return nil
            case .empty:
                state = .given(result)
                return nil
            case .waiting(let waiter):
                state = .given(result)
                return waiter
            }
        }
        waiter?.resume(with: result)
    }
}
