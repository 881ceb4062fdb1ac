import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The system's random numbers, asked for many at a time: a system call for each would cost more than all else that a
/// click does with them.
public final class RandomSource: Sendable, RandomNumberGenerator {
    /// As many as one call gives: 256 bytes, for which the system never falls short.
    private static let count = 32

    private let numbers = Mutex<[UInt64]>([])

    public init() {}

    public func next() -> UInt64 {
        numbers.withLock { numbers in
            if numbers.isEmpty { numbers = Self.fresh() }
            return numbers.removeLast()
        }
    }

    /// Never empty.
    private static func fresh() -> [UInt64] {
        var isFilled = false
        let numbers = [UInt64](unsafeUninitializedCapacity: count) { buffer, end in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            guard let start = bytes.baseAddress else { return }
            isFilled = getentropy(start, bytes.count) == 0
            end = isFilled ? count : 0
        }
        guard !isFilled else { return numbers }
        var system = SystemRandomNumberGenerator()
        return (0..<count).map { _ in system.next() }
    }
}
