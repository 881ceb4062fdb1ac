import Foundation
import JSONText
import LinkPolicy
import Reputation
import Testing

@Suite struct BreakdownTests {
    private var book: StandingBook {
        var book = complained
        book.record(.ruling(Ruling(id: "r1", category: "phishing", at: start + 9000)), on: site, at: start + 9000)
        return book
    }
    private var complained: StandingBook {
        var book = StandingBook.site(openings: 4)
        for index in 0..<12 {
            let moment = start + Int64(index) * 7200
            book.record(.openings(30, at: moment), on: site, at: moment)
            book.complain(complaint("c\(index)", moment, index % 3 == 0 ? "fraud" : "phishing", person: "u\(index)"))
        }
        return book
    }
    private let now = start + day

    @Test func saysWhatMovedIt() throws {
        let breakdown = book.breakdown(of: domain, at: now)
        #expect(breakdown.tier == .poor)
        #expect(breakdown.low <= breakdown.score && breakdown.score <= breakdown.high)
        let causes = breakdown.items.map(\.words.en)
        #expect(causes.contains("Complaints of “phishing” were found to be founded"))
        #expect(causes.contains { $0.hasPrefix("8 complaints of “phishing”") })
        #expect(causes.contains("3240 openings"))
        for item in breakdown.items {
            if case .openings = item.cause { #expect(item.points > 0) } else { #expect(item.points < 0) }
            #expect(!item.words.zh.isEmpty)
        }
    }

    /// What it says would restore the tier does.
    @Test(arguments: [false, true])
    func restorationsHold(_ isRuled: Bool) throws {
        let book = isRuled ? book : complained
        let breakdown = book.breakdown(of: domain, at: now)
        // No number of openings weighs up a ruling, which weighs the same with any number of them.
        #expect(breakdown.restorations.count == (isRuled ? 2 : 3))
        #expect(breakdown.advice == nil)
        for restoration in breakdown.restorations {
            var changed = book
            var moment = now
            switch restoration.way {
            case .quiet(let until):
                let pace = 68
                for step in 1...Int((until - now) / day) {
                    changed.record(.openings(pace, at: now + Int64(step) * day), on: site, at: now)
                }
                moment = until
            case .openings(let count): changed.record(.openings(count, at: now), on: site, at: now)
            case .undone(let id): changed.remove(id, at: now)
            case .unfounded(let count):
                #expect(count == 12)
                changed.remove((0..<12).map { "c\($0)" }, at: now)
            }
            #expect(changed.tier(of: domain, at: moment) == restoration.tier, "\(restoration.way)")
            #expect(abs(changed.score(of: domain, at: moment) - restoration.score) < 2)
        }
    }

    /// What leaves the tier as it is restores nothing; then it is said in words what can be done.
    @Test func onlyWhatRestoresIsListed() throws {
        var book = complained
        for name in ["r1", "r2", "r3"] {
            let ruling = Ruling(id: name, category: "phishing", at: now - 60)
            book.record(.ruling(ruling), on: site, at: now - 60)
        }
        let breakdown = book.breakdown(of: domain, at: now)
        for way in breakdown.restorations { #expect(way.tier > .poor, "\(way.way)") }
        let ways = breakdown.restorations.map(\.way)
        #expect(!ways.contains(.undone("r1")) && !ways.contains(.unfounded(12)))

        // What cannot be waited for.
        var lasting = ready
        lasting.halfLife = 3650
        var endless = StandingBook(parameters: lasting)
        for name in ["r1", "r2"] {
            endless.record(.ruling(Ruling(id: name, category: "phishing", at: start)), on: site, at: start)
        }
        let stuck = endless.breakdown(of: domain, at: now)
        #expect(stuck.tier == .poor && stuck.restorations.isEmpty)
        let advice = try #require(stuck.advice)
        #expect(advice.en.contains("rulings r1, r2") && advice.zh.contains("r1、r2"))
        #expect(!advice.en.contains("unfounded"))
        var json = JSONWriter()
        stuck.write(to: &json)
        #expect(String(decoding: json.bytes, as: UTF8.self).contains(#""advice":{"zh":"#))
    }

    @Test func isJSON() throws {
        var json = JSONWriter()
        book.breakdown(of: domain, at: now).write(to: &json)
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any])
        #expect(object["tier"] as? String == "poor")
        #expect((object["moved_by"] as? [Any])?.count == 4)
        let ways = try #require(object["restored_by"] as? [[String: Any]])
        #expect(ways.allSatisfy { $0["words"] != nil })
        let summary = try #require(object["summary"] as? [String: String])
        #expect(summary["zh", default: ""].contains("较差"))
    }

    @Test func somebodyUnknownHasOneToo() {
        let breakdown = StandingBook(parameters: ready).breakdown(of: domain, at: now)
        #expect(breakdown.tier == .ordinary)
        #expect(breakdown.items.isEmpty)
        #expect(breakdown.score == breakdown.priorScore)
    }

    @Test func stateIsCodable() throws {
        let data = try JSONEncoder().encode(book.state)
        #expect(try JSONDecoder().decode(StandingState.self, from: data) == book.state)
    }
}
