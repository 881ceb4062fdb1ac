import LinkPolicy
import Testing

@testable import Gate

@Suite struct CodeResolutionTests {
    private static let words = LocalizedText(zh: "x", en: "x")

    private static func verdict(_ dispositions: [Disposition]) -> Verdict {
        Verdict(
            grounds: dispositions.compactMap { disposition in
                Ground(
                    GroundTemplate(
                        code: "because_\(disposition.rawValue)", clause: words, title: words, explanation: words,
                        contest: words), disposition)
            })
    }

    private static let verdicts = [
        [], [.warn], [.copy], [.hold], [.block], [.warn, .copy], [.copy, .block], [Disposition.warn, .hold, .block],
    ].map(verdict)

    @Test func theStricterOfTwoEndsHoldsWithTheGroundsOfBoth() {
        for one in Self.verdicts {
            for other in Self.verdicts {
                let both = one.joined(with: other)
                #expect(both.disposition == max(one.disposition, other.disposition))
                #expect(Set(both.grounds) == Set(one.grounds).union(other.grounds))
                #expect(both.grounds.count == Set(both.grounds).count)
            }
        }
    }
}
