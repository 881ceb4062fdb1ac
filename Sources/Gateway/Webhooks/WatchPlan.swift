/// Decides when posted links are judged again, and which. A value: the time and the state are passed in.
struct WatchPlan {
    /// Seconds after which everything is judged again though nothing is known to have changed.
    static let longestRest: Int64 = 3_600
    /// Seconds after a change at which late links are looked at: those that were judged before it and written after
    /// it, which takes 50 ms unless the store is slow.
    static let catchUps: [Int64] = [1, 5, 30]

    /// What is to be judged.
    enum Work: Hashable {
        case all
        /// The links with a higher number than this one.
        case after(Int64)
    }

    private var lastAll: Int64?
    private var nextEnd: Int64?
    private var catchUpTimes: [Int64] = []
    private var floor: Int64 = 0

    /// - Parameters:
    ///   - hasChanged: Whether there are other rules than at the last call.
    ///   - nextEnd: When a rule in force ends by itself, as of now; asked only when everything is judged.
    ///   - now: Seconds since 1970.
    mutating func next(hasChanged: Bool, nextEnd: (Int64) -> Int64?, now: Int64) -> Work? {
        let isRested = lastAll.map { now >= $0 + Self.longestRest } ?? true
        if hasChanged || isRested || self.nextEnd.map({ now >= $0 }) == true {
            lastAll = now
            self.nextEnd = nextEnd(now)
            catchUpTimes = Self.catchUps.map { now + $0 }
            return .all
        }
        guard let due = catchUpTimes.first, now >= due else { return nil }
        catchUpTimes.removeFirst()
        return .after(floor)
    }

    /// Keeps the highest number that was looked at; later links may have been judged under the former rules.
    mutating func finished(upTo highest: Int64) { floor = max(floor, highest) }
}
