import LinkPolicy
import LinkRecognition
import Platforms
import StrictYAML
import Testing

/// Descriptors put together from texts: what is refused, and why.
@Suite struct CatalogBuildingTests {
    private func descriptor(_ slug: String, _ body: String) throws -> PlatformDescriptor {
        try PlatformDescriptor(
            yaml: """
                slug: \(slug)
                name: {zh: 甲, en: A}
                service: shopping
                examples: [{text: x, finds: none}]
                \(body)
                """, file: "\(slug).yaml")
    }

    private func problems(_ descriptors: [PlatformDescriptor]) -> [String] {
        do {
            _ = try PlatformCatalog(descriptors: descriptors)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func conflictsNameBoth() throws {
        let a = try descriptor("aa", "domains: [a.example]\nschemes: [app]")
        let b = try descriptor("bb", "domains: [a.example]\nschemes: [app]")
        #expect(
            problems([a, b]) == [
                "bb.yaml:1: host \"a.example\" belongs to \"aa\" and to \"bb\"",
                "bb.yaml:1: scheme \"app\" belongs to \"aa\" and to \"bb\"",
            ])
        #expect(problems([a, a]).first == "aa.yaml:1: platform \"aa\" is also in aa.yaml")
    }

    @Test func aSubdomainMayBelongToAnother() throws {
        let a = try descriptor("aa", "domains: [a.example]")
        let b = try descriptor("bb", "domains: [b.a.example]")
        let catalog = try PlatformCatalog(descriptors: [a, b])
        #expect(catalog.identify(address: "https://x.b.a.example/", form: .web).platform == PlatformSlug("bb"))
        #expect(catalog.identify(address: "https://x.a.example/", form: .web).platform == PlatformSlug("aa"))
        #expect(catalog.identify(address: "https://xb.a.example./", form: .web).platform == PlatformSlug("aa"))
        #expect(catalog.identify(address: "https://nota.example/", form: .web).platform == nil)
    }

    @Test func guestsComeFirstAndMustSaySo() throws {
        let a = try descriptor("aa", "domains: [a.example]\nshapes: [{kind: item, match: \"a.example/{id}\"}]")
        let stranger = try descriptor("bb", "domains: [b.example]\nshapes: [{kind: video, match: \"a.example/v{id}\"}]")
        #expect(problems([a, stranger]) == ["bb.yaml:1: pattern \"a.example/v{id}\" is on a host of \"aa\""])
        let guest = try descriptor(
            "bb", "domains: [b.example]\nguest_of: [a.example]\nshapes: [{kind: video, match: \"a.example/v{id}\"}]")
        let catalog = try PlatformCatalog(descriptors: [a, guest])
        #expect(catalog.identify(address: "https://a.example/v1", form: .web).platform == PlatformSlug("bb"))
        #expect(catalog.identify(address: "https://a.example/w1", form: .web).platform == PlatformSlug("aa"))
    }

    @Test(arguments: [
        ("domains: [a.example]\ncolour: red", "colour"), ("domains: [A.example]", "lower-case"),
        ("domains: [a.example]\nshapes: [{kind: thing, match: a.example/x}]", "not one of"),
        ("domains: [a.example]\nshapes: [{kind: item, match: a.example/x, id: \"{id}\"}]", "captured by none"),
        ("domains: [a.example]\nparameters: {keep: [x], drop: [x]}", "both kept and dropped"),
        ("domains: [a.example]\ncodes: [{kind: item, length: 11}]", "exactly one of"),
        ("domains: [a.example]\ncodes: [{kind: item, prefix: a, after: b, length: 11}]", "exactly one of"),
        ("domains: [a.example]\ncodes: [{kind: item, prefix: a, length: 2}]", "within 4 to 64"),
        ("domains: [a.example]\ncues: [{text: 直播}]", "says nothing"), ("domain: [a.example]", "did you mean"),
        ("guest_of: [c.example]", "no platform owns"), ("domains: [a.example]\nid_space: zz", "is no platform"),
        ("", "neither domains nor schemes nor codes"),
    ])
    func refuses(_ body: String, _ words: String) {
        do {
            _ = try PlatformCatalog(descriptors: [try descriptor("aa", body)])
            Issue.record("was accepted")
        } catch {
            #expect("\(error)".contains(words), "\(error)")
        }
    }

    @Test func redirectorsAreUnwrappedToALimit() throws {
        let catalog = try PlatformCatalog(descriptors: [
            try descriptor("aa", "domains: [a.example]\nshapes: [{kind: unknown, match: a.example/go, unwrap: to}]")
        ])
        var address = "https://end.example/"
        for _ in 0..<8 { address = "https://a.example/go?to=" + escaped(address) }
        var target: Target? = catalog.identify(address: address, form: .web)
        var depth = 0
        while let inner = target?.unwrapped {
            target = inner
            depth += 1
        }
        #expect(depth == PlatformCatalog.maximumNesting)
    }

    @Test func anAddressUnderACommonNameIsUnwrappedToo() throws {
        let catalog = try PlatformCatalog(descriptors: [try descriptor("aa", "domains: [a.example]")])
        let target = catalog.identify(address: "https://x.example/r?url=https%3A%2F%2Fa.example%2Fb", form: .web)
        #expect(target.unwrapped?.platform == PlatformSlug("aa"))
        let none = catalog.identify(address: "https://x.example/r?title=https%3A%2F%2Fa.example%2Fb", form: .web)
        #expect(none.unwrapped == nil)
    }

    @Test func conditionsOnTheLexicon() throws {
        let catalog = try PlatformCatalog(descriptors: [
            try descriptor(
                "aa",
                """
                domains: [a.example]
                short_hosts: [s.example]
                schemes: [app, {name: opq, opaque: true}]
                shapes:
                  - {kind: payment, match: "a.example/pay/{token}", form: payment, id: ""}
                  - {kind: app, match: "app://mini?appId=9{token}", form: mini_program, id: ""}
                """)
        ])
        let finder = LinkFinder(lexicon: catalog.lexicon)
        func forms(_ text: String) -> [LinkForm] { finder.findings(in: text).map(\.form) }
        #expect(forms("https://a.example/pay/x") == [.payment])
        #expect(forms("https://a.example/play/x") == [.web])
        #expect(forms("app://mini?appId=91") == [.miniProgram])
        #expect(forms("app://mini?appId=81") == [.appLink])
        #expect(forms("opq:something") == [.appLink])
        #expect(forms("a.example 与 s.example") == [.web])
        #expect(forms("s.example/x") == [.web])
    }

    private func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) ? String(UnicodeScalar(byte)) : "%" + hex(byte)
        }.joined()
    }

    private func hex(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16, uppercase: true)
        return text.count == 1 ? "0" + text : text
    }
}
