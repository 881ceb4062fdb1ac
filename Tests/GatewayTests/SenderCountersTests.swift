import LinkPolicy
import LinkRecognition
import Platforms
import Testing

@testable import Gateway

/// SplitMix64: the same numbers at every run.
private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite struct SenderRecordTests {
    private static let start: Int64 = 1_631_868_000

    /// Counts as they would be with every link kept, in windows of so many seconds.
    private func exact(_ posted: [(at: Int64, count: Int)], _ now: Int64, _ windows: [Int64]) -> [Int] {
        windows.map { window in posted.reduce(0) { $0 + ($1.at >= now - window ? $1.count : 0) } }
    }

    /// Never too low, and too high by no more than what stands in one cell: 1 s, 1 min, 15 min.
    @Test(arguments: 1...40) func countsAreAsExactAsStated(seed: UInt64) {
        var numbers = Numbers(state: seed)
        var record = SenderRecord()
        var posted: [(at: Int64, count: Int)] = []
        var now = Self.start + Int64.random(in: 0..<100_000, using: &numbers)
        // Seeds differ in how busy the sender is: seconds to hours between messages.
        let longestPause = Int64([2, 20, 200, 2_000, 20_000][Int(seed % 5)])
        for _ in 0..<600 {
            now += Int64.random(in: 0...longestPause, using: &numbers)
            if Bool.random(using: &numbers) {
                let count = Int.random(in: 1...5, using: &numbers)
                record.add(count, at: now)
                posted.append((now, count))
            }
            let counts = record.counts(at: now)
            let found = [counts.minute, counts.hour, counts.day]
            let least = exact(posted, now, [60, 3_600, 86_400])
            let most = exact(posted, now, [60, 3_660, 87_300])
            for window in 0..<3 {
                #expect(found[window] >= least[window] && found[window] <= most[window], "window \(window)")
            }
        }
    }

    @Test func theBusiestSenderTakesFewCells() {
        var record = SenderRecord()
        for second in 0..<(2 * 86_400) { record.add(1, at: Self.start + Int64(second)) }
        let counts = record.counts(at: Self.start + 2 * 86_400 - 1)
        #expect((60...61).contains(counts.minute) && (3_600...3_660).contains(counts.hour))
        #expect((86_400...87_300).contains(counts.day))
        #expect(record.size <= 512 * 12, "220 cells, in an array that doubles")
    }

    @Test func aClockSetBackKeepsWhatWasCounted() {
        var record = SenderRecord()
        record.add(3, at: Self.start)
        record.add(1, at: Self.start - 1_000)
        #expect(record.counts(at: Self.start - 1_000).minute == 4)
        #expect(record.counts(at: Self.start + 86_400 + 900).day == 0)
    }

    @Test func whatIsTakenBackCountsNoMore() {
        var record = SenderRecord()
        record.add(3, at: Self.start)
        record.add(2, at: Self.start + 70)
        record.takeBack(3, at: Self.start)
        #expect(record.counts(at: Self.start + 70).hour == 2)
        record.takeBack(9, at: Self.start + 70)
        #expect(record.counts(at: Self.start + 70).day == 0)
        record.takeBack(1, at: Self.start - 5_000)
    }

    @Test func groupsAreDistinctAndForgottenAfterADay() {
        var record = SenderRecord()
        for group: UInt64 in [1, 2, 1, 3] { _ = record.note(7, in: group, at: Self.start) }
        _ = record.note(8, in: 1, at: Self.start)
        #expect(record.groups(of: 7, at: Self.start) == 3)
        _ = record.note(7, in: 2, at: Self.start + 80_000)
        #expect(record.groups(of: 7, at: Self.start + 86_399) == 3)
        #expect(record.groups(of: 7, at: Self.start + 86_400) == 1)
        for group in 0..<2_000 { _ = record.note(9, in: UInt64(group), at: Self.start) }
        #expect(record.groups(of: 9, at: Self.start) == SenderRecord.shareLimit, "a bound, not a leak")
    }
}

@Suite struct SenderCountersTests {
    private static let now: Int64 = 1_631_868_000

    private func message(
        _ sender: String = "u1", id: String? = nil, group: String? = nil, links: [UInt64] = [1]
    ) -> SenderCounters.Message {
        SenderCounters.Message(tenant: .main, sender: sender, id: id, group: group, links: links)
    }

    private func counts(_ counters: SenderCounters, _ sender: String = "u1", link: UInt64? = nil) -> SenderCounts {
        counters.counts(of: sender, tenant: .main, link: link, at: Self.now)
    }

    @Test func sendersAndTenantsAreCountedApart() throws {
        let counters = SenderCounters()
        _ = counters.count(message(links: [1, 2]), at: Self.now, counting: true)
        _ = counters.count(message("u2"), at: Self.now, counting: true)
        #expect(counts(counters).minute == 2 && counts(counters, "u2").minute == 1)
        let other = try #require(TenantID("other"))
        #expect(counters.counts(of: "u1", tenant: other, link: nil, at: Self.now).day == 0)
    }

    @Test func askingCountsNothing() {
        let counters = SenderCounters()
        for _ in 0..<3 { _ = counters.count(message(id: "m", group: "g"), at: Self.now, counting: false) }
        #expect(counts(counters, link: 1) == SenderCounts())
        #expect(counters.usage.senders == 0)
    }

    @Test func aMessageSentAgainCountsOnce() {
        let counters = SenderCounters()
        for _ in 0..<3 { _ = counters.count(message(id: "m1"), at: Self.now, counting: true) }
        #expect(counts(counters).day == 1)
        _ = counters.count(message(id: "m1"), at: Self.now + 86_400, counting: true)
        #expect(counters.counts(of: "u1", tenant: .main, link: nil, at: Self.now + 86_400).minute == 1)
    }

    @Test func whatIsTakenBackLeavesNothing() {
        let counters = SenderCounters()
        _ = counters.count(message(id: "m1", group: "g1"), at: Self.now, counting: true)
        let counted = counters.count(message(id: "m2", group: "g2", links: [1, 3]), at: Self.now, counting: true)
        #expect(counts(counters, link: 1).groups == 2)
        counters.takeBack(counted)
        #expect(counts(counters, link: 1) == SenderCounts(minute: 1, hour: 1, day: 1, groups: 1))
        _ = counters.count(message(id: "m2", group: "g2"), at: Self.now, counting: true)
        #expect(counts(counters, link: 1) == SenderCounts(minute: 2, hour: 2, day: 2, groups: 2), "it may come again")
    }

    @Test func memoryIsBounded() {
        let memory = 1 << 20
        let counters = SenderCounters(memory: memory, shards: 4)
        for number in 0..<20_000 {
            let sender = "a sender with a rather long name \(number)"
            _ = counters.count(message(sender, group: "g\(number)", links: [1, 2, 3]), at: Self.now, counting: true)
            if number % 16 == 0 { _ = counters.count(message("busy"), at: Self.now, counting: true) }
        }
        let usage = counters.usage
        #expect(usage.bytes <= memory + 4 * 4_096, "one record more a shard at most")
        #expect(usage.evicted > 0 && usage.senders > 500)
        #expect(counts(counters, "busy").day == 1_250, "who goes on posting is not forgotten")
    }

    @Test func countingIsExactAcrossThreads() async {
        let counters = SenderCounters()
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in 0..<500 {
                        let message = SenderCounters.Message(
                            tenant: .main, sender: "u1", id: nil, group: "g\(worker)", links: [UInt64(number % 3)])
                        let counted = counters.count(message, at: Self.now, counting: true)
                        if number % 5 == 0 { counters.takeBack(counted) }
                    }
                }
            }
        }
        #expect(counts(counters, link: 1) == SenderCounts(minute: 3_200, hour: 3_200, day: 3_200, groups: 8))
    }

    @Test func aLinkIsOneHoweverItIsWritten() throws {
        let catalog = try RulebookFiles(folder: TestGateway.rules).catalog
        func identity(_ text: String) throws -> UInt64 {
            let finding = try #require(LinkFinder(lexicon: catalog.lexicon).findings(in: text).first)
            return SenderCounters.identity(of: catalog.identify(finding))
        }
        let item = try identity("https://item.taobao.com/item.htm?id=212301645499")
        #expect(try identity("https://item.taobao.com/item.htm?spm=a1.b2&id=212301645499") == item)
        #expect(try identity("https://item.taobao.com/item.htm?id=212301645498") != item)
        #expect(try identity("https://a.example/x") != identity("https://a.example/y"))
    }
}
