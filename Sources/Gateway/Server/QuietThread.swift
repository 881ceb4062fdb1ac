import Foundation
import Synchronization

/// A thread for work that nobody is in a hurry for and that others choose the size of, as reading pages: one, and on Linux
/// at a lower priority than those that answer checks and clicks, so that it takes what they leave.
final class QuietThread: Sendable {
    /// The one of this process; it never ends.
    static let shared = QuietThread()

    #if canImport(Glibc)
        /// As `nice` counts.
        private static let niceness: Int32 = 10
    #endif

    /// Oldest first: as many at most as the door lets be fetched at a time.
    private let jobs = Mutex<[@Sendable () -> Void]>([])
    private let count = DispatchSemaphore(value: 0)

    private init() {
        Thread.detachNewThread { [self] in
            #if canImport(Glibc)
                // Linux keeps the value for each thread. Where it is refused, the work is done at the usual priority.
                _ = setpriority(Int32(bitPattern: PRIO_PROCESS.rawValue), 0, Self.niceness)
            #endif
            while true {
                count.wait()
                jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }?()
            }
        }
    }

    /// What `work` gives, once the work before it is done.
    func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            jobs.withLock { $0.append { continuation.resume(returning: work()) } }
            count.signal()
        }
    }
}
