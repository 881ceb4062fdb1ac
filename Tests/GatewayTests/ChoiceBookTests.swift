import LinkPolicy
import LinkRecognition
import Logging
import Persistence
import Synchronization
import Testing
import URLStandard

@testable import Gateway

@Suite struct ChoiceBookTests {
    private let group = ChoiceSubject(tenant: .main, kind: .group, id: "g")
    private let person = ChoiceSubject(tenant: .main, kind: .person, id: "p")

    private func book(_ choices: [(subject: ChoiceSubject, settings: String?)]) -> ChoiceBook {
        let book = ChoiceBook()
        book.apply(choices, upTo: 10)
        return book
    }

    @Test func whatIsChosenIsFound() {
        let book = book([(group, #"{"posters":"admins"}"#), (person, #"{"all":"hide"}"#)])
        let settings = GroupSettings(posters: .admins)
        let preferences = PersonPreferences(all: .hide)
        #expect(book.find(.main, group: "g").choices == Choices(group: settings))
        #expect(book.find(.main, person: "p").choices == Choices(person: preferences))
        #expect(book.find(.main, group: "g", person: "p").choices == Choices(group: settings, person: preferences))
        for found in [
            book.find(.main), book.find(.main, group: "p", person: "g"),
            book.find(.playground, group: "g", person: "p"),
        ] {
            #expect(found.choices == nil && found.degraded.isEmpty)
        }
    }

    @Test func aBookThatIsNotLoadedSaysSo() {
        let book = ChoiceBook()
        #expect(book.find(.main, group: "g").degraded == [.choices])
        #expect(book.find(.main).degraded.isEmpty)
        book.apply([], upTo: 0)
        #expect(book.find(.main, group: "g").degraded.isEmpty)
    }

    @Test func aChoiceThatCannotBeReadDegradesItsOwnLinksOnly() {
        let book = ChoiceBook()
        let unreadable = book.apply(
            [(group, #"{"posters":"owner of a newer version"}"#), (person, #"{"all":"warn"}"#)], upTo: 1)
        #expect(unreadable == [group])
        #expect(book.find(.main, group: "g").degraded == [.choices])
        #expect(book.find(.main, person: "p").degraded.isEmpty)
        let both = book.find(.main, group: "g", person: "p")
        #expect(both.choices == Choices(person: PersonPreferences(all: .warn)) && both.degraded == [.choices])
    }

    @Test func anOlderLookChangesNothing() {
        let book = book([(group, #"{"posters":"admins"}"#)])
        book.apply([(group, nil)], upTo: 9)
        #expect(book.find(.main, group: "g").choices != nil)
        book.apply([(group, nil)], upTo: 11)
        #expect(book.find(.main, group: "g").choices == nil)
        #expect(book.version == 11)
    }

    @Test func onlyGroupsCountForPostedLinks() {
        let book = book([])
        let before = book.groupChanges
        book.apply([(person, #"{"all":"hide"}"#)], upTo: 11)
        #expect(book.groupChanges == before)
        book.apply([(group, "{}")], upTo: 12)
        #expect(book.groupChanges > before)
    }

    /// Written and read again, settings are the same, and equal settings are equal texts.
    @Test func settingsComeBackAsTheyWere() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let domains = Set((0..<Int.random(in: 0...3)).map { _ in "a\(Int.random(in: 0...9)).example" })
            let group = GroupSettings(
                posters: GroupSettings.Posters.allCases.randomElement(using: &random) ?? .everyone,
                forms: Bool.random() ? nil : Set(LinkForm.allCases.filter { _ in Bool.random() }),
                kinds: Bool.random() ? nil : Set(ResourceKind.allCases.filter { _ in Bool.random() }),
                asksFirst: Bool.random(), shelfOnly: Bool.random(),
                quietHours: DailyHours(
                    from: .random(in: 0..<1_440), until: .random(in: 0..<1_440), offset: .random(in: -720...840)),
                trustedDomains: domains)
            let kept = try GroupSettings(stored: group.stored)
            #expect(kept == group && kept.stored == group.stored)
            func choices<T: CaseIterable & Hashable>(_: T.Type) -> [T: PersonPreferences.Choice] {
                var choices: [T: PersonPreferences.Choice] = [:]
                for each in T.allCases where Bool.random() {
                    choices[each] = PersonPreferences.Choice.allCases.randomElement()
                }
                return choices
            }
            let person = PersonPreferences(
                all: PersonPreferences.Choice.allCases.randomElement(using: &random), strangers: nil,
                forms: choices(LinkForm.self), kinds: choices(ResourceKind.self), trustedDomains: domains)
            let same = try PersonPreferences(stored: person.stored)
            #expect(same == person && same.stored == person.stored)
        }
    }

    @Test(arguments: [
        ("Example.COM", "example.com"), ("example.com.", "example.com"), ("bücher.example", "xn--bcher-kva.example"),
        ("例子.中国", "xn--fsqu00a.xn--fiqs8s"), ("a_b.example.com", "a_b.example.com"), ("com", nil), ("com.cn", nil),
        ("github.io", nil), ("localhost", nil), ("", nil), ("192.0.2.1", nil), ("[::1]", nil), ("0x7f.1", nil),
        ("a b.example", nil), ("*.example.com", nil), ("example.com:80", nil), ("http://example.com", nil),
        ("example..com", nil), (".example.com", nil), ("user@example.com", nil),
        (String(repeating: "a", count: 64) + ".example", nil),
    ])
    func domainsAreMadeOneForm(_ given: String, _ wanted: String?) {
        #expect((try? ChoiceForm.domain(given, .builtin)) == wanted)
    }

    /// A key that is missing is looked for at most once a minute, one that is there is kept for an hour.
    @Test func setsOfKeysAreFetchedSeldom() async {
        let fetches = Mutex(0)
        let keys = SignerKeys(logger: .init(label: "test")) { _ in
            fetches.withLock { $0 += 1 }
            return Array(
                #"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#
                    .utf8)
        }
        let signer = SignerRecord(
            id: "s", tenant: .main, issuer: "i", algorithm: "EdDSA", source: .set(address: "https://a.example/"),
            createdAt: 0)
        var seen: [Int] = []
        for (kid, now) in [
            ("a", 0), ("a", 3_599), ("b", 3_600), ("b", 3_659), ("b", 3_660), ("a", 7_000), ("a", 7_300),
        ] {
            let key = await keys.key(kid, of: signer, now: Int64(now))
            #expect((key != nil) == (kid == "a"))
            seen.append(fetches.withLock { $0 })
        }
        #expect(seen == [1, 1, 2, 2, 3, 3, 4])
    }

    @Test(arguments: [
        ("/me/links?lang=en", "/me/links?lang=en"), ("/t/a/g/b/settings", "/t/a/g/b/settings"),
        ("/me/held?lang=en", "/me/held?lang=en"), ("/t/a/g/b/held", "/t/a/g/b/held"), ("/me/helder", nil),
        ("//evil.example/t/", nil),
        ("/\\evil.example/t/", nil), ("https://evil.example/t/", nil), ("/t/../play", nil), ("/t/%2e%2e/play", nil),
        ("", nil), ("/", nil), ("\t//evil.example/t/", nil),
    ])
    func aSessionLeadsToItsOwnPagesOnly(_ given: String, _ wanted: String?) {
        #expect(SessionRoutes.local(given) == wanted ?? "/me/links")
    }
}
