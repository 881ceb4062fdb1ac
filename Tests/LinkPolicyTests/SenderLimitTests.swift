import Testing

@testable import LinkPolicy

@Suite struct SenderLimitTests {
    private static let policy = """
        policy: limits
        version: "1"
        title: {zh: 一, en: One}
        summary: {zh: 一, en: One}
        grounds:
          fast:
            clause: {zh: 一, en: One}
            title: {zh: 过快, en: Too fast}
            explanation: {zh: 一, en: One}
        rules:
          - id: new-hour
            when: {sent: {in: hour, over: 30}, sender: {tier: new}, scene: {not: direct}}
            then: hold
            ground: fast
          - id: risky
            when: {risk: ip_address}
            then: warn
            ground: fast
          - id: groups
            when: {sent: {in: groups, over: 5}}
            then: warn
            ground: fast
        examples:
          - name: nothing
            given: {host: a.example}
            expect: open
        """

    @Test func rulesThatCountAreLimits() throws {
        let limits = try Policy(yaml: Self.policy, file: "limits.yaml").senderLimits
        #expect(limits.map(\.rule) == ["new-hour", "groups"])
        #expect(limits.map(\.count) == [.hour, .groups] && limits.map(\.most) == [30, 5])
        let words = limits[0].circumstances.map { "\($0.part): \($0.wanted.en)" }
        #expect(words == ["scene: not direct", "sender: new"])
        #expect(limits[1].circumstances.isEmpty)
    }

    @Test(arguments: [(0, 30), (1, 29), (29, 1), (30, 0), (99, 0)])
    func whatIsLeft(_ hour: Int, _ left: Int) throws {
        let limit = try #require(try Policy(yaml: Self.policy, file: "limits.yaml").senderLimits.first)
        #expect(limit.left(SenderCounts(minute: 100, hour: hour, day: 100, groups: 100)) == left)
    }
}
