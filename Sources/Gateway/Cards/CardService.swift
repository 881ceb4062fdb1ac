import Attribution
public import Gate
public import LinkPolicy
import LinkPreview
import LinkRecognition
import Platforms
public import URLStandard

/// Cards for the API, the pages and the command line.
public struct CardService: Sendable {
    /// Links fetched at once for one request.
    private static let atOnce = 4

    let cache = CardCache()
    let fetcher: CardFetcher
    let clock: any GatewayClock
    /// `nil` where pictures cannot be made small.
    let pictures: PictureShelf?
    let late = CardsUnderWay()
    /// Where the health of links is noted; `nil` for nowhere.
    private let observations: (any ObservationSink)?

    /// - Parameter configuration: Whose `outbound_networks` may be reached though not public.
    public init(configuration: GatewayConfiguration, clock: any GatewayClock = SystemClock()) {
        self.init(configuration: configuration, clock: clock, shrinker: nil, observations: nil)
    }

    /// - Parameter shrinker: Makes the pictures of cards small; without it, cards name none of the gateway's own.
    init(
        configuration: GatewayConfiguration, clock: any GatewayClock, shrinker: (any PictureShrinker)?,
        observations: (any ObservationSink)?
    ) {
        self.observations = observations
        let fetcher = CardFetcher(permitted: configuration.outboundNetworks)
        pictures = shrinker.map { PictureShelf(door: fetcher.door, shrinker: $0, clock: clock) }
        self.fetcher = fetcher
        self.clock = clock
    }

    /// Answers in the order of `urls`, each within ``CardFetcher/timeLimit`` of its turn.
    public func answers(_ urls: [WebURL], tenant: TenantID, scene: Scene, rulebook: Rulebook) async -> [CardAnswer] {
        await withTaskGroup(of: (Int, CardAnswer).self) { group in
            var answers = [CardAnswer?](repeating: nil, count: urls.count)
            var next = 0
            func start(_ group: inout TaskGroup<(Int, CardAnswer)>) {
                guard next < urls.count else { return }
                let position = next
                next += 1
                group.addTask {
                    (position, await answer(urls[position], tenant: tenant, scene: scene, rulebook: rulebook))
                }
            }
            for _ in 0..<Self.atOnce { start(&group) }
            while let (position, answer) = await group.next() {
                answers[position] = answer
                start(&group)
            }
            return answers.compactMap { $0 }
        }
    }

    /// The card of `url`, from what is kept or else fetched within ``CardFetcher/timeLimit``.
    func answer(_ url: WebURL, tenant: TenantID, scene: Scene, rulebook: Rulebook) async -> CardAnswer {
        let now = clock.milliseconds
        let judge = HopJudge(rulebook: rulebook, tenant: tenant, scene: scene, now: now / 1_000)
        if let kept = cache.card(for: url, at: now) {
            return CardAnswer(url, kept, isCached: true, judge: judge)
        }
        return await read(url, judge)
    }

    /// Fetches a link whatever is kept of it, and keeps what it is like now.
    func readAgain(_ url: WebURL, tenant: TenantID, rulebook: Rulebook) async -> CardAnswer {
        await read(url, HopJudge(rulebook: rulebook, tenant: tenant, scene: .direct, now: clock.seconds))
    }

    private func read(_ url: WebURL, _ judge: HopJudge) async -> CardAnswer {
        let fetched = await fetcher.fetch(
            url, list: judge.rulebook.publicSuffixes, now: clock.milliseconds, permission: judge.permission,
            provider: judge.oEmbed)
        cache.keep(fetched, for: url)
        if let observations, fetched.isReading {
            var batch = ObservationBatch()
            batch.healthNotes = [HealthNote(fetched, of: url, judge)]
            observations.record(batch)
        }
        return CardAnswer(url, fetched, isCached: false, judge: judge)
    }

    /// How old what is kept of `url` is, in milliseconds; `nil` when nothing is.
    func age(of url: WebURL) -> Int64? {
        let now = clock.milliseconds
        return cache.card(for: url, at: now).map { now - $0.readAt }
    }

    /// What is known already of a link that somebody opens; never fetches, so that nobody waits.
    func kept(for url: WebURL, tenant: TenantID, scene: Scene, rulebook: Rulebook) -> CardAnswer? {
        let now = clock.milliseconds
        guard let kept = cache.card(for: url, at: now) else { return nil }
        let judge = HopJudge(rulebook: rulebook, tenant: tenant, scene: scene, now: now / 1_000)
        return CardAnswer(url, kept, isCached: true, judge: judge)
    }
}
