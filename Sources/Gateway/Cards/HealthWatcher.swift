import LinkPreview
import Logging
import ServiceLifecycle
import URLStandard

/// Reads links that are opened much again, so that the next reader is told what they would meet: few at a time, and a
/// bounded number in a minute.
struct HealthWatcher: Service {
    static let interval = Duration.seconds(60)
    /// Openings, each worth half as much every ten minutes, from which a link is read again.
    static let least = 10
    /// Milliseconds after which what is known of a link is old.
    static let oldAge: Int64 = 900_000
    /// Links read in one round.
    static let roundLimit = 30
    private static let atOnce = 4
    private static let roundsBetweenHalvings = 10

    let popular: PopularLinks
    let cards: CardService
    let state: GatewayState
    let logger: Logger

    func run() async throws {
        var round = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
            guard !Task.isShuttingDownGracefully, !Task.isCancelled else { break }
            let count = await readAgain()
            if count > 0 { logger.debug("links are read again", metadata: ["count": "\(count)"]) }
            round += 1
            if round % Self.roundsBetweenHalvings == 0 { popular.halve() }
        }
    }

    /// One round.
    ///
    /// - Returns: How many links were read.
    func readAgain() async -> Int {
        let rulebook = state.current.rulebook
        let due = popular.links(openedAtLeast: Self.least).lazy
            .compactMap { key in (try? WebURL(key.address)).map { (key.tenant, $0) } }
            .filter { _, url in cards.age(of: url).map { $0 >= Self.oldAge } ?? true }
            .prefix(Self.roundLimit)
        var rest = Array(due)[...]
        let count = rest.count
        await withTaskGroup(of: Void.self) { group in
            func start(_ group: inout TaskGroup<Void>) {
                guard let (tenant, url) = rest.popFirst() else { return }
                group.addTask { _ = await cards.readAgain(url, tenant: tenant, rulebook: rulebook) }
            }
            for _ in 0..<Self.atOnce { start(&group) }
            while await group.next() != nil { start(&group) }
        }
        return count
    }
}
