#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A stream of random numbers of its own (SplitMix64 by Steele, Lea and Flood): the same for the same seed and place,
/// whatever other streams draw.
struct RandomStream: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64, _ place: UInt64...) {
        state = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
        for part in place { state = Self.mix(state ^ Self.mix(part &+ 0xD1B5_4A32_D192_ED03)) }
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// Above 0, below 1.
    mutating func unit() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

    mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    mutating func below(_ count: Int) -> Int { Int(unit() * Double(count)) }

    mutating func exponential(mean: Double) -> Double { -mean * log(unit()) }

    /// Evenly spread by its logarithm.
    mutating func value(in range: ClosedRange<Double>) -> Double {
        guard range.lowerBound < range.upperBound else { return range.lowerBound }
        guard range.lowerBound > 0 else { return range.lowerBound + unit() * (range.upperBound - range.lowerBound) }
        return exp(log(range.lowerBound) + unit() * log(range.upperBound / range.lowerBound))
    }

    /// Poisson numbers: by multiplication below 30, else by transformed rejection (Hörmann 1993, PTRS).
    mutating func poisson(_ mean: Double) -> Int {
        guard mean > 0 else { return 0 }
        guard mean >= 30 else {
            let limit = exp(-mean)
            var product = unit()
            var count = 0
            while product > limit {
                product *= unit()
                count += 1
            }
            return count
        }
        let b = 0.931 + 2.53 * mean.squareRoot()
        let a = -0.059 + 0.02483 * b
        let inverse = 1.1239 + 1.1328 / (b - 3.4)
        let quick = 0.9277 - 3.6224 / (b - 2)
        while true {
            let u = unit() - 0.5
            let v = unit()
            let edge = 0.5 - abs(u)
            let number = ((2 * a / edge + b) * u + mean + 0.43).rounded(.down)
            if edge >= 0.07, v <= quick { return Int(number) }
            if number < 0 || (edge < 0.013 && v > edge) { continue }
            if log(v * inverse / (a / (edge * edge) + b)) <= number * log(mean) - mean - logFactorial(number) {
                return Int(number)
            }
        }
    }

    /// How many of `count` trials succeed. O(expected successes or failures, whichever are fewer).
    mutating func binomial(_ count: Int, _ probability: Double) -> Int {
        guard count > 0, probability > 0 else { return 0 }
        guard probability < 1 else { return count }
        guard probability <= 0.5 else { return count - binomial(count, 1 - probability) }
        let scale = 1 / log1p(-probability)
        var successes = 0
        var trial = 0.0
        while true {
            trial += (log(unit()) * scale).rounded(.down) + 1
            guard trial <= Double(count) else { return successes }
            successes += 1
        }
    }
}

/// ln(n!), by Stirling's series from 10 on.
private func logFactorial(_ n: Double) -> Double {
    if n < 10 { return log((1...10).reduce(1.0) { $1 <= Int(n) ? $0 * Double($1) : $0 }) }
    let x = n + 1
    return (x - 0.5) * log(x) - x + 0.5 * log(2 * .pi) + 1 / (12 * x) - 1 / (360 * x * x * x)
}
