import Attribution
import LinkPolicy
import Moderation
import Persistence
import Testing

@Suite struct RulingStoreTests {
    private let folder = TemporaryFolder()
    private let actor = CaseActor(apiKey: nil, person: "m1")

    private func ruling(
        _ id: String, _ kind: ModeratedSubject.Kind = .domain, _ name: String = "a.example",
        step: Sanction.Step = .block,
        from start: Int64 = 100, until end: Int64? = 200, tenant: TenantID = .main
    ) throws -> Ruling {
        Ruling(
            id: id, tenant: tenant, subject: try #require(ModeratedSubject(kind, name)), step: step, category: "fraud",
            clause: LocalizedText(zh: "条", en: "Clause"), facts: "A false shop.", source: .complaints, actor: "m1",
            justification: "why", startsAt: start, endsAt: end, endsWhenMended: true)
    }

    private func withStore(_ body: (RulingStore, SQLiteDatabase) async throws -> Void) async throws {
        let database = try await SQLiteDatabase(folder: folder.path)
        try await body(RulingStore(database), database)
    }

    @Test func whatIsMadeIsFound() async throws {
        try await withStore { store, database in
            let made = try ruling("R-1")
            let revision = try await store.make(
                made, platform: PlatformSlug("taobao"), by: actor, rules: ComplaintRules())
            #expect(try await RevisionStore(database).latest() == revision)
            #expect(try await store.find("R-1") == made)
            #expect(try await store.find("R-2") == nil)
            #expect(try await store.inForce(at: 199) == [made])
            #expect(try await store.inForce(at: 200) == [])
        }
    }

    @Test func aLaterOneTakesItsPlace() async throws {
        try await withStore { store, _ in
            _ = try await store.make(ruling("R-1"), platform: nil, by: actor, rules: ComplaintRules())
            _ = try await store.make(ruling("R-2", from: 150), platform: nil, by: actor, rules: ComplaintRules())
            _ = try await store.make(
                ruling("R-3", .domain, "b.example"), platform: nil, by: actor, rules: ComplaintRules())
            #expect(try await store.inForce(at: 160).map(\.id) == ["R-2", "R-3"])
            let end = try #require(try await store.find("R-1")?.end)
            #expect(end == Ruling.End(at: 150, reason: .replaced, words: "R-2", actor: "m1"))
        }
    }

    @Test func whatChangedSinceARevisionIsFound() async throws {
        try await withStore { store, _ in
            let first = try await store.make(ruling("R-1"), platform: nil, by: actor, rules: ComplaintRules())
            let other = try await store.make(
                ruling("R-2", .sender, "ann"), platform: nil, by: actor, rules: ComplaintRules())
            #expect(try await store.changed(after: 0).map(\.id) == ["R-1", "R-2"])
            #expect(try await store.changed(after: first).map(\.id) == ["R-2"])
            #expect(try await store.changed(after: other).isEmpty)
            let replaced = try await store.make(
                ruling("R-3", from: 150), platform: nil, by: actor, rules: ComplaintRules())
            #expect(
                try await store.changed(after: other).map { [$0.id, "\($0.end != nil)"] } == [
                    ["R-1", "true"], ["R-3", "false"],
                ])
            let end = Ruling.End(at: 160, reason: .lifted, words: "done", actor: "m1")
            _ = try await store.end("R-2", of: .main, end)
            #expect(try await store.changed(after: replaced).map(\.id) == ["R-2"])
        }
    }

    @Test func aRequestToLiftSentAgainLiftsNothing() async throws {
        try await withStore { store, _ in
            _ = try await store.make(ruling("R-1"), platform: nil, by: actor, rules: ComplaintRules())
            let once = IdempotencyStore.Once(key: .init(tenant: .main, apiKey: "k", text: "once"), fingerprint: [1])
            let end = Ruling.End(at: 160, reason: .lifted, words: "done", actor: "m1")
            #expect(try await store.end("R-none", of: .main, end, once: once) == nil)
            #expect(try await store.end("R-1", of: .main, end, once: once) != nil)
            await #expect(throws: IdempotencyStore.Repeated.made("R-1")) {
                try await store.end("R-1", of: .main, end, once: once)
            }
            let over = Ruling.End(at: 900, reason: .lifted, words: "late", actor: "m1")
            _ = try await store.make(ruling("R-2"), platform: nil, by: actor, rules: ComplaintRules())
            #expect(try await store.end("R-2", of: .main, over) == nil)
        }
    }

    @Test func aRequestSentAgainMakesNothing() async throws {
        try await withStore { store, database in
            let key = IdempotencyStore.Key(tenant: .main, apiKey: "k", text: "once")
            let once = IdempotencyStore.Once(key: key, fingerprint: [1])
            let other = IdempotencyStore.Once(key: key, fingerprint: [2])
            let answers = IdempotencyStore(database)
            #expect(try await answers.former(once) == nil)
            _ = try await store.make(ruling("R-1"), platform: nil, by: actor, rules: ComplaintRules(), once: once)
            for (again, refusal) in [(once, IdempotencyStore.Repeated.made("R-1")), (other, .differs)] {
                #expect(try await answers.former(again) == refusal)
                await #expect(throws: refusal) {
                    try await store.make(
                        ruling("R-2", from: 150), platform: nil, by: actor, rules: ComplaintRules(), once: again)
                }
            }
            #expect(try await store.list(of: .main, at: 160, limit: 9).rulings.map(\.id) == ["R-1"])
            #expect(try await store.find("R-1")?.end == nil)
        }
    }

    @Test func whatIsRefusedKeepsNoKey() async throws {
        try await withStore { store, database in
            let key = IdempotencyStore.Key(tenant: .main, apiKey: "k", text: "once")
            let once = IdempotencyStore.Once(key: key, fingerprint: [1])
            var wanted = try ruling("R-1")
            wanted.caseID = "K-none"
            await #expect(throws: CaseRefusal.unknown) {
                try await store.make(wanted, platform: nil, by: actor, rules: ComplaintRules(), once: once)
            }
            #expect(try await IdempotencyStore(database).former(once) == nil)
        }
    }

    @Test func aReplacedOneIsReversedAndLeavesNoTrace() async throws {
        try await withStore { store, database in
            let appeals = AppealStore(database)
            for (id, start) in [("R-1", Int64(100)), ("R-2", 150)] {
                _ = try await store.make(
                    ruling(id, .link, "a.example/1", from: start), platform: nil, by: actor, rules: ComplaintRules())
            }
            _ = try await store.make(
                ruling("R-3", .domain, "a.example", from: 155), platform: nil, by: actor, rules: ComplaintRules())
            try await appeals.add(
                Appeal(
                    id: "A-1", tenant: .main, rulingID: "R-1", kind: .appeal, party: .site, proof: "p",
                    statement: "No.", at: 160, dueAt: 170))
            let decision = Appeal.Decision(at: 165, actor: "operator/m2", answer: "Right.")
            #expect(try await appeals.decide("A-1", of: .main, isFounded: true, decision).appeal.state == .reversed)
            let subject = try #require(ModeratedSubject(.link, "a.example/1"))
            #expect(try await store.history(of: subject, .main, since: 0).map(\.id) == ["R-2"])
            #expect(try await store.inForce(at: 170).map(\.id) == ["R-2", "R-3"], "the later one stays as it is")
            let reversed = try #require(try await store.find("R-1"))
            #expect(try await store.inForce(after: reversed, at: 170).map(\.id) == ["R-2", "R-3"])
            let later = try #require(try await store.find("R-2"))
            #expect(try await store.inForce(after: later, at: 170).map(\.id) == ["R-3"])
        }
    }

    @Test func reachIsWhatIsCountedAndElseUnknown() async throws {
        try await withStore { store, database in
            let rules = ComplaintRules()
            let complaints = ComplaintStore(database)
            let now: Int64 = 20_000 * 86_400 + 5_000
            for (number, key) in ["a.example/shop", "a.example/shop/1", "a.example/shopping", "www.a.example/"]
                .enumerated()
            {
                let complaint = ComplaintRecord(
                    id: "C-\(number)", tenant: .main, at: now, linkID: 1, address: "https://" + key, scene: .direct,
                    category: "other", statement: "", person: nil, reader: nil)
                var filing = ComplaintFiling(complaint, on: .path, key)
                filing.host = AddressSubject(key)?.host
                filing.sender = "s\(number % 2)"
                filing.platform = PlatformSlug("taobao")
                _ = try await complaints.file(filing, rules: rules)
            }
            let cases = CaseStore(database)
            let numbers = try await cases.sites(after: 0).map { ($0.number, 59) }
            try await cases.countOpenings(Dictionary(uniqueKeysWithValues: numbers), now: now)
            // Sixty openings with a half-life of three hours, as a rate: 60 · ln 2 / 3 an hour.
            let each = 60 * 0.693_147 / 3 * 24
            func reach(_ kind: ModeratedSubject.Kind, _ name: String) async throws -> SanctionReach {
                try await store.reach(of: try #require(ModeratedSubject(kind, name)), .main, at: now)
            }
            for (kind, name, count, senders) in [
                (ModeratedSubject.Kind.link, "a.example/shop", 1, 1), (.path, "a.example/shop", 2, 2),
                (.domain, "a.example", 4, 2), (.domain, "www.a.example", 1, 1),
            ] {
                let found = try await reach(kind, name)
                #expect(found.cases == count && found.senders == senders && found.groups == nil, "\(kind) \(name)")
                #expect(found.basis == .cases)
                #expect(abs((found.openingsPerDay ?? 0) - each * Double(count)) < 1, "\(kind) \(name)")
            }
            #expect(try await reach(.domain, "example.org") == SanctionReach(cases: 0))
            // No sign that stands for any other.
            #expect(try await reach(.domain, "_.example") == SanctionReach(cases: 0))
            #expect(try await reach(.sender, "s1") == SanctionReach())
            #expect(try await reach(.platform, "taobao") == SanctionReach(cases: 4, senders: 2))
            var batch = ObservationBatch()
            for (day, amount) in [(19_993, 1_000), (19_994, 70), (20_000, 7)] {
                let key = TallyKey(
                    tenant: .main, day: Day(number: day), scene: .direct, platform: PlatformSlug("taobao"),
                    measure: .openings)
                batch.add(amount, key)
            }
            try await ObservationStore(database).commit(batch)
            let platform = try await reach(.platform, "taobao")
            #expect(platform.openingsPerDay == 11 && platform.basis == .platform && platform.cases == 4)
        }
    }

    @Test func itIsEndedOnce() async throws {
        try await withStore { store, _ in
            _ = try await store.make(ruling("R-1"), platform: nil, by: actor, rules: ComplaintRules())
            let end = Ruling.End(at: 120, reason: .mended, words: "gone", actor: "m2")
            let other = try #require(TenantID("other"))
            #expect(try await store.end("R-1", of: other, end) == nil)
            #expect(try await store.end("R-1", of: .main, end) != nil)
            #expect(try await store.end("R-1", of: .main, end) == nil)
            #expect(try await store.find("R-1")?.end == end)
            #expect(try await store.inForce(at: 130) == [])
        }
    }

    @Test func historyHoldsThePartsAndNotWhatWasReversed() async throws {
        try await withStore { store, _ in
            for (id, kind, name) in [
                ("R-1", ModeratedSubject.Kind.link, "a.example/1"), ("R-2", .link, "www.a.example/2"),
                ("R-3", .link, "nota.example/3"), ("R-4", .domain, "a.example"), ("R-5", .link, "a.example/5"),
            ] {
                _ = try await store.make(
                    ruling(id, kind, name), platform: PlatformSlug("taobao"), by: actor, rules: ComplaintRules())
            }
            let reversed = Ruling.End(at: 120, reason: .reversed, words: "wrong", actor: "m2")
            _ = try await store.end("R-5", of: .main, reversed)
            let domain = try #require(ModeratedSubject(.domain, "a.example"))
            #expect(try await store.history(of: domain, .main, since: 0).map(\.id) == ["R-1", "R-2", "R-4"])
            #expect(try await store.history(of: domain, .main, since: 100).isEmpty)
            let platform = try #require(ModeratedSubject(.platform, "taobao"))
            #expect(try await store.history(of: platform, .main, since: 0).count == 4)
            let link = try #require(ModeratedSubject(.link, "a.example/1"))
            #expect(try await store.history(of: link, .main, since: 0).map(\.id) == ["R-1"])
        }
    }

    @Test func pagesFollowOneAnother() async throws {
        try await withStore { store, _ in
            for number in 1...5 {
                _ = try await store.make(
                    ruling("R-\(number)", .link, "a.example/\(number)"), platform: nil, by: actor,
                    rules: ComplaintRules())
            }
            let first = try await store.list(of: .main, at: 150, limit: 2)
            #expect(first.rulings.map(\.id) == ["R-5", "R-4"])
            let second = try await store.list(of: .main, at: 150, before: first.next, limit: 3)
            #expect(second.rulings.map(\.id) == ["R-3", "R-2", "R-1"] && second.next == nil)
            #expect(try await store.list(of: .main, isInForce: false, at: 150, limit: 9).rulings.isEmpty)
            #expect(try await store.list(of: .main, isInForce: false, at: 200, limit: 9).rulings.count == 5)
            let subject = try #require(ModeratedSubject(.link, "a.example/3"))
            #expect(try await store.list(of: .main, subject: subject, at: 0, limit: 9).rulings.map(\.id) == ["R-3"])
        }
    }
}
