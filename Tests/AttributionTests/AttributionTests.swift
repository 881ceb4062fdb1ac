import Attribution
import Foundation
import LinkPolicy
import Testing

@Suite struct VisitorTests {
    @Test(arguments: [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.13(0x18000d28) NetType/WIFI Language/zh_CN",
        "Mozilla/5.0 (Linux; Android 10; TAS-AN00 Build/HUAWEITAS-AN00; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0.4240.99 XWEB/3117 MMWEBSDK/20210601 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.11.1980(0x28000B51) Process/tools WeChat/arm64 Weixin NetType/4G Language/zh_CN ABI/arm64",
        "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    ])
    func people(_ userAgent: String) {
        #expect(Visitor(method: "GET", userAgent: userAgent, purpose: nil) == .reader)
        #expect(Visitor(method: "HEAD", userAgent: userAgent, purpose: nil) == .robot)
        #expect(Visitor(method: "GET", userAgent: userAgent, purpose: "prefetch;prerender") == .robot)
    }

    @Test(arguments: [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "TelegramBot (like TwitterBot)",
        "facebookexternalhit/1.1", "curl/7.88.1", "python-requests/2.31.0", "Slackbot-LinkExpanding 1.0", "",
        "WhatsApp/2.23",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    ])
    func robots(_ userAgent: String) {
        #expect(Visitor(method: "GET", userAgent: userAgent, purpose: nil) == .robot)
    }

    /// Nobody in the collected strings who is a person may be taken for a robot.
    @Test func collectedUserAgents() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../shared/data/user_agents/user_agents.json")
        guard let data = try? Data(contentsOf: path) else {
            print("SKIPPED: \(path.standardized.path) is not there; collected user agents were not tried")
            return
        }
        struct Collection: Decodable {
            struct Entry: Decodable {
                var ua: String
                var human: Bool
            }

            var rows: [Entry]
        }
        let entries = try JSONDecoder().decode(Collection.self, from: data).rows
        #expect(entries.count > 400)
        let visitors = entries.map { entry in
            (entry, Visitor(method: "GET", userAgent: entry.ua, purpose: nil))
        }
        let lost = visitors.filter { $0.0.human && $0.1 == .robot }.map(\.0.ua)
        #expect(lost.isEmpty, "people taken for robots: \(lost)")
        let robots = visitors.filter { !$0.0.human }
        let found = robots.filter { $0.1 == .robot }
        print("robots recognised: \(found.count) of \(robots.count)")
        #expect(found.count * 100 >= robots.count * 90)
    }
}

@Suite struct DayTests {
    @Test(arguments: [("1970-01-01", 0), ("2000-02-29", 11_016), ("2021-09-17", 18_887), ("2026-12-31", 20_818)])
    func dates(_ text: String, _ number: Int) {
        #expect(Day(text) == Day(number: number))
        #expect(Day(number: number).description == text)
    }

    @Test(arguments: [
        "", "2021-9-17", "2021-02-29", "2021-13-01", "2021-04-31", "1969-12-31", "2021-09-17T00:00", "abcd-ef-gh",
    ])
    func refuses(_ text: String) { #expect(Day(text) == nil) }

    @Test func everyDayComesBack() {
        for number in stride(from: 0, to: 60_000, by: 7) {
            #expect(Day(Day(number: number).description)?.number == number)
        }
    }
}

@Suite struct ReaderHasherTests {
    /// Vector of the SipHash paper's reference implementation: key 00…0f, message 00…0e, SipHash-2-4.
    @Test func personsAndAddressesAreKeptApart() {
        let hasher = ReaderHasher(key: (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908))
        let person = hasher.hash(person: "u1", address: "192.0.2.1", userAgent: "x")
        #expect(person == hasher.hash(person: "u1", address: nil, userAgent: nil))
        #expect(person != hasher.hash(person: nil, address: "u1", userAgent: nil))
        #expect(hasher.hash(person: nil, address: nil, userAgent: "x") == nil)
        #expect(ReaderHasher(key: (1, 2)).hash(person: "u1", address: nil, userAgent: nil) != person)
    }
}

@Suite struct ObservationBatchTests {
    @Test func aVisitCountsWhatItIs() {
        let visit = Visit(
            tenant: .main, linkID: 1, at: 1_631_836_800_000, scene: .direct, platform: nil, outcome: .continued,
            reader: nil)
        var batch = ObservationBatch()
        batch.add(visit)
        batch.add(visit)
        func count(_ measure: Measure) -> Int? {
            batch.tallies[
                TallyKey(tenant: .main, day: Day(number: 18_887), scene: .direct, platform: nil, measure: measure)]
        }
        #expect(count(.openings) == 2)
        #expect(count(.continues) == 2)
        #expect(count(.clicks) == nil, "the click was counted when the notice was shown")
        #expect(batch.count == 4)
    }
}
