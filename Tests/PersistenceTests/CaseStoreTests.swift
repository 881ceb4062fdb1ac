import JSONText
import LinkPolicy
import Moderation
import Testing

@testable import Persistence

@Suite struct CaseStoreTests {
    private let folder = TemporaryFolder()
    private let rules = ComplaintRules()
    private let moderator = CaseActor(apiKey: "k1", person: "m1")

    private func stores() async throws -> (SQLiteDatabase, ComplaintStore, CaseStore) {
        let database = try await SQLiteDatabase(folder: folder.path)
        return (database, ComplaintStore(database), CaseStore(database))
    }

    private func filing(
        _ id: String, at: Int64 = 1_000, person: String? = nil, reader: UInt64? = nil, key: String = "a.example/x",
        tenant: TenantID = .main, words: String = "", once: (String, String)? = nil
    ) -> ComplaintFiling {
        let complaint = ComplaintRecord(
            id: id, tenant: tenant, at: at, linkID: 1, address: "https://a.example/x", scene: .direct,
            category: "other", statement: words, person: person, reader: reader)
        var filing = ComplaintFiling(complaint, on: .path, key)
        filing.host = "a.example"
        filing.once = once.map { (key: $0.0, print: $0.1) }
        return filing
    }

    private func decide(
        _ store: CaseStore, _ id: String, _ decision: CaseDecision, at: Int64 = 2_000
    ) async throws -> Result<CaseRecord, CaseRefusal> {
        try await store.database.write { [rules, moderator] connection in
            try CaseStore.decide(
                id, tenant: .main, decision, reason: "because", by: moderator, rules: rules, at: at, connection)
        }
    }

    private func queue(_ store: CaseStore, tenant: TenantID = .main) async throws -> [CaseRecord] {
        try await store.cases(tenant: tenant, CaseFilter(), limit: 99)
    }

    @Test func complaintsGatherAndOnePersonCountsOnce() async throws {
        let (_, complaints, cases) = try await stores()
        _ = try await complaints.file(filing("C-1", person: "p1", words: "one"), rules: rules)
        _ = try await complaints.file(filing("C-2", person: "p2"), rules: rules)
        let again = try await complaints.file(filing("C-3", person: "p1", words: "two"), rules: rules)
        guard case .added(let first) = again else {
            Issue.record("\(again)")
            return
        }
        #expect(first.id == "C-1" && first.additions.map(\.statement) == ["two"])
        _ = try await complaints.file(filing("C-4", person: "p1", words: "two"), rules: rules)
        #expect(try await complaints.find("C-1", tenant: .main)?.additions.count == 1, "the same words once")
        _ = try await complaints.file(filing("C-5", reader: 7), rules: rules)
        let same = try await complaints.file(filing("C-6", reader: 7), rules: rules)
        guard case .kept(let other, _, false) = same else {
            Issue.record("\(same)")
            return
        }
        #expect(other.id == "C-6" && !other.isCounted, "somebody else's receipt is not shown")
        _ = try await complaints.file(filing("C-7", key: "b.example/y"), rules: rules)
        _ = try await complaints.file(filing("C-8", tenant: .playground), rules: rules)
        let found = try await queue(cases)
        #expect(found.map(\.key) == ["a.example/x", "b.example/y"])
        #expect(found.map(\.complaints) == [3, 1])
        #expect(try await complaints.complaints(tenant: .main, caseID: found[0].id, limit: 9).count == 4)
        #expect(try await complaints.complaints(tenant: .playground, limit: 9).map(\.id) == ["C-8"])
    }

    @Test func aRequestSentTwiceIsOneComplaint() async throws {
        let (_, complaints, cases) = try await stores()
        _ = try await complaints.file(filing("C-1", once: ("k", "a")), rules: rules)
        let again = try await complaints.file(filing("C-2", once: ("k", "a")), rules: rules)
        guard case .replayed(let first) = again, first.id == "C-1" else {
            Issue.record("\(again)")
            return
        }
        guard case .differs = try await complaints.file(filing("C-3", once: ("k", "b")), rules: rules) else {
            Issue.record("another request under the same key")
            return
        }
        #expect(try await queue(cases).map(\.complaints) == [1])
    }

    @Test func aDecisionReachesEveryComplaint() async throws {
        let (database, complaints, cases) = try await stores()
        for number in 1...3 { _ = try await complaints.file(filing("C-\(number)", person: "p\(number)"), rules: rules) }
        let id = try #require(try await queue(cases).first?.id)
        guard case .success(let decided) = try await decide(cases, id, .founded(ruling: "R-1")) else {
            Issue.record("not decided")
            return
        }
        #expect(decided.ruling == "R-1" && decided.outcome == .founded && decided.decidedBy == "key:k1/m1")
        let found = try await complaints.complaints(tenant: .main, limit: 9)
        #expect(found.count == 3 && found.allSatisfy { $0.outcome == .founded && $0.reason == "because" })
        #expect(try await decide(cases, id, .unfounded) == .failure(.decided(.founded)))
        #expect(try await decide(cases, "K-none", .unfounded) == .failure(.unknown))
        let log = try await AuditStore(database).entries(tenant: .main, subject: id, limit: 9)
        #expect(log.map(\.action) == ["case.opened", "case.decided"])
        // The same link again is another case, as is one that was dismissed before.
        _ = try await complaints.file(filing("C-9", at: 3_000, person: "p1"), rules: rules)
        let second = try #require(try await queue(cases).first)
        #expect(second.id != id && second.complaints == 1 && second.harm.formerUnfounded == 0)
        _ = try await decide(cases, second.id, .unfounded, at: 3_500)
        _ = try await complaints.file(filing("C-10", at: 4_000, person: "p1"), rules: rules)
        #expect(try await queue(cases).first?.harm.formerUnfounded == 1)
    }

    @Test func whatFailsInTheTransactionIsUndone() async throws {
        struct Failure: Error {}
        let (database, complaints, cases) = try await stores()
        _ = try await complaints.file(filing("C-1", person: "p"), rules: rules)
        let id = try #require(try await queue(cases).first?.id)
        await #expect(throws: Failure.self) {
            try await database.write { [rules, moderator] connection in
                _ = try CaseStore.decide(
                    id, tenant: .main, .founded(ruling: "R-1"), reason: "r", by: moderator, rules: rules, at: 1,
                    connection)
                throw Failure()
            }
        }
        #expect(try await queue(cases).map(\.id) == [id])
        #expect(try await complaints.find("C-1", tenant: nil)?.outcome == nil)
    }

    @Test func whoComplainsWithoutGroundIsWarnedThenPaused() async throws {
        let (_, complaints, cases) = try await stores()
        var at: Int64 = 1_000
        for number in 1...12 {
            at += 10
            let outcome = try await complaints.file(
                filing("C-\(number)", at: at, person: "p", key: "a.example/\(number)"), rules: rules)
            if number > 10 {
                guard case .paused(let until) = outcome, until > at else {
                    Issue.record("\(number): \(outcome)")
                    return
                }
                continue
            }
            let id = try #require(try await queue(cases).first?.id)
            _ = try await decide(cases, id, .unfounded, at: at + 1)
            let person = try await complaints.complainant("p", tenant: .main)
            #expect((person.warnedAt != nil) == (number >= 5), "\(number)")
            #expect((person.pausedUntil != nil) == (number >= 10), "\(number)")
        }
        let later = at + rules.misuse.pause + 1
        guard case .kept = try await complaints.file(filing("C-99", at: later, person: "p"), rules: rules) else {
            Issue.record("still paused")
            return
        }
        #expect(try await complaints.people(tenant: .main, limit: 9).map(\.unfounded) == [10])
        #expect(try await complaints.people(tenant: .playground, limit: 9).isEmpty)
    }

    @Test func manyAtOnceAreAWarningAndNoPause() async throws {
        let (_, complaints, cases) = try await stores()
        for number in 1...12 {
            _ = try await complaints.file(
                filing("C-\(number)", at: 1_000, person: "p", key: "a.example/\(number)"), rules: rules)
        }
        for each in try await queue(cases) { _ = try await decide(cases, each.id, .unfounded, at: 2_000) }
        let person = try await complaints.complainant("p", tenant: .main)
        #expect(person.unfounded == 12 && person.warnedAt == 2_000)
        #expect(person.pausedUntil == nil, "nobody could have heeded a warning of the same moment")
    }

    @Test func aDismissedCaseIsReopenedAndWhatFollowedIsTakenBack() async throws {
        let (_, complaints, cases) = try await stores()
        for number in 1...10 {
            let at = Int64(1_000 + number * 10)
            _ = try await complaints.file(
                filing("C-\(number)", at: at, person: "p", key: "a.example/\(number)"), rules: rules)
            let id = try #require(try await queue(cases).first?.id)
            _ = try await decide(cases, id, .unfounded, at: at + 1)
        }
        var filter = CaseFilter()
        filter.order = .decided
        let decided = try await cases.cases(tenant: .main, filter, limit: 99).map(\.id)
        func reopen(_ id: String) async throws -> Result<CaseRecord, CaseRefusal> {
            try await cases.reopen(id, tenant: .main, reason: "It was false.", by: moderator, rules: rules, now: 5_000)
        }
        let record = try await reopen(decided[0]).get()
        #expect(record.state == .open && record.outcome == nil && record.reason == nil && record.dueAt > 5_000)
        #expect(try await complaints.find("C-10", tenant: .main)?.outcome == nil)
        var person = try await complaints.complainant("p", tenant: .main)
        #expect(person.pausedUntil == nil && person.warnedAt != nil, "nine are no ten, and still five")
        for id in decided[1...5] { _ = try await reopen(id) }
        person = try await complaints.complainant("p", tenant: .main)
        #expect(person.warnedAt == nil && person.unfounded == 4)
        #expect(try await reopen(decided[0]) == .failure(.notDismissed))
        #expect(try await reopen("K-none") == .failure(.unknown))
        _ = try await complaints.file(filing("C-99", person: "q", key: "a.example/1"), rules: rules)
        guard case .failure(.begunAnew) = try await reopen(decided[9]) else {
            Issue.record("two cases on one subject")
            return
        }
        _ = try await decide(cases, decided[0], .founded(ruling: "R-1"), at: 6_000)
        #expect(try await reopen(decided[0]) == .failure(.notDismissed))
        let notes = try #require(try await cases.find(decided[0], tenant: .main)).notes
        #expect(notes.map(\.text) == ["It was false."])
    }

    @Test func complaintsFromBeforeThereWereCasesGetOne() async throws {
        let (database, complaints, cases) = try await stores()
        try await database.write { connection in
            for (id, at, person) in [("C-1", 100, "p"), ("C-2", 200, "q"), ("C-3", 300, "p")] {
                try connection.run(
                    """
                    INSERT INTO complaint (id, tenant, at, link_id, address, scene, category, statement, person)
                    VALUES ($1, 'default', $2, 1, 'https://a.example/x', 'direct', 'other', 'old', $3)
                    """, [.text(id), .integer(Int64(at)), .text(person)])
            }
        }
        _ = try await complaints.file(filing("C-4", at: 900, person: "r"), rules: rules)
        let old = try await complaints.withoutCase(limit: 2)
        #expect(old.map(\.id) == ["C-1", "C-2"])
        let filings = try await complaints.withoutCase(limit: 9).map { ComplaintFiling($0, on: .path, "a.example/x") }
        for _ in 0..<2 { try await complaints.adopt(filings, rules: rules) }
        #expect(try await complaints.withoutCase(limit: 9).isEmpty)
        let found = try await queue(cases)
        #expect(found.map(\.complaints) == [3], "one person counts once, and nothing is gathered twice")
        #expect(try await complaints.complaints(tenant: .main, caseID: found[0].id, limit: 9).count == 4)
        #expect(try await complaints.find("C-3", tenant: .main)?.isCounted == false)
    }

    @Test func trustedFlaggersGoFirstAndTheQueueIsPaged() async throws {
        let (_, complaints, cases) = try await stores()
        _ = try await complaints.trust("flagger", tenant: .main, true, by: moderator, now: 1)
        #expect(try await complaints.trust("flagger", tenant: .main, true, by: moderator, now: 2) == false)
        for number in 1...7 {
            _ = try await complaints.file(filing("C-\(number)", key: "a.example/\(number)"), rules: rules)
        }
        _ = try await complaints.file(filing("C-8", person: "flagger", key: "a.example/8"), rules: rules)
        let numbers = try await queue(cases).reduce(into: [String: Int64]()) { $0[$1.key] = $1.number }
        // Two openings an hour after: they lead, behind the flagger's.
        try await cases.countOpenings([numbers["a.example/3"] ?? 0: 2], now: 1_001)
        for order in [CaseFilter.Order.harm, .due] {
            var filter = CaseFilter()
            filter.order = order
            var keys: [String] = []
            var cursor: CaseCursor?
            repeat {
                let page = try await cases.cases(tenant: .main, filter, after: cursor, limit: 3)
                keys += page.map(\.key)
                cursor = page.count == 3 ? page.last.map { CaseCursor(after: $0, in: order) } : nil
                #expect(cursor == nil || CaseCursor(cursor?.text ?? "") == cursor)
            } while cursor != nil
            #expect(Set(keys).count == 8 && keys.count == 8, "\(order): \(keys)")
            if order == .harm { #expect(keys.prefix(2) == ["a.example/8", "a.example/3"]) }
        }
    }

    @Test func aSecondOpinionComesFromAnother() async throws {
        let (_, complaints, cases) = try await stores()
        _ = try await complaints.file(filing("C-1"), rules: rules)
        let id = try #require(try await queue(cases).first?.id)
        let second = CaseActor(apiKey: "k1", person: "m2")
        _ = try await cases.assign([id], to: "m1", tenant: .main, by: moderator, now: 2)
        #expect(
            try await cases.ask("m1", about: id, "?", tenant: .main, by: moderator, now: 3) == .failure(.ownOpinion))
        _ = try await cases.ask("m2", about: id, "Is it?", tenant: .main, by: moderator, now: 4)
        #expect(try await queue(cases).first?.state == .waiting)
        let wrong = try await cases.giveOpinion(.founded, on: id, "It is.", tenant: .main, by: moderator, now: 5)
        #expect(wrong == .failure(.notAsked))
        _ = try await cases.giveOpinion(.founded, on: id, "It is.", tenant: .main, by: second, now: 6)
        let found = try #require(try await cases.find(id, tenant: .main))
        #expect(found.record.state == .assigned && found.record.asked == nil)
        #expect(found.notes.map(\.kind) == [.question, .opinion] && found.notes.last?.outcome == .founded)
        #expect(
            found.log.map(\.action) == ["case.opened", "case.assigned", "case.opinion_asked", "case.opinion_given"])
        #expect(try await cases.find(id, tenant: .playground) == nil, "another tenant's")
    }

    @Test func aCaseShowsWhatIsAroundIt() async throws {
        let (_, complaints, cases) = try await stores()
        for (number, key) in ["a.example/shop/1", "a.example/shop/2", "a.example/shop2", "a.example/x?y=/z"]
            .enumerated()
        {
            _ = try await complaints.file(filing("C-\(number)", key: key), rules: rules)
        }
        let queue = try await queue(cases)
        func areas(_ key: String) async throws -> [String] {
            let id = queue.first { $0.key == key }?.id ?? ""
            let around = try await cases.find(id, tenant: .main)?.around.areas ?? []
            return around.map { "\($0.kind.rawValue) \($0.key) \($0.count.inProgress)" }
        }
        #expect(try await areas("a.example/shop/1") == ["path a.example/shop 2", "domain a.example 4"])
        #expect(try await areas("a.example/x?y=/z") == ["domain a.example 4"])
    }
}
