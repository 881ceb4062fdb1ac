#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Processors {
    /// Lets another thread go first: long work does this often, so that an event loop on the same processor does not
    /// wait for the end of its turn. One system call.
    static func yield() { sched_yield() }
}
