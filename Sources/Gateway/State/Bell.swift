import Synchronization

/// Wakes one task before its time.
final class Bell: Sendable {
    private struct State {
        /// Whether it rang while nobody waited.
        var isRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let waiter = state.withLock { state in
            let waiter = state.waiter
            state.waiter = nil
            state.isRung = waiter == nil
            return waiter
        }
        waiter?.resume()
    }

    /// Waits until it rings, or rang since the last wait; `time` at most. For one task alone.
    func wait(atMost time: Duration) async {
        let alarm = Task {
            try await Task.sleep(for: time)
            ring()
        }
        await withCheckedContinuation { waiter in
            let isRung = state.withLock { state in
                let isRung = state.isRung
                state.isRung = false
                if !isRung { state.waiter = waiter }
                return isRung
            }
            if isRung { waiter.resume() }
        }
        alarm.cancel()
    }
}
