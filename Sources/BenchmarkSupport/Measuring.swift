import Foundation

/// The name with a number: 12 to 20 bytes.
public func generatedName(_ number: Int) -> String {
    var mixed = UInt64(truncatingIfNeeded: number &+ 1) &* 0x9E37_79B9_7F4A_7C15
    mixed ^= mixed >> 29
    return String(mixed, radix: 36) + ".com"
}

/// Writes a list of domains with the names from 0 on.
public func writeList(_ path: String, _ count: Int) throws {
    guard let file = fopen(path, "w") else { throw CocoaError(.fileWriteUnknown) }
    defer { fclose(file) }
    for number in 0..<count { fputs(generatedName(number) + "\n", file) }
}

/// Nanoseconds of one of `count` operations in the fastest of `rounds`: other programs only ever make one slower.
public func best(_ rounds: Int, _ count: Int, _ body: () -> Void) -> String {
    let clock = ContinuousClock()
    let fastest = (0..<rounds).map { _ in clock.measure(body) }.min() ?? .zero
    return format(seconds(fastest) * 1e9 / Double(count))
}

public func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

public func format(_ value: Double) -> String { String(format: value < 10 ? "%.2f" : "%.0f", value) }

/// The most memory that the process has had, in MiB.
public func peakMemory() -> Int {
    var usage = rusage()
    #if os(Linux)
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
        getrusage(RUSAGE_SELF, &usage)
    #endif
    return usage.ru_maxrss / 1024
}
