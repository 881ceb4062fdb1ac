import LinkPolicy
import Logging
import URLStandard

/// Where share codes lead, asked of those who know: remembered, bounded, and never in anybody's way. Whatever goes wrong
/// is an answer too.
actor ShareCodes {
    enum Answer: Hashable, Sendable {
        case found(WebURL)
        case unknown, unavailable, unsupported
    }

    /// Questions under way at the same time; further ones are `unavailable`.
    static let concurrencyLimit = 32
    /// Questions of one request under way at the same time.
    private static let requestWidth = 8
    /// Codes that are remembered.
    private static let memoryLimit = 20_000

    private let resolvers: [PlatformSlug: any ShareCodeResolver]
    private let clock: any GatewayClock
    private let logger: Logger
    /// Time after which one request begins no further question.
    private let patience: Duration
    private var memory = ShareCodeMemory(limit: memoryLimit)
    private var breakers: [PlatformSlug: CircuitBreaker] = [:]
    private var underWay: [ShareCodeKey: Task<Answer, Never>] = [:]

    init(_ resolvers: [any ShareCodeResolver], patience: Duration, clock: any GatewayClock, logger: Logger) {
        self.resolvers = Dictionary(resolvers.map { ($0.platform, $0) }, uniquingKeysWith: { first, _ in first })
        self.patience = patience
        self.clock = clock
        self.logger = logger
    }

    /// Whether there is anybody to ask about codes of `platform`.
    nonisolated func knows(_ platform: PlatformSlug) -> Bool { resolvers[platform] != nil }

    /// Where the codes lead. Those that are not reached within the time of one request are `unavailable`.
    func answers(_ keys: Set<ShareCodeKey>) async -> [ShareCodeKey: Answer] {
        let deadline = ContinuousClock.now + patience
        var answers: [ShareCodeKey: Answer] = [:]
        var waiting = Array(keys)
        await withTaskGroup(of: (ShareCodeKey, Answer).self) { group in
            for _ in 0..<Self.requestWidth {
                guard let key = waiting.popLast() else { break }
                group.addTask { (key, await self.answer(key)) }
            }
            for await (key, answer) in group {
                answers[key] = answer
                guard ContinuousClock.now < deadline, let next = waiting.popLast() else { continue }
                group.addTask { (next, await self.answer(next)) }
            }
        }
        for key in waiting { answers[key] = .unavailable }
        return answers
    }

    /// Where one code leads. Equal questions under way at the same time are one.
    func answer(_ key: ShareCodeKey) async -> Answer {
        guard let resolver = resolvers[key.platform] else { return .unsupported }
        let now = clock.milliseconds
        if let known = memory.address(of: key, at: now) { return known.map { .found($0) } ?? .unknown }
        if let question = underWay[key] { return await question.value }
        guard underWay.count < Self.concurrencyLimit, breakers[key.platform, default: CircuitBreaker()].admits(at: now)
        else { return .unavailable }
        // A task of its own: whoever asked first may leave before the others.
        let question = Task { await self.ask(resolver, key) }
        underWay[key] = question
        return await question.value
    }

    private func ask(_ resolver: any ShareCodeResolver, _ key: ShareCodeKey) async -> Answer {
        defer { underWay[key] = nil }
        do throws(ShareCodeFailure) {
            let address = try await resolver.address(of: key.code)
            breakers[key.platform, default: CircuitBreaker()].succeeded()
            memory.keep(address, of: key, at: clock.milliseconds)
            return address.map { .found($0) } ?? .unknown
        } catch {
            if breakers[key.platform, default: CircuitBreaker()].failed(at: clock.milliseconds) {
                logger.warning(
                    "share codes are not resolved for now",
                    metadata: ["platform": "\(key.platform)", "reason": "\(error.reason)"])
            }
            return .unavailable
        }
    }
}
