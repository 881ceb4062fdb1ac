#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Open files and connections, of which the system gives a process only so many.
enum FileDescriptors {
    /// What is kept free for the database, the log, deliveries and the runtime, which does not survive without.
    private static let reserve = 200

    /// Raises the process's limit as far as it may, and says how many connections fit under it: at least one.
    static func connectionsAllowed() -> Int {
        var limit = rlimit()
        guard getrlimit(nofile, &limit) == 0 else { return 1_000 }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(nofile, &raised) == 0 { limit = raised }
        }
        let allowed = Int(clamping: limit.rlim_cur)
        return max(1, allowed - min(reserve, allowed * 3 / 4))
    }

    #if canImport(Glibc)
        private static let nofile = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let nofile = RLIMIT_NOFILE
    #endif
}
