import LinkRecognition
import Testing

@testable import LinkPolicy

/// What holds for every policy and all facts. Each argument is a seed: the policy and the facts follow from it.
@Suite struct GeneratedPolicyTests {
    private static let situations = 150

    /// Runs `body` on a generated policy and many facts.
    private func each(
        _ seed: Int, _ body: (Policy, Facts, inout Generator) throws -> Void
    ) throws {
        var generator = Generator(seed: seed)
        let policy = try generator.policy().policy()
        for _ in 0..<Self.situations {
            let facts = generator.facts(scenes: policy.scenes)
            try body(policy, facts, &generator)
        }
    }

    /// Without what cannot be compared by value: the words of a ground.
    private static func outcome(_ verdict: Verdict) -> [String] {
        verdict.grounds.map { "\($0.code) \($0.disposition) \($0.origin) \($0.explanation(.en))" }.sorted()
    }

    @Test(arguments: 0..<60) func withoutAGroundItIsOpenAndNotOtherwise(seed: Int) throws {
        try each(seed) { policy, facts, _ in
            let verdict = policy.verdict(facts)
            #expect(verdict.grounds.isEmpty == (verdict.disposition == .open))
            #expect(verdict.disposition == verdict.grounds.map(\.disposition).max() ?? .open)
        }
    }

    @Test(arguments: 0..<60) func equalFactsGiveEqualVerdicts(seed: Int) throws {
        var generator = Generator(seed: seed)
        let text = generator.policy()
        let (one, other) = (try text.policy(), try text.policy())
        for _ in 0..<Self.situations {
            let facts = generator.facts(scenes: one.scenes)
            #expect(one.verdict(facts) == other.verdict(facts))
        }
    }

    /// Explaining looks at every rule; a verdict passes over those that the masks rule out.
    @Test(arguments: 0..<120) func masksSkipNoRuleThatApplies(seed: Int) throws {
        try each(seed) { policy, facts, _ in
            #expect(policy.explain(facts).verdict == policy.verdict(facts))
            let mask = RuleMask.of(facts)
            for (index, rule) in policy.rules.enumerated() where rule.test.firstFailure(facts) == nil {
                #expect(policy.index.candidates(index / 64, mask).contains(index % 64), "\(rule.id)")
            }
        }
    }

    @Test(arguments: 0..<60) func theOrderOfRulesDecidesNothing(seed: Int) throws {
        var generator = Generator(seed: seed)
        let text = generator.policy()
        let policy = try text.policy()
        let shuffled = try text.policy(text.rules.shuffled(using: &generator.numbers))
        for _ in 0..<Self.situations {
            let facts = generator.facts(scenes: policy.scenes)
            let (one, other) = (policy.verdict(facts), shuffled.verdict(facts))
            #expect(one.disposition == other.disposition)
            #expect(Self.outcome(one) == Self.outcome(other))
            #expect(one.freedoms.map(\.rule) == other.freedoms.map(\.rule))
        }
    }

    @Test(arguments: 0..<60) func moreThreatIsNeverFreer(seed: Int) throws {
        try each(seed) { policy, facts, generator in
            let before = policy.verdict(facts).disposition
            var surer = facts
            for index in surer.threats.indices {
                let confidence = surer.threats[index].confidence
                surer.threats[index].confidence = Int.random(in: confidence...100, using: &generator.numbers)
            }
            #expect(policy.verdict(surer).disposition >= before)
            guard !facts.threats.contains(where: { $0.threatClass == .scam }) else { return }
            var listed = facts
            listed.threats.append(ThreatFact(threatClass: .scam, confidence: 60, feeds: ["l"], subject: "s"))
            #expect(policy.verdict(listed).disposition >= before)
        }
    }

    @Test(arguments: 0..<60) func aBlockOfTheOperatorIsNeverFreer(seed: Int) throws {
        try each(seed) { policy, facts, _ in
            var blocked = facts
            blocked.operatorRule = OperatorRule(id: 1, action: .block, subject: "s", reason: "r")
            #expect(policy.verdict(blocked).disposition == .block)
            var allowed = facts
            allowed.operatorRule = OperatorRule(id: 1, action: .allow, subject: "s", reason: "r")
            var plain = facts
            plain.operatorRule = nil
            #expect(policy.verdict(allowed).disposition <= policy.verdict(plain).disposition)
        }
    }

    @Test(arguments: 0..<60) func aWorseStandingIsNeverFreer(seed: Int) throws {
        try each(seed) { policy, facts, _ in
            var facts = facts
            let verdicts = ReputationTier.allCases.sorted(by: >).map { tier in
                facts.reputation = tier
                return policy.verdict(facts).disposition
            }
            #expect(verdicts == verdicts.sorted())
        }
    }

    @Test(arguments: 0..<60) func moreRiskIsNeverFreer(seed: Int) throws {
        try each(seed) { policy, facts, generator in
            var riskier = facts
            for risk in Risk.allCases where generator.chance(2) { riskier.risks.insert(risk) }
            #expect(policy.verdict(riskier).disposition >= policy.verdict(facts).disposition)
        }
    }

    @Test(arguments: 0..<40) func aShareOfPeopleOnlyGrows(seed: Int) {
        var generator = Generator(seed: seed)
        let salt = "salt \(seed)"
        for _ in 0..<200 {
            let person = "p\(generator.numbers.next())"
            let sizes = (0..<6).map { _ in Int.random(in: 0...10_000, using: &generator.numbers) }.sorted()
            let included = sizes.map { ShareOfPeople(basisPoints: $0, salt: salt).includes(person) }
            #expect(included == included.sorted { !$0 && $1 }, "once in, always in")
        }
    }

    /// The same in a policy: whom a stage has reached, it has reached at any larger share too.
    @Test(arguments: 0..<40) func aLargerShareClosesNothing(seed: Int) throws {
        var (small, large) = (Generator(seed: seed), Generator(seed: seed))
        let before = try small.policy(shareOfStage: 20).policy()
        let after = try large.policy(shareOfStage: 60).policy()
        for _ in 0..<Self.situations {
            let facts = small.facts(scenes: before.scenes)
            #expect(after.verdict(facts).disposition <= before.verdict(facts).disposition)
        }
    }
}
