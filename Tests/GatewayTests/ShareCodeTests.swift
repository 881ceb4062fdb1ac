import Foundation
import LinkPolicy
import Logging
import Synchronization
import Testing
import URLStandard

@testable import Gateway

/// A resolver that answers from a table, and counts.
private final class TableResolver: ShareCodeResolver {
    let platform: PlatformSlug
    private let table: [String: String]
    private let asked = Mutex<[String]>([])
    private let fails = Mutex(false)

    init(_ table: [String: String]) throws {
        platform = try #require(PlatformSlug("taobao"))
        self.table = table
    }

    var questions: [String] { asked.withLock { $0 } }

    func fail(_ value: Bool) { fails.withLock { $0 = value } }

    func address(of code: String) async throws(ShareCodeFailure) -> WebURL? {
        asked.withLock { $0.append(code) }
        // Others come in the meantime.
        await Task.yield()
        if fails.withLock({ $0 }) { throw ShareCodeFailure(reason: "down") }
        return table[code].flatMap { try? WebURL($0) }
    }
}

@Suite struct ShareCodeTests {
    private let clock = TestClock()

    private func codes(_ resolver: TableResolver) -> ShareCodes {
        ShareCodes([resolver], patience: .seconds(5), clock: clock, logger: Logger(label: "test"))
    }

    private func key(_ code: String, _ platform: String = "taobao") throws -> ShareCodeKey {
        ShareCodeKey(platform: try #require(PlatformSlug(platform)), code: code)
    }

    @Test func remembersWhatItFoundAndThatThereIsNothing() async throws {
        let resolver = try TableResolver(["good": "https://item.taobao.com/item.htm?id=1"])
        let codes = codes(resolver)
        let url = try WebURL("https://item.taobao.com/item.htm?id=1")
        for _ in 0..<3 {
            #expect(await codes.answer(try key("good")) == .found(url))
            #expect(await codes.answer(try key("gone")) == .unknown)
        }
        #expect(resolver.questions == ["good", "gone"])
        clock.advance(seconds: ShareCodeMemory.unknownLifetime / 1_000)
        _ = await codes.answer(try key("gone"))
        _ = await codes.answer(try key("good"))
        #expect(resolver.questions == ["good", "gone", "gone"])
        clock.advance(seconds: ShareCodeMemory.lifetime / 1_000)
        _ = await codes.answer(try key("good"))
        #expect(resolver.questions.count == 4)
    }

    @Test func equalQuestionsAtTheSameTimeAreOne() async throws {
        let resolver = try TableResolver(["good": "https://a.example/"])
        let codes = codes(resolver)
        let key = try key("good")
        let answers = await withTaskGroup(of: ShareCodes.Answer.self) { group in
            for _ in 0..<50 { group.addTask { await codes.answer(key) } }
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(answers == [.found(try WebURL("https://a.example/"))])
        #expect(resolver.questions == ["good"])
    }

    @Test func leavesAloneWhoeverFailsAndTriesAgain() async throws {
        let resolver = try TableResolver(["good": "https://a.example/"])
        let codes = codes(resolver)
        resolver.fail(true)
        for index in 0..<20 { #expect(await codes.answer(try key("c\(index)")) == .unavailable) }
        #expect(resolver.questions.count == CircuitBreaker.limit)
        clock.advance(seconds: CircuitBreaker.pause / 1_000)
        for _ in 0..<5 { #expect(await codes.answer(try key("good")) == .unavailable) }
        #expect(resolver.questions.count == CircuitBreaker.limit + 1)
        resolver.fail(false)
        clock.advance(seconds: CircuitBreaker.pause / 1_000)
        #expect(await codes.answer(try key("good")) == .found(try WebURL("https://a.example/")))
        #expect(await codes.answer(try key("other")) == .unknown)
    }

    @Test func answersForEveryCodeOfARequest() async throws {
        let resolver = try TableResolver(["good": "https://a.example/"])
        let codes = codes(resolver)
        var keys = Set(try (0..<40).map { try key("c\($0)") })
        keys.insert(try key("good"))
        keys.insert(try key("x", "jd"))
        let answers = await codes.answers(keys)
        #expect(Set(answers.keys) == keys)
        #expect(answers[try key("x", "jd")] == .unsupported)
        #expect(answers[try key("good")] == .found(try WebURL("https://a.example/")))
        #expect(await codes.answers([]).isEmpty)
    }

    @Test func theMemoryIsBoundedAndKeepsTheNewest() throws {
        var memory = ShareCodeMemory(limit: 10)
        let url = try WebURL("https://a.example/")
        for index in 0..<1_000 {
            memory.keep(url, of: try key("c\(index)"), at: 0)
            #expect(memory.count <= 10)
            #expect(memory.address(of: try key("c\(index)"), at: 0) == .some(url))
        }
        #expect(memory.address(of: try key("c0"), at: 0) == nil)
    }
}
