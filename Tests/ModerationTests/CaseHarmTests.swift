import Moderation
import Testing

@Suite struct CaseHarmTests {
    private func harm(
        heat: Int64 = 10_000, at: Int64 = 1_700_000_000, severity: Int = 50, weight: Int64 = 1_000, former: Int = 0
    ) -> CaseHarm {
        CaseHarm(heat: heat, at: at, severity: severity, weight: weight, formerUnfounded: former)
    }

    @Test func moreOfAnythingIsWorseAndAFormerDismissalIsNot() {
        let base = harm()
        #expect(harm(heat: 20_000).priority > base.priority)
        #expect(harm(severity: 51).priority > base.priority)
        #expect(harm(weight: 2_000).priority > base.priority)
        #expect(harm(former: 1).priority < base.priority)
        #expect(harm(at: 1_700_000_100).priority > base.priority, "the same openings, later")
        #expect(base.possible > 0 && harm(weight: 1_000_000_000).possible <= 1)
    }

    @Test func openingsCountHalfAfterAHalfLife() {
        var harm = harm(heat: 0)
        harm.open(100, now: harm.at)
        let first = harm.openingsPerHour(now: harm.at)
        let later = harm.openingsPerHour(now: harm.at + Int64(CaseHarm.halfLife))
        #expect(abs(later * 2 - first) < 0.001)
        // A steady stream is told as what it is: 60 openings an hour.
        var steady = self.harm(heat: 0)
        for minute in 1...6_000 { steady.open(1, now: steady.at / 60 * 60 + (minute > 0 ? 60 : 0)) }
        #expect((55...65).contains(steady.openingsPerHour(now: steady.at)))
    }

    /// The order by priority is that of the expected harm, whenever one looks.
    @Test func theOrderHoldsForAllTimes() {
        var generator = SplitMix(seed: 8)
        for _ in 0..<500 {
            func random() -> CaseHarm {
                harm(
                    heat: .random(in: 1_000...10_000_000, using: &generator),
                    at: 1_700_000_000 + .random(in: 0...200_000, using: &generator),
                    severity: .random(in: 1...100, using: &generator),
                    weight: .random(in: 0...100_000, using: &generator), former: .random(in: 0...3, using: &generator))
            }
            let (a, b) = (random(), random())
            for later in [0, 3_600, 86_400] as [Int64] {
                let now = max(a.at, b.at) + later
                let (x, y) = (a.expected(now: now), b.expected(now: now))
                guard abs(x - y) > max(x, y) * 0.000_01 else { continue }
                #expect((x > y) == (a.priority > b.priority))
            }
        }
    }

    private struct SplitMix: RandomNumberGenerator {
        var seed: UInt64
        mutating func next() -> UInt64 {
            seed &+= 0x9E37_79B9_7F4A_7C15
            var z = (seed ^ (seed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
