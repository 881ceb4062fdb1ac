import LinkPolicy
import Testing
import URLStandard

@testable import ThreatIntel

/// Some names, rules and what they make of hosts.
private let rules: LookalikeRules = {
    var rules = LookalikeRules()
    rules.ordinary = ["himalaya"]
    rules.official = ["taobaocdn.com", "amazonaws.com"]
    rules.families = ["google": ["de"]]
    rules.words = ["apple"]
    rules.unprotected = ["forms"]
    rules.accounts = ["github.io"]
    rules.pressing = ["login", "verify", "safe", "kefu", "account", "secure", "官网", "客服", "红包"]
    rules.plain = ["shop", "my", "blog", "cn"]
    rules.carriers = ["edgekey.net", "ezproxy"]
    rules.suffixes = ["com", "cn", "top"]
    return rules
}()

private let index = LookalikeIndex(
    protecting: [
        ("taobao.com", "淘宝"), ("jd.com", "京东"), ("weibo.com", "微博"), ("google.com", nil), ("apple.com", "苹果"),
        ("amazon.co.jp", nil), ("facebook.com", nil), ("github.com", nil), ("zhihu.com", "知乎"), ("ximalaya.com", nil),
        ("xiaohongshu.com", "小红书"), ("linkedin.com", nil), ("forms.gle", nil), ("ebay.com", nil),
        ("pinduoduo.com", "拼多多"),
        ("music.163.com", nil), ("meituan.com", nil), ("wechat.com", "微信"),
    ].map { ProtectedDomain(host: $0.0, title: $0.1) },
    knowing: ["taobaoo.example", "shop.operator.example"], rules: rules)

private func fact(_ address: String) throws -> LookalikeFact? {
    index.fact(try WebURL(address.contains("://") ? address : "https://" + address))
}

@Suite struct LookalikeTests {
    /// Hosts, what they imitate, and by which technique; each with a confidence of 70 or more.
    @Test(
        arguments: [
            ("taoba0.com", "taobao.com", LookalikeTechnique.homoglyph), ("ta0ba0.com", "taobao.com", .homoglyph),
            ("arnazon.com", "amazon.co.jp", .homoglyph), ("faceb00k.com", "facebook.com", .homoglyph),
            ("1inkedin.com", "linkedin.com", .homoglyph), ("vveibo.com", "weibo.com", .homoglyph),
            ("clouban.taodao.com", "taobao.com", .homoglyph), ("taobo.com", "taobao.com", .omission),
            ("taobaoo.com", "taobao.com", .repetition), ("tapobao.com", "taobao.com", .insertion),
            ("raobao.com", "taobao.com", .replacement), ("toabao.com", "taobao.com", .transposition),
            ("taobaox.com", "taobao.com", .addition), ("facebooks.com", "facebook.com", .plural),
            ("tao-bao.com", "taobao.com", .hyphenation), ("teobao.com", "taobao.com", .vowelSwap),
            ("daobao.com", "taobao.com", .bitFlip), ("zihu.com", "zhihu.com", .omission),
            ("xiaohonsu.com", "xiaohongshu.com", .pinyin), ("taobao.top", "taobao.com", .otherSuffix),
            ("taobao-verify.com", "taobao.com", .addedWord), ("login-taobao.com", "taobao.com", .addedWord),
            ("taobaokefu.com", "taobao.com", .addedWord), ("kefutaobao.cn", "taobao.com", .addedWord),
            ("taoba0-safe.top", "taobao.com", .addedWord), ("tabao-login.com", "taobao.com", .addedWord),
            ("www.taobao.com.evil.example", "taobao.com", .subdomain),
            ("www.jd.com.evil.example", "jd.com", .subdomain),
            ("www.amazon.co.jp.evil.example", "amazon.co.jp", .subdomain), ("tao.bao.com", "taobao.com", .subdomain),
            ("taobao-login.evil.example", "taobao.com", .subdomain),
            ("taobao-login.s3.amazonaws.com", "taobao.com", .addedWord),
            // Nothing beside the name presses, but the suffix is the name's own or often an imitation's.
            ("taobao-qwv.com", "taobao.com", .addedWord), ("taobao77.top", "taobao.com", .addedWord),
            ("taobaoqwv.cn", "taobao.com", .addedWord), ("qwv-amazon.co.jp", "amazon.co.jp", .addedWord),
            ("taobao-shop.example", "taobao.com", .addedWord), ("taobao77-login.example", "taobao.com", .addedWord),
            ("weib.com", "weibo.com", .omission),
            ("taobao.safe-pay.example", "taobao.com", .subdomain),
            ("tаobao.com", "taobao.com", .homograph), ("еbay.com", "ebay.com", .homograph),
            ("xn--tbao-loabd.com", nil, .homograph), ("gооgłé.com", "google.com", .homograph),
            ("tаoʙao.com", "taobao.com", .homograph), ("ｔａｏｂａｏ.top", "taobao.com", .otherSuffix),
            ("淘宝官网.com", "taobao.com", .addedWord), ("taobao官网.com", "taobao.com", .addedWord),
            ("拼多多红包.top", "pinduoduo.com", .addedWord), ("小红书客服.cn", "xiaohongshu.com", .addedWord),
            ("secure-apple.com", "apple.com", .addedWord), ("apple-account.verify.example", "apple.com", .subdomain),
            ("taobao.com.", nil, .homograph), ("taoba0.com.", "taobao.com", .homoglyph),
            ("https://secure-login.example/www.taobao.com/login", "taobao.com", .path),
        ] as [(String, String?, LookalikeTechnique)])
    func attacks(_ address: String, _ name: String?, _ technique: LookalikeTechnique) throws {
        let fact = try fact(address)
        #expect(fact?.name == name)
        guard let fact, name != nil else { return }
        #expect(fact.technique == technique)
        #expect((70...100).contains(fact.confidence))
    }

    /// Hosts that imitate nobody, or not surely.
    @Test(arguments: [
        "taobao.com", "www.taobao.com", "item.taobao.com", "m.jd.com", "music.163.com", "163.com", "google.de",
        "www.taobaocdn.com", "taobao-login.ec2.amazonaws.com", "himalaya.com", "taobaoo.example", "x.operator.example",
        "example.com", "jd.example",
        "id.com",
        "ib.com", "qd.com", "www.apple.com.edgekey.net", "www-linkedin-com.ezproxy.university.example",
        "pineapple.com", "applebees.com", "snapple.com", "greenapple.com", "web.com", "informs.org", "forms.example",
        "facebook.github.io", "github.example.com", "taobao.blog.example", "baobao.com", "taotao.com", "meitu.com",
        // What says nothing stands beside the name, and the suffix says as little.
        "taobao-qwv.example", "qwv-taobao.example", "qwv-taobao-qwv.example", "taobao77.example", "taobaoqwv.example",
        // Four letters, and not where the name stands.
        "weib.top", "weio.cn",
        "döner.com", "bücher.de", "例子.com", "苹果.com", "淘气.com", "россия.com", "weather.com", "goods.com",
        "https://archive.example/taobao.com/", "https://who.example/linkedin.com/index.html", "203.0.113.7",
        "localhost",
    ])
    func innocents(_ address: String) throws {
        let fact = try fact(address)
        #expect(fact?.confidence ?? 0 < 70, "\(String(describing: fact))")
    }

    @Test func anOrdinaryHostIsNotEvenLookedUp() {
        for host in ["www.example.org", "news.ycombinator.com", "kubernetes.io", "a.b.c.d.e.example"] {
            #expect(!Array(host.utf8).withUnsafeBufferPointer(index.mayImitate), "\(host)")
        }
    }

    @Test func anEmptyIndexKnowsNoImitations() throws {
        let empty = LookalikeIndex(protecting: [])
        #expect(empty.isEmpty)
        #expect(empty.fact(try WebURL("https://taoba0.com/")) == nil)
    }
}

@Suite struct LookalikePropertyTests {
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789-".utf8)

    /// Whatever stands in front of them, protected domains are their owners'.
    @Test func ownDomainsNeverAlarm() throws {
        var generator = SystemRandomNumberGenerator()
        for domain in index.protectedDomains {
            for _ in 0..<200 {
                let label = String(
                    decoding: (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                        Self.letters.randomElement() ?? 97
                    },
                    as: UTF8.self)
                guard let url = try? WebURL("https://\(label).\(domain)/taobao.com/login") else { continue }
                #expect(index.fact(url) == nil, "\(url)")
            }
        }
    }

    /// The bits of the first stage pass whatever the tables of the second would find.
    @Test func theFilterLosesNothing() {
        for name in index.names where !name.isShort {
            for place in 0...name.label.count {
                for letter in Self.letters {
                    var inserted = name.label
                    inserted.insert(letter, at: place)
                    var replaced = name.label
                    if place < replaced.count { replaced[place] = letter }
                    var omitted = name.label
                    if place < omitted.count { omitted.remove(at: place) }
                    for label in [inserted, replaced, omitted, name.label + [letter], name.label + Array("-kefu".utf8)]
                    {
                        let host = label + Array(".test".utf8)
                        #expect(
                            host.withUnsafeBufferPointer(index.mayImitate), "\(String(decoding: host, as: UTF8.self))")
                    }
                }
            }
        }
    }

    /// Hosts made from the names by slips, folds, words, hyphens and dots: whatever the second stage finds by itself has
    /// passed the first one.
    @Test func theFirstStageLosesNothing() throws {
        var generator = SystemRandomNumberGenerator()
        var found = 0
        for _ in 0..<30_000 {
            let host = Self.host(using: &generator)
            let mayImitate = host.withUnsafeBufferPointer(index.mayImitate)
            let text = String(decoding: host, as: UTF8.self)
            guard let fact = index.fact(suspect: text) else { continue }
            found += 1
            #expect(mayImitate, "\(text): \(fact)")
            #expect(index.fact(host: text) == fact)
        }
        #expect(found > 1000)
    }

    @Test func theFirstStageLosesNoPath() throws {
        var generator = SystemRandomNumberGenerator()
        var found = 0
        for _ in 0..<5_000 {
            let parts = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                let others = ["login", "index.html", "a.b", "", "www.", "x." + (index.protectedDomains.first ?? "")]
                let domain = index.protectedDomains.randomElement(using: &generator) ?? ""
                return [domain, "www." + domain, others.randomElement(using: &generator) ?? ""]
                    .randomElement(using: &generator) ?? ""
            }
            let path = "/" + parts.joined(separator: "/")
            guard index.fact(path: path, on: "login.example") != nil else { continue }
            found += 1
            #expect(Array(path.utf8).withUnsafeBufferPointer(index.mayNameDomain), "\(path)")
        }
        #expect(found > 1000)
    }

    /// What all folds leave of a label is left of each fold.
    @Test func foldsKeepTheForm() {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("abcdeghijklmnoquvwrz01s-".utf8)
        let screen = NameScreen()
        for _ in 0..<20_000 {
            let label = (0..<Int.random(in: 1...10, using: &generator)).map { _ in
                letters.randomElement(using: &generator) ?? 97
            }
            for fold in [NameFold.fine, NameFold.coarse, NameFold.twinned, NameFold.pinyin] as [([UInt8]) -> [UInt8]] {
                let folded = fold(label)
                #expect(
                    screen.form(of: folded) == screen.form(of: label),
                    "\(String(decoding: label, as: UTF8.self)) \(String(decoding: folded, as: UTF8.self))")
            }
        }
    }

    @Test func hashesWithoutLetters() {
        let label = Array("xiaohongshu".utf8)
        let screen = NameScreen()
        for start in label.indices {
            for end in start..<label.count {
                let rest = label[..<start] + label[end...]
                let hash = label.withUnsafeBufferPointer {
                    screen.hash($0, NameHash.of(label), without: start..<end, after: NameHash.of(label[..<start]))
                }
                #expect(hash == NameHash.of(rest))
            }
        }
    }

    /// A host that looks somewhat like a name, in ASCII.
    private static func host(using generator: inout SystemRandomNumberGenerator) -> [UInt8] {
        func pick<T>(_ values: [T]) -> T { values[Int.random(in: values.indices, using: &generator)] }
        var labels = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            pick(["www", "login", "m", "shop", "x1", "com", "co", "amazon", "tao", "bao", "example", "s3"])
        }
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            var text = String(decoding: pick(index.names).label, as: UTF8.self)
            for _ in 0..<pick([0, 1, 1, 1, 2]) { text = slip(text, using: &generator) }
            text = pick([text, text, text + "-login", "kefu" + text, "a-" + text, text + "es", text + "2024"])
            labels.insert(text, at: Int.random(in: 0...labels.count, using: &generator))
        }
        let suffix = pick(["com", "cn", "com.cn", "example", "github.io", "co.jp", "co.uk", "top", "s3.amazonaws.com"])
        return Array((labels.joined(separator: ".") + "." + suffix + pick(["", "", "."])).utf8)
    }

    private static func slip(_ text: String, using generator: inout SystemRandomNumberGenerator) -> String {
        var label = Array(text.utf8)
        let place = Int.random(in: 0..<label.count, using: &generator)
        let letter = letters[Int.random(in: letters.indices, using: &generator)]
        let folds: [(String, String)] = [
            ("o", "0"), ("l", "1"), ("m", "rn"), ("n", "nn"), ("w", "vv"), ("d", "cl"), ("b", "lb"), ("b", "d"),
            ("c", "e"), ("i", "l"), ("u", "v"), ("g", "q"), ("zh", "z"), ("sh", "s"), ("ng", "n"), ("n", "l"),
            ("n", "ng"), ("k", "lc"), ("h", "lh"),
        ]
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: label.insert(letter, at: place)
        case 1: label[place] = letter
        case 2 where label.count > 1: label.remove(at: place)
        case 3 where place > 0: label.swapAt(place - 1, place)
        case 4: label.insert(UInt8(ascii: "."), at: place)
        default:
            guard let fold = folds.filter({ text.contains($0.0) }).randomElement(using: &generator) else { break }
            return text.split(separator: fold.0, omittingEmptySubsequences: false).joined(separator: fold.1)
        }
        return String(decoding: label, as: UTF8.self)
    }

    @Test(arguments: ["tаobao", "gооgłé", "ƈtriр", "тікток", "æther", "m1rn0", "淘宝", "ꞑ", "ﬁ"])
    func aSkeletonIsItsOwnSkeleton(_ label: String) {
        let plain = LabelSkeleton.plain(Array(label.unicodeScalars))
        #expect(LabelSkeleton.plain(plain) == plain)
        let bytes = NameFold.fine(plain.map { $0.isASCII ? UInt8($0.value) : LookalikeIndex.gap })
        #expect(NameFold.fine(bytes) == bytes)
    }

    @Test func twoSlipsAreNone() {
        let name = Array("taobao".utf8)
        for label in ["toaboa", "txobxo", "ta", "taobaobao", "taobao"] {
            #expect(NameEdit(from: name, to: Array(label.utf8)) == nil, "\(label)")
        }
    }

    @Test(arguments: [("taobao", true), ("xiaohongshu", true), ("google", false), ("zhihu", true), ("bao", false)])
    func syllables(_ text: String, _ isPinyin: Bool) {
        #expect(PinyinSyllables.spell(Array(text.utf8)) == isPinyin)
    }
}
