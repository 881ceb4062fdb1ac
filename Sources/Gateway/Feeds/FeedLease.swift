import Persistence

/// The right to fetch lists, which one gateway or command on a store has at a time.
struct FeedLease: Sendable {
    private static let name = "threat_feeds"
    /// Milliseconds that it holds, and after which it is renewed.
    private static let length: Int64 = 15_000
    private static let renewal = Duration.seconds(5)

    let leases: LeaseStore
    let node: String
    let clock: any GatewayClock

    /// Does `work` while it holds the lease; `nil` when somebody else has it.
    func holding<Value: Sendable>(_ work: @Sendable @escaping () async throws -> Value) async throws -> Value? {
        guard try await take() else { return nil }
        do {
            let value = try await withThrowingTaskGroup(of: Value?.self) { group in
                group.addTask { try await work() }
                group.addTask {
                    while true {
                        try await Task.sleep(for: Self.renewal)
                        // One that fails is made up for by the next.
                        _ = try? await take()
                    }
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            try? await leases.release(Self.name, by: node)
            return value
        } catch {
            try? await leases.release(Self.name, by: node)
            throw error
        }
    }

    private func take() async throws -> Bool {
        let now = clock.milliseconds
        return try await leases.hold(Self.name, by: node, now: now, until: now + Self.length)
    }
}
