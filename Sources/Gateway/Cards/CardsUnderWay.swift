import Synchronization

/// Cards that are fetched on although nobody waits for them any more, so that they are there when somebody asks again:
/// a bounded number, each of which ends by itself within ``CardFetcher/timeLimit``.
final class CardsUnderWay: Sendable {
    private static let limit = 64

    private let count = Mutex(0)

    /// Answers that are there within `time`, by the position of the fetch; and the positions of those that still come.
    func answers(
        of fetches: [@Sendable () async -> CardAnswer], within time: Duration
    ) async -> (there: [Int: CardAnswer], coming: Set<Int>) {
        let (stream, continuation) = AsyncStream.makeStream(of: (Int, CardAnswer).self)
        var started: Set<Int> = []
        for (position, fetch) in fetches.enumerated() {
            guard take() else { break }
            started.insert(position)
            Task {
                let answer = await fetch()
                self.give()
                continuation.yield((position, answer))
            }
        }
        let wanted = started.count
        let there = await withTaskGroup(of: [Int: CardAnswer]?.self) { group in
            group.addTask {
                var there: [Int: CardAnswer] = [:]
                guard wanted > 0 else { return there }
                for await (position, answer) in stream {
                    there[position] = answer
                    if there.count == wanted { break }
                }
                // All of them, or those that came until the time was over.
                return there
            }
            group.addTask {
                try? await Task.sleep(for: time)
                return nil
            }
            var result: [Int: CardAnswer]?
            while result == nil, let next = await group.next() {
                result = next
                group.cancelAll()
            }
            return result ?? [:]
        }
        return (there, started.subtracting(there.keys))
    }

    private func take() -> Bool {
        count.withLock { count in
            guard count < Self.limit else { return false }
            count += 1
            return true
        }
    }

    private func give() { count.withLock { $0 -= 1 } }
}
