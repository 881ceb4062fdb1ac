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
