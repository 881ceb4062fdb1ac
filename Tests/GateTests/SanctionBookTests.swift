import Gate
import LinkPolicy
import LinkRecognition
import Moderation
import Platforms
import Testing
import URLStandard

@Suite struct SanctionBookTests {
    private static let policy = """
        policy: open
        version: "1"
        title: {zh: 开, en: Open}
        summary: {zh: 开, en: Open}
        grounds: {}
        rules: []
        examples: []
        """

    private func rulebook(_ sanctions: SanctionBook, rules: OperatorRules = OperatorRules()) throws -> Rulebook {
        let policy = try Policy(yaml: Self.policy, file: "open.yaml")
        return try #require(
            Rulebook(
                revision: 1, catalog: PlatformCatalog(descriptors: []), policies: ["open": policy],
                operatorRules: rules,
                sanctions: sanctions, tenants: [:], fallback: TenantSettings(policy: "open")))
    }

    private func sanction(_ id: String, _ step: Sanction.Step, until: Int64? = nil) -> Sanction {
        Sanction(
            id: id, step: step, subject: "x", clause: LocalizedText(zh: "条", en: "Clause"), reason: "why", until: until)
    }

    private func book(_ kind: ModeratedSubject.Kind, _ name: String, _ sanction: Sanction) throws -> SanctionBook {
        SanctionBook([.init(tenant: .main, subject: try #require(ModeratedSubject(kind, name)), sanction: sanction)])
    }

    private func verdict(
        _ text: String, _ rulebook: Rulebook, tenant: TenantID = .main, at now: Int64 = 0
    ) throws -> Verdict {
        let posting = Posting(text: text, scene: .group, sender: "ann", group: "g1")
        let checked = Gate.check(posting, tenant: tenant, rulebook: rulebook, at: now)
        return try #require(checked.findings.first).verdict
    }

    @Test(arguments: [
        (ModeratedSubject.Kind.link, "a.example/x?q=1", true), (.link, "a.example/x", false),
        (.path, "a.example/x", true), (.path, "a.example/y", false), (.path, "a.example/x/y", false),
        (.domain, "a.example", true), (.domain, "example", true), (.domain, "b.example", false),
        (.sender, "ann", true), (.sender, "bob", false), (.group, "g1", true), (.group, "g2", false),
        (.group, "ann", false),
    ])
    func whatItIsOn(kind: ModeratedSubject.Kind, name: String, applies: Bool) throws {
        let rulebook = try rulebook(book(kind, name, sanction("R-1", .block)))
        let verdict = try verdict("https://a.example/x?q=1", rulebook)
        #expect(verdict.disposition == (applies ? .block : .open))
        #expect(verdict.grounds.map(\.ruling) == (applies ? ["R-1"] : []))
        #expect(verdict.grounds.allSatisfy { $0.origin == .operator })
    }

    @Test(arguments: [
        (Sanction.Step.notice, Disposition.open), (.demotion, .warn), (.suspension, .hold), (.block, .block),
    ])
    func stepsGiveDispositions(step: Sanction.Step, disposition: Disposition) throws {
        let rulebook = try rulebook(book(.domain, "a.example", sanction("R-1", step)))
        #expect(try verdict("https://a.example/", rulebook).disposition == disposition)
    }

    @Test func itEndsByItself() throws {
        let book = try book(.domain, "a.example", sanction("R-1", .block, until: 100))
        let rulebook = try rulebook(book)
        #expect(try verdict("https://a.example/", rulebook, at: 99).disposition == .block)
        #expect(try verdict("https://a.example/", rulebook, at: 100).disposition == .open)
        #expect(book.nextEnd(after: 99) == 100 && book.nextEnd(after: 100) == nil)
    }

    @Test func itBindsOneTenant() throws {
        let other = try #require(TenantID("other"))
        let rulebook = try rulebook(book(.domain, "a.example", sanction("R-1", .block)))
        #expect(try verdict("https://a.example/", rulebook, tenant: other).disposition == .open)
    }

    @Test func anAllowanceDoesNotFreeFromIt() throws {
        let allow = OperatorRule(id: 1, action: .allow, subject: "a.example", reason: "ours")
        let rulebook = try rulebook(
            book(.domain, "a.example", sanction("R-1", .suspension)), rules: OperatorRules([(nil, allow)]))
        #expect(try verdict("https://a.example/", rulebook).disposition == .hold)
    }

    @Test func groundsStandInTheOrderOfTheirNumbers() throws {
        let subjects = try [(ModeratedSubject.Kind.group, "g1"), (.domain, "a.example"), (.sender, "ann")].map {
            try #require(ModeratedSubject($0.0, $0.1))
        }
        let book = SanctionBook(
            zip(["R-3", "R-1", "R-2"], subjects).map {
                .init(tenant: .main, subject: $1, sanction: sanction($0, .demotion))
            })
        let verdict = try verdict("https://a.example/", rulebook(book))
        #expect(verdict.grounds.map(\.ruling) == ["R-1", "R-2", "R-3"])
    }

    // MARK: Changes

    private func change(
        _ kind: ModeratedSubject.Kind, _ name: String, _ id: String, isEnded: Bool = false,
        step: Sanction.Step = .demotion
    ) throws -> SanctionBook.Change {
        SanctionBook.Change(
            tenant: .main, subject: try #require(ModeratedSubject(kind, name)), sanction: sanction(id, step),
            isEnded: isEnded)
    }

    private func sanctions(_ book: SanctionBook, _ address: String) throws -> [String] {
        try verdict(address, rulebook(book)).grounds.compactMap(\.ruling)
    }

    /// However changes come, the book is the one that all of them at once would make.
    @Test(arguments: 0..<40)
    func changesGiveTheSameBook(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let subjects: [(ModeratedSubject.Kind, String)] = [
            (.domain, "a.example"), (.path, "a.example/x"), (.link, "a.example/x?q=1"), (.link, "a.example/"),
            (.domain, "sub.a.example"), (.sender, "ann"), (.sender, "bob"), (.path, "a.example/x/y"),
        ]
        var inForce: [Int: SanctionBook.Change] = [:]
        var book = SanctionBook()
        for number in 0..<60 {
            let place = Int.random(in: subjects.indices, using: &random)
            let (kind, name) = subjects[place]
            var changes: [SanctionBook.Change] = []
            if var former = inForce.removeValue(forKey: place) {
                former.isEnded = true
                changes.append(former)
            }
            if Bool.random(using: &random) {
                let made = try change(kind, name, "R-\(number + 100)", step: number % 7 == 0 ? .notice : .demotion)
                changes.append(made)
                inForce[place] = made
            }
            changes.shuffle(using: &random)
            book.apply(changes)
            // What was read before is read again at times.
            if number % 5 == 0 { book.apply(changes) }
            let fresh = SanctionBook(Array(inForce.values))
            #expect(book.isEmpty == fresh.isEmpty)
            for address in ["https://a.example/", "https://a.example/x?q=1", "https://sub.a.example/x/y/z?q=2"] {
                #expect(try sanctions(book, address) == sanctions(fresh, address))
            }
        }
    }

    /// An address and the parts of it that something may be on.
    @Test(arguments: [
        ("https://a.example/", ["R-root"]), ("https://www.a.example/", []), ("https://a.example/x", ["R-path"]),
        ("https://a.example/xy", []), ("https://a.example/x/", ["R-path"]), ("https://a.example/x//y", ["R-path"]),
        ("https://a.example/x?a=b/c", ["R-path"]), ("https://a.example/x/y/z", ["R-below", "R-path"]),
        ("https://a.example/x/y?q", ["R-below", "R-path"]), ("https://a.example/o?q=1", ["R-query"]),
        ("https://a.example/o?q=1/2", []), ("https://a.example/o", []),
        ("https://www.a.example/x/y", ["R-below", "R-path"]),
    ])
    func addressesMeetWhatCoversThem(address: String, expected: [String]) throws {
        let book = SanctionBook([
            try change(.link, "a.example/", "R-root"), try change(.path, "a.example/x", "R-path"),
            try change(.path, "a.example/x/y", "R-below"), try change(.link, "a.example/o?q=1", "R-query"),
        ])
        #expect(try sanctions(book, address) == expected)
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
