import Testing

@testable import RobotsTxt

@Suite struct RobotsRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var file: String
        var allowed: [String] = []
        var refused: [String] = []

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "an empty file allows all", file: "", allowed: ["/", "/a?b"]),
        Case(name: "no group for us", file: "User-agent: other\nDisallow: /", allowed: ["/"]),
        Case(
            name: "a group for all", file: "User-agent: *\nDisallow: /a", allowed: ["/", "/b"],
            refused: ["/a", "/ab/c"]),
        Case(
            name: "our group replaces the one for all",
            file: "User-agent: *\nDisallow: /\nUser-agent: hutong\nDisallow: /x", allowed: ["/"], refused: ["/x"]),
        Case(name: "our group may be empty", file: "User-agent: *\nDisallow: /\n\nUser-agent: Hutong", allowed: ["/"]),
        Case(
            name: "groups that name us are one",
            file: "User-agent: hutong\nDisallow: /a\nUser-agent: o\nDisallow: /o\n"
                + "User-agent: HUTONG/2.0\nDisallow: /b", allowed: ["/o"], refused: ["/a", "/b"]),
        Case(
            name: "agents one after another share a group",
            file: "User-agent: x\n\nUser-agent: hutong\nSitemap: /s\nUser-agent: y\nDisallow: /a", refused: ["/a"]),
        Case(
            name: "a longer name is not ours", file: "User-agent: hutong-images\nDisallow: /", allowed: ["/"]),
        Case(
            name: "the longest rule wins", file: "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c",
            allowed: ["/a/b", "/a/b/d"], refused: ["/a", "/a/x", "/a/b/c"]),
        Case(name: "of equal rules the mild one wins", file: "User-agent: *\nDisallow: /a\nAllow: /a", allowed: ["/a"]),
        Case(name: "nothing disallowed", file: "User-agent: *\nDisallow:", allowed: ["/"]),
        Case(
            name: "asterisks", file: "User-agent: *\nDisallow: /*.gif\nDisallow: /a*b*c",
            allowed: ["/gif", "/a/c/b", "/x/abc"], refused: ["/x.gif", "/x.gif?1", "/abc", "/a1b2c3"]),
        Case(
            name: "an end", file: "User-agent: *\nDisallow: /*.php$\nDisallow: /exact$",
            allowed: ["/a.php?x", "/exactly", "/a.phpx"], refused: ["/a.php", "/b.php.php", "/exact"]),
        Case(
            name: "a dollar within is itself", file: "User-agent: *\nDisallow: /a$b", allowed: ["/a"],
            refused: ["/a$bc"]),
        Case(
            name: "an asterisk at the end says nothing", file: "User-agent: *\nDisallow: /a*", refused: ["/a", "/ab"]),
        Case(name: "an asterisk first", file: "User-agent: *\nDisallow: *x", allowed: ["/y"], refused: ["/x", "/yx"]),
        Case(
            name: "encoded bytes",
            file: "User-agent: *\nDisallow: /caf%c3%a9\nDisallow: /%61b\nDisallow: /x%2Fy\nDisallow: /é",
            allowed: ["/x/y"], refused: ["/caf%C3%A9", "/ab", "/%61%62", "/x%2fy", "/%C3%A9"]),
        Case(
            name: "comments, blanks, and line ends of all kinds",
            file: "\u{FEFF}# first\r\n  USER-AGENT :  *  # all\rdisallow\t:\t/a # no\r\n\nnonsense\n:\nDisallow: /b#c",
            allowed: ["/c"], refused: ["/a", "/b"]),
        Case(name: "rules before any group are no one's", file: "Disallow: /\nUser-agent: *\nAllow: /", allowed: ["/"]),
        Case(name: "the query counts", file: "User-agent: *\nDisallow: /s?", allowed: ["/s"], refused: ["/s?q=1"]),
        Case(
            name: "robots.txt is never refused", file: "User-agent: *\nDisallow: /", allowed: ["/robots.txt"],
            refused: ["/"]),
    ]

    @Test(arguments: cases)
    func answers(_ example: Case) {
        let rules = RobotsRules(parsing: Array(example.file.utf8), for: "Hutong")
        for path in example.allowed { #expect(rules.allows(path), "\(path) should be allowed") }
        for path in example.refused { #expect(!rules.allows(path), "\(path) should be refused") }
    }

    @Test func constants() {
        #expect(RobotsRules.allowingAll.allows("/"))
        #expect(!RobotsRules.allowingNothing.allows("/"))
        #expect(!RobotsRules.allowingAll.allows("/" + String(repeating: "a", count: RobotsRules.maximumPathLength)))
    }

    @Test func aFileIsReadAsFarAsTheLimit() {
        let padding = String(repeating: "#", count: RobotsRules.maximumBytes - 40)
        let file = "User-agent: *\nDisallow: /a\n" + padding + "\nDisallow: /bbbbbbbbbbbbbbbbbbbb"
        let rules = RobotsRules(parsing: Array(file.utf8), for: "hutong")
        #expect(!rules.allows("/a"))
        // Its line is cut off by the limit: read as it stands, it would refuse more than the site says.
        #expect(rules.allows("/b"))
        #expect(rules.allows("/bbbbbbbbbbbbbbbbbbbb"))
    }

    @Test func rulesAreCounted() {
        let file = "User-agent: *\n" + String(repeating: "Disallow: /a\n", count: RobotsRules.maximumRules + 1)
        let rules = RobotsRules(parsing: Array(file.utf8), for: "hutong")
        #expect(rules.rules.count == RobotsRules.maximumRules)
        #expect(rules.byteCount > 0)
    }

    /// Patterns made to cost as much as they can are answered like others; with a matcher that goes back, this would not
    /// end.
    @Test func patternsThatWouldGoBackEnd() {
        let pattern = "/" + String(repeating: "*a", count: 2_000) + "b$"
        let rules = RobotsRules(parsing: Array("User-agent: *\nDisallow: \(pattern)".utf8), for: "hutong")
        #expect(rules.allows("/" + String(repeating: "a", count: 8_000)))
        #expect(!rules.allows("/" + String(repeating: "a", count: 8_000) + "b"))
    }
}
