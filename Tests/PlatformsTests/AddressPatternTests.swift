import LinkPolicy
import LinkRecognition
import Testing
import URLStandard

@testable import Platforms

@Suite struct AddressPatternTests {
    private func captures(_ source: String, _ address: String) throws -> [String: String]? {
        let pattern = try AddressPattern(source)
        let url = try WebURL(address)
        let text = url.href.utf8.span
        var captures = Captures()
        guard pattern.matches(text, AddressParts(url, text), &captures) else { return nil }
        var values: [String: String] = [:]
        for (slot, name) in pattern.names.enumerated() { values[name] = captures.value(slot, text) }
        return values
    }

    @Test(
        arguments: [
            ("a.example/item/{id:digits}.html", "https://a.example/item/42.html", ["id": "42"]),
            ("a.example/item/{id:digits}.html", "https://a.example/item/4x.html", nil),
            ("a.example/item/{id:digits}", "https://a.example/item/42/", ["id": "42"]),
            ("a.example/item/{id:digits}", "https://a.example/item/42/more", nil),
            ("a.example/item/{id:digits}/**", "https://a.example/item/42/more/still", ["id": "42"]),
            ("a.example/*/{id:hex:4}", "https://a.example/x.y/00ff", ["id": "00ff"]),
            ("a.example/*/{id:hex:4}", "https://a.example/x.y/00ff0", nil),
            ("a.example/{a}-{b:digits:2-3}", "https://a.example/ab-123", ["a": "ab", "b": "123"]),
            ("a.example/i?id={id:digits}&x", "https://a.example/i?y=1&x=&id=7", ["id": "7"]),
            ("a.example/i?id={id:digits}&x", "https://a.example/i?id=7", nil),
            ("a.example/i?u=/m/{id:digits}", "https://a.example/i?u=%2Fm%2F7", ["id": "7"]),
            (
                "a.example/i?p.id={id:digits}", "https://a.example/i?p=%7B%22x%22%3A1%2C%22id%22%3A%227%22%7D",
                ["id": "7"]
            ),
            ("a.example/#/song?id={id:digits}", "https://a.example/#/song?id=7", ["id": "7"]),
            ("shop{id:digits}.a.example", "https://shop12.a.example/", ["id": "12"]),
            ("{id:token}.a.example/**", "https://my-shop.a.example/x", ["id": "my-shop"]),
            ("A.example/Item/{id}", "https://a.example/iTEM/X", ["id": "X"]),
            ("app://item?id={id:digits}", "app://item?id=7", ["id": "7"]),
            ("app://item/{id:digits}", "app://item/7?x", ["id": "7"]),
            ("app:track:{id:alnum}", "app:track:Ab1", ["id": "Ab1"]),
            ("a.example", "https://a.example", [:]), ("a.example/", "https://a.example/", [:]),
            ("a.example/x/", "https://a.example/x/", [:]),
        ] as [(String, String, [String: String]?)])
    func matches(_ source: String, _ address: String, _ expected: [String: String]?) throws {
        #expect(try captures(source, address) == expected)
    }

    @Test(arguments: [
        ("a.example/{id", "without"), ("a.example/{id:numbers}", "not one of"), ("a.example/{id:digits:0}", "length"),
        ("a.example/**/x", "end of a part"), ("nohost/x", "not a host"), ("a.example/{a}/{b}/{c}/{d}/{e}", "captures"),
        ("a.example/中", "cannot stand"), ("{x}/y", "end of a host"),
    ])
    func refuses(_ source: String, _ words: String) {
        #expect {
            try AddressPattern(source)
        } throws: { error in
            (error as? PatternError)?.reason.contains(words) == true
        }
    }
}

@Suite struct ResourceCodecTests {
    @Test(arguments: [
        ("av170001", "BV17x411w7KC"), ("170001", "BV17x411w7KC"), ("BV17x411w7KC", "BV17x411w7KC"),
        ("av1", "BV1xx411c7mQ"),
        ("", ""), ("av", "av"), ("ep12", "ep12"),
    ])
    func bilibili(_ id: String, _ expected: String) {
        #expect(ResourceCodec.bilibili.canonical(id) == expected)
    }

    @Test(arguments: [
        ("O8DM0BLLm", "5020595169001740"), ("5020595169001740", "5020595169001740"), ("ZZZZZZZZZ", "ZZZZZZZZZ"),
        ("ab", "ab"),
    ])
    func weibo(_ id: String, _ expected: String) {
        #expect(ResourceCodec.weibo.canonical(id) == expected)
    }
}

@Suite struct ParameterRulesTests {
    private func cleaned(_ address: String, _ rules: ParameterRules, needed: [String] = []) throws -> String {
        let url = try WebURL(address)
        let text = url.href.utf8.span
        return rules.cleaned(text, AddressParts(url, text), needed: needed.map { Array($0.utf8) }) ?? url.href
    }

    private var rules: ParameterRules {
        var rules = ParameterRules()
        rules.affiliate = [.init("pid")]
        rules.keep = [.init("id")]
        rules.drop = [.init("utm_*"), .init("spm")]
        rules.dropUnlessAffiliate = [.init("un")]
        return rules
    }

    @Test(arguments: [
        ("https://a.example/?id=1&spm=2&utm_x=3", "https://a.example/?id=1"),
        ("https://a.example/?spm=2", "https://a.example/"), ("https://a.example/?spm=2#f", "https://a.example/#f"),
        ("https://a.example/?un=1&x=2", "https://a.example/?x=2"),
        ("https://a.example/?un=1&pid=2&spm=3", "https://a.example/?un=1&pid=2"),
        ("https://a.example/?un=1&pid=", "https://a.example/?pid="),
        ("https://a.example/?b=%20&spm&c", "https://a.example/?b=%20&c"),
        ("https://a.example/?", "https://a.example/?"),
        ("https://a.example/", "https://a.example/"),
    ])
    func cleans(_ address: String, _ expected: String) throws {
        #expect(try cleaned(address, rules) == expected)
    }

    @Test func whatCarriesTheIdentityStays() throws {
        #expect(try cleaned("https://a.example/?spm=2", rules, needed: ["spm"]) == "https://a.example/?spm=2")
    }

    @Test func conditionsComeFirst() throws {
        var rules = rules
        rules.conditions = [
            .init(parameter: .init(name: Array("m".utf8), value: Array("share".utf8)), drop: [.init("pid")]),
            .init(host: Array("act.a.example".utf8), affiliate: [.init("spm")]),
        ]
        rules.drop = [.init("utm_*")]
        #expect(try cleaned("https://a.example/?m=share&pid=1", rules) == "https://a.example/?m=share")
        #expect(try cleaned("https://act.a.example/?spm=1&un=2", rules) == "https://act.a.example/?spm=1&un=2")
    }

    /// Cleaning twice changes nothing more, and never lets a parameter appear that was not there.
    @Test func cleaningIsIdempotent() throws {
        let names = ["pid", "id", "spm", "utm_a", "un", "x", ""]
        for _ in 0..<500 {
            let query = (0..<Int.random(in: 0...6)).map { _ in "\(names.randomElement() ?? "")=\(Int.random(in: 0...9))"
            }
            let address = "https://a.example/?" + query.joined(separator: "&")
            let once = try cleaned(address, rules)
            #expect(try cleaned(once, rules) == once)
            let left = once.split(separator: "?").dropFirst().joined().split(separator: "&").map(String.init)
            #expect(left.allSatisfy(query.contains))
            #expect(query.filter { $0.hasPrefix("pid=") }.allSatisfy(left.contains))
        }
    }
}
