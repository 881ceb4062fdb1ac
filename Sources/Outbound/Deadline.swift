/// Runs `body`, and cancels it when it takes longer than `limit`.
///
/// - Throws: What `body` throws, or ``OutboundError/timedOut(after:)``.
func withDeadline<Value: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        defer { group.cancelAll() }
        group.addTask(operation: body)
        group.addTask {
            try await Task.sleep(for: limit)
            throw OutboundError.timedOut(after: limit)
        }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
