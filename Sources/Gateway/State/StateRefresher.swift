import Attribution
import Gate
import Logging
import Persistence
import ServiceLifecycle

/// Watches the store for changes made by other processes and puts them in force, and tells the store which revision
/// that is, so that the command line can wait for it.
struct StateRefresher: Service {
    /// Time between two looks at the store, unless something was changed here.
    static let interval = Duration.milliseconds(50)
    /// Looks between two signs of life.
    private static let looksPerReport = 100
    /// Changes of what is looked up beside the snapshot, which stays as it is.
    private static let lookedUp: Set<String> = [HeldLinkStore.subject]

    let state: GatewayState
    let loader: StateLoader
    /// This gateway's name among those that share the store.
    let node: String
    let logger: Logger
    private let startedAt: Int64

    init(state: GatewayState, loader: StateLoader, node: String, logger: Logger) {
        self.state = state
        self.loader = loader
        self.node = node
        self.logger = logger
        startedAt = loader.clock.seconds
    }

    /// Tells the store that this gateway runs, and with which revision.
    func announce() async throws {
        try await loader.revisions.report(
            node: node, startedAt: startedAt, revision: state.revision, now: loader.clock.seconds)
    }

    func run() async throws {
        var looks = 0
        var isFailing = false
        try await announce()
        var (announcedAt, isToAnnounce) = (ContinuousClock.now, false)
        while !Task.isShuttingDownGracefully {
            await state.changed.wait(atMost: Self.interval)
            if Task.isCancelled { break }
            looks += 1
            do {
                let changed = try await look()
                if changed || looks % Self.looksPerReport == 0 { isToAnnounce = true }
                // Every word is a write of its own: many changes in a row are told of together.
                if isToAnnounce, announcedAt.duration(to: .now) >= Self.interval {
                    try await announce()
                    (announcedAt, isToAnnounce) = (.now, false)
                }
                if isFailing { logger.notice("the store answers again") }
                isFailing = false
            } catch {
                // The snapshot in force stays; the failure is said once, not twenty times a second.
                if !isFailing { logger.error("the store cannot be read", metadata: ["error": "\(error)"]) }
                isFailing = true
            }
        }
        try? await loader.revisions.leave(node: node)
    }

    /// Puts a newer revision, or a new day's key, in force.
    ///
    /// - Returns: Whether there was a newer revision.
    private func look() async throws -> Bool {
        let today = Day(of: loader.clock.seconds)
        if today != state.dayHasher.day { state.replaceHasher(try await loader.hasher(day: today), day: today) }
        try await loader.choices.refresh(logger)
        let latest = try await loader.revisions.latest()
        state.storeIsRead(at: loader.clock.seconds)
        if !state.holds.isLoaded { try await readHolds() }
        guard latest != state.revision else { return false }
        let subjects = try await loader.revisions.subjects(after: state.revision)
        if !subjects.isEmpty, subjects.isSubset(of: Self.lookedUp) {
            try await readHolds()
            state.isInForce(latest)
            return true
        }
        let loaded = try await loader.load(over: state.current)
        // Afterwards, so that nothing is missed that the loaded revision holds.
        try await readHolds()
        state.update { snapshot in
            // The files of the rules may have been reloaded meanwhile: only what the store holds is replaced.
            loaded.with(
                (snapshot.rulebook.with(stored: loaded.rulebook.stored) ?? snapshot.rulebook).with(
                    revision: loaded.rulebook.revision, operatorRules: loaded.rulebook.operatorRules,
                    sanctions: loaded.rulebook.sanctions,
                    tiers: loaded.rulebook.tiers.with(parameters: snapshot.rulebook.tiers.parameters)))
        }
        state.isInForce(loaded.rulebook.revision)
        logger.info("a change is in force", metadata: ["revision": "\(loaded.rulebook.revision)"])
        return true
    }

    private func readHolds() async throws {
        try await state.holds.refresh(from: loader.holds, now: loader.clock.seconds)
    }
}
