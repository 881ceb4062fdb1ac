import Testing

@testable import ThreatIntel

/// Lines that chance fills too little or too much.
@Suite struct LineFilterTests {
    /// `perLine` keys in each of `lines` lines, with distinct fingerprints as far as there are any.
    private func keys(_ perLine: [Int]) -> [UInt64] {
        let width = UInt64.max / UInt64(perLine.count)
        return perLine.enumerated().flatMap { line, count in
            (0..<count).map { UInt64(line) * width + width / UInt64(count + 1) * UInt64($0 + 1) }
        }
    }

    private func filter(_ keys: [UInt64], lines: Int) throws -> LineFilter {
        var writer = LineFilterWriter(lines: lines)
        for key in keys { try writer.add(key) }
        writer.finish()
        #expect(2 * writer.output.count == Int(FilterLine.bytes(lines: UInt64(lines))))
        return writer.output.withUnsafeBytes { LineFilter($0, lines: UInt64(lines)) }
    }

    @Test(arguments: [
        [0], [1], [30], [31], [62], [63], [1_000], [0, 30, 31, 0, 29, 200, 0, 0, 5], [Int](repeating: 34, count: 8),
        [Int](repeating: 35, count: 17), [Int](repeating: 0, count: 9) + [40], [33, 33, 33],
    ])
    func everyKeyIsThereAtItsEntry(_ perLine: [Int]) throws {
        let keys = keys(perLine)
        let filter = try filter(keys, lines: perLine.count)
        for (entry, key) in keys.enumerated() {
            let candidates = try #require(filter.candidates(key))
            let lane = entry - candidates.first
            #expect(lane >= 0)
            let isIn = candidates.first { $0 == lane ? true : nil } ?? false
            #expect(lane < FilterLine.lanes ? isIn : candidates.mayBeBehind)
        }
        // Fingerprints that stand in no line: those of keys beside the ones there are.
        let others = (0..<20_000).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 &+ 77 }
        let passed = others.count { filter.candidates($0) != nil }
        let isFull = perLine.contains { $0 > 30 } && perLine.reduce(0) { $0 + max(0, $1 - 30) } > 32
        if !isFull { #expect(passed < 100, "\(passed)") }
    }

    @Test func keysThatNoHashGivesAreRefused() {
        #expect(throws: ThreatFileError.self) { try filter([UInt64](repeating: 7, count: 1_025), lines: 1) }
    }
}
