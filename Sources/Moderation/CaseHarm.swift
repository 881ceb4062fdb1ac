#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How much harm a case stands for: openings an hour × severity × how far what is known leaves the harm possible.
///
/// Openings are counted with a half-life, and every case has the same one, so that the order of two cases in which
/// nothing happens never changes: ``priority`` holds for all times and can be indexed.
public struct CaseHarm: Hashable, Sendable {
    /// Seconds after which an opening counts half.
    public static let halfLife = 10_800.0

    private static let logarithmOfTwo = 0.693_147_180_559_945_3

    /// Thousandths of openings, as they counted at ``at``.
    public var heat: Int64
    /// Seconds since 1970.
    public var at: Int64
    /// Hundredths.
    public var severity: Int
    /// What the complaints weigh together, in thousandths of one by somebody who opened the link.
    public var weight: Int64
    /// How often the same subject was looked at and found in order.
    public var formerUnfounded: Int

    public init(heat: Int64, at: Int64, severity: Int, weight: Int64, formerUnfounded: Int) {
        self.heat = heat
        self.at = at
        self.severity = severity
        self.weight = weight
        self.formerUnfounded = formerUnfounded
    }

    /// Counts openings at `now` (seconds since 1970; not before ``at``).
    public mutating func open(_ count: Int, now: Int64) {
        heat = Int64(heat(at: now).rounded()) + Int64(count) * 1_000
        at = max(at, now)
    }

    /// Openings an hour, at `now`.
    public func openingsPerHour(now: Int64) -> Double {
        heat(at: now) / 1_000 * Self.logarithmOfTwo * 3_600 / Self.halfLife
    }

    /// How likely, at worst, the complaints are founded, 0 to 1: mean and standard deviation of Beta(2 + weight,
    /// 2 + 2 × former unfounded cases). What nobody has looked at is uncertain, and counts for more than it is likely.
    public var possible: Double {
        let founded = 2 + Double(weight) / 1_000
        let unfounded = 2 + 2 * Double(formerUnfounded)
        let all = founded + unfounded
        return min(1, founded / all + (founded * unfounded / (all * all * (all + 1))).squareRoot())
    }

    /// Harmful openings an hour, at `now`.
    public func expected(now: Int64) -> Double {
        openingsPerHour(now: now) * Double(max(severity, 1)) / 100 * possible
    }

    /// Orders cases by ``expected(now:)`` whatever the time: the binary logarithm of the harm, and the half-lives since
    /// 1970, in millionths.
    public var priority: Int64 {
        let harm = Double(max(heat, 1)) * Double(max(severity, 1)) * possible
        return Int64(((log2(harm) + Double(at) / Self.halfLife) * 1_000_000).rounded())
    }

    private func heat(at now: Int64) -> Double {
        Double(heat) * exp2(-Double(max(0, now - at)) / Self.halfLife)
    }
}
