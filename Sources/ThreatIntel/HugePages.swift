#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Memory for what is read at random.
enum HugePages {
    private static let length = 2 << 20

    /// `count` bytes, in large pages where the system has them, so that the processor knows where each stands. The caller
    /// deallocates them.
    static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        guard count >= length else { return .allocate(byteCount: max(count, 64), alignment: 64) }
        // Whole pages: the rest of the last one would stand in small ones.
        let size = (count + length - 1) / length * length
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: length)
        #if canImport(Glibc) || canImport(Musl)
            _ = madvise(memory, size, MADV_HUGEPAGE)
        #endif
        return memory
    }
}
