/// How long things last until something happens to them, some of which were not watched to the end (Kaplan and Meier's
/// estimate).
struct Survival: Hashable, Sendable {
    /// Times at which something happens, and the share that is left after them.
    private(set) var steps: [(time: Double, left: Double)] {
        get { zip(times, shares).map { ($0, $1) } }
        set {
            times = newValue.map(\.time)
            shares = newValue.map(\.left)
        }
    }
    private var times: [Double] = []
    private var shares: [Double] = []

    init(_ lives: [(time: Double, isEnded: Bool)]) {
        let sorted = lives.sorted { $0.time < $1.time }
        var left = 1.0
        var index = 0
        var steps: [(time: Double, left: Double)] = []
        while index < sorted.count {
            let time = sorted[index].time
            var next = index
            var ended = 0
            while next < sorted.count, sorted[next].time == time {
                if sorted[next].isEnded { ended += 1 }
                next += 1
            }
            if ended > 0 {
                left *= 1 - Double(ended) / Double(sorted.count - index)
                steps.append((time, left))
            }
            index = next
        }
        self.steps = steps
    }

    /// The time by which so great a share has ended; infinite when it never is.
    func quantile(_ share: Double) -> Double {
        zip(times, shares).first { $0.1 <= 1 - share + 1e-12 }?.0 ?? .infinity
    }
}

/// The value that so great a share of all does not exceed (nearest rank); 0 of none.
func quantile(_ share: Double, of values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let rank = Int((share * Double(sorted.count)).rounded(.up)) - 1
    return sorted[min(max(rank, 0), sorted.count - 1)]
}
