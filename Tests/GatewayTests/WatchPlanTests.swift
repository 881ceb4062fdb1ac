import Testing

@testable import Gateway

@Suite struct WatchPlanTests {
    /// A plan that has judged everything at second 100, up to link 50.
    private func settled(nextEnd: Int64? = nil) -> WatchPlan {
        var plan = WatchPlan()
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nextEnd }, now: 100) == .all, "at first")
        plan.finished(upTo: 50)
        for second in WatchPlan.catchUps { _ = plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 100 + second) }
        return plan
    }

    @Test func lateLinksAreLookedAtAfterAChange() {
        var plan = WatchPlan()
        _ = plan.next(hasChanged: true, nextEnd: { _ in nil }, now: 100)
        plan.finished(upTo: 50)
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 100) == nil)
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 101) == .after(50))
        plan.finished(upTo: 60)
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 104) == nil)
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 105) == .after(60))
        plan.finished(upTo: 60)
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 130) == .after(60))
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 200) == nil)
    }

    @Test func aChangeJudgesEverything() {
        var plan = settled()
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 140) == nil)
        #expect(plan.next(hasChanged: true, nextEnd: { _ in nil }, now: 140) == .all)
        #expect(plan.next(hasChanged: true, nextEnd: { _ in nil }, now: 140) == .all, "and another one again")
    }

    @Test func soDoesAnHour() {
        var plan = settled()
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 3_699) == nil)
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 3_700) == .all)
    }

    @Test func soDoesTheEndOfARule() {
        var plan = settled(nextEnd: 200)
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 199) == nil)
        #expect(plan.next(hasChanged: false, nextEnd: { _ in 300 }, now: 200) == .all)
        for second in WatchPlan.catchUps { _ = plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 200 + second) }
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 299) == nil)
        #expect(plan.next(hasChanged: false, nextEnd: { _ in nil }, now: 300) == .all)
    }
}
