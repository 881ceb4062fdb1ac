import Gate
import LinkPolicy
import Logging
import Moderation
import Persistence
import Reputation
import ServiceLifecycle
import Synchronization

/// Keeps standings: takes in what was noted of complaints, rulings and openings, and writes what follows. Of several
/// gateways on one store, the one that holds the lease does it; every one notes the openings it has seen.
///
/// What happened is noted in the transaction in which it was acknowledged, and a note goes in the one in which the
/// standing is written. So each counts once, whenever a gateway stops.
actor StandingKeeper: Service {
    private static let interval = Duration.milliseconds(100)
    /// Milliseconds between two times at which openings are noted. A crash loses those of the time since.
    private static let flushing: Int64 = 10_000
    /// Notes taken in at a time, and subjects written in one transaction: some milliseconds, so that observations still
    /// reach the disk within their 50 ms.
    private static let portion = 500
    private static let pause = Duration.milliseconds(5)
    /// Standings read at a time.
    private static let page = 2_000
    private static let settling: Int64 = 3_600
    private static let forgetting: Int64 = 86_400
    private static let leaseName = "standings"
    /// Milliseconds that a lease holds, and after which it is renewed.
    private static let leaseLength: Int64 = 4_000
    private static let leaseRenewal: Int64 = 1_000

    private let state: GatewayState
    private let store: StandingStore
    private let leases: LeaseStore
    private let node: String
    private let names: ComplainantNames
    private let clock: any GatewayClock
    private let logger: Logger

    /// What was read, and the store's version that it is of; `nil` before it is read.
    private var kept: Kept?
    private var renewAt: Int64?
    private var settledAt: Int64?
    private var forgottenAt: Int64?

    /// The books, in the one place where they are changed: a copy would be of all of them.
    private final class Kept: Sendable {
        let parameters: ReputationParameters
        let books: Mutex<StandingBooks>
        let version: Atomic<Int64>

        init(_ books: StandingBooks, version: Int64) {
            parameters = books.parameters
            self.books = Mutex(books)
            self.version = Atomic(version)
        }
    }

    /// - Parameters:
    ///   - node: This gateway's name among those that share the store.
    ///   - names: What complainants are called.
    init(
        state: GatewayState, store: StandingStore, leases: LeaseStore, node: String, names: ComplainantNames,
        clock: any GatewayClock, logger: Logger
    ) {
        self.state = state
        self.store = store
        self.leases = leases
        self.node = node
        self.names = names
        self.clock = clock
        self.logger = logger
    }

    func run() async throws {
        var flushedAt = clock.milliseconds
        var isFailing = false
        while !isStopping {
            do {
                let now = clock.milliseconds
                let flushes = now - flushedAt >= Self.flushing
                if flushes { flushedAt = now }
                try await look(flushes: flushes)
                if isFailing { logger.notice("standings are kept again") }
                isFailing = false
                state.setStandingsAreKept(true)
            } catch is StandingsMoved {
                // Another gateway held the lease in between.
                kept = nil
            } catch {
                kept = nil
                state.setStandingsAreKept(false)
                if !isFailing {
                    logger.error(
                        "standings cannot be kept; tiers stay as they are",
                        metadata: ["error": "\(error)", "degraded": "reputation"])
                }
                isFailing = true
                await wait(.seconds(2))
            }
            await wait(Self.interval)
        }
        // In a task of its own: one that is cancelled could not write any more.
        await Task { await stop() }.value
    }

    private func stop() async {
        do {
            try await flush()
            if renewAt != nil { try await leases.release(Self.leaseName, by: node) }
        } catch { logger.error("openings could not be noted", metadata: ["error": "\(error)"]) }
    }

    /// Takes in what has happened since the last look, and does what is due.
    ///
    /// - Parameter flushes: Whether openings are noted, too.
    func look(flushes: Bool) async throws {
        let rulebook = state.current.rulebook
        let parameters = rulebook.tiers.parameters
        state.openings.count(parameters != nil)
        state.openings.gather(rulebook.publicSuffixes)
        if flushes { try await flush() }
        guard let parameters else {
            kept = nil
            return try await store.dropNotes()
        }
        guard try await holdsLease() else {
            kept = nil
            return
        }
        if let former = kept, former.parameters != parameters {
            kept = nil
            // Other numbers, other tiers.
            settledAt = nil
        }
        if kept == nil {
            kept = try await read(parameters)
            let now = clock.seconds
            try await change { $0.share(at: now) }
        }
        try await absorb()
        let now = clock.seconds
        if settledAt.map({ now >= $0 + Self.settling }) ?? true {
            settledAt = now
            try await change { $0.settle(at: now) }
        }
        if forgottenAt.map({ now >= $0 + Self.forgetting }) ?? true {
            forgottenAt = now
            try await change { $0.forget(at: now) }
        }
    }

    private func flush() async throws {
        let counts = state.openings.take()
        let exposures = counts.map { exposure, count in
            var exposure = exposure
            exposure.count = count
            return exposure
        }
        var written = 0
        do {
            for start in stride(from: 0, to: exposures.count, by: Self.portion) {
                let slice = Array(exposures[start..<min(start + Self.portion, exposures.count)])
                try await store.add(slice, now: clock.seconds)
                written = start + slice.count
                try? await Task.sleep(for: Self.pause)
            }
        } catch {
            var left: [StandingExposure: Int] = [:]
            for var exposure in exposures[written...] {
                let count = exposure.count
                exposure.count = 0
                left[exposure, default: 0] += count
            }
            state.openings.giveBack(left)
            throw error
        }
    }

    private func absorb() async throws {
        while !isStopping {
            let notes = try await store.notes(limit: Self.portion)
            guard !notes.isEmpty else { return }
            let (rulebook, now) = (state.current.rulebook, clock.seconds)
            try await change { $0.absorb(notes, rulebook, at: now) }
            guard notes.count == Self.portion else { return }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Changes what is kept and writes what follows, on the thread that others need not wait for.
    private func change(_ body: @escaping @Sendable (inout StandingBooks) -> StandingChanges) async throws {
        guard let kept else { return }
        // What could not be written must be read again.
        self.kept = nil
        let changes = await QuietThread.shared.run { kept.books.withLock { body(&$0) } }
        let version = try await write(changes, version: kept.version.load(ordering: .relaxed))
        kept.version.store(version, ordering: .relaxed)
        self.kept = kept
    }

    private func write(_ changes: StandingChanges, version: Int64) async throws -> Int64 {
        var version = version
        let rules = state.current.rulebook.complaints
        for (index, part) in changes.parts(of: Self.portion).enumerated() {
            if index > 0 { try? await Task.sleep(for: Self.pause) }
            version = try await store.commit(part, version: version, rules: rules, now: clock.seconds)
        }
        return version
    }

    private func read(_ parameters: ReputationParameters) async throws -> Kept {
        var version = try await store.version()
        var books = StandingBooks(
            parameters: parameters, names: names, shared: try await store.shared(), sharing: try await store.sharing())
        for tenant in try await store.tenants() {
            var records: [StandingRecord] = []
            while true {
                let page = try await store.list(
                    of: tenant, after: records.last.map { ($0.key.kind.rawValue, $0.key.name) }, hasDetail: true,
                    limit: Self.page)
                records += page
                guard page.count == Self.page else { break }
            }
            let (found, complaints) = (records, try await store.complaints(of: tenant))
            let population = try await store.population(of: tenant)
            let (book, changes) = try await QuietThread.shared.run { [names] in
                Result {
                    var parts = try complaints.map { try StandingText.decode(ComplaintPart.self, $0) }
                    var changes = StandingChanges()
                    changes.rewritten = try names.renew(&parts, of: tenant)
                        .map { (tenant, $0.complaint.id, try StandingText.encode($0)) }
                    return (try StandingBook(found, parts, population, parameters), changes)
                }
            }.get()
            books.put(book, of: tenant)
            version = try await write(changes, version: version)
        }
        return Kept(books, version: version)
    }

    private func holdsLease() async throws -> Bool {
        let now = clock.milliseconds
        if let time = renewAt, now < time { return true }
        let holds = try await leases.hold(Self.leaseName, by: node, now: now, until: now + Self.leaseLength)
        renewAt = holds ? now + Self.leaseRenewal : nil
        if !holds { await wait(.milliseconds(400)) }
        return holds
    }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    private func wait(_ time: Duration) async {
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: time) }
    }
}

extension StandingBook {
    /// What the store keeps, put together again.
    ///
    /// - Throws: An error that names the standing that cannot be read.
    init(
        _ records: [StandingRecord], _ complaints: [ComplaintPart], _ population: String?,
        _ parameters: ReputationParameters
    ) throws {
        let parts = try records.map { record in
            do { return try StandingText.decode(StandingPart.self, record.detail) } catch {
                throw UnreadableStanding(key: record.key)
            }
        }
        self.init(
            state: StandingState(
                parts: parts, complaints: complaints,
                population: try population.map { try StandingText.decode(PopulationPart.self, $0) }),
            parameters: parameters)
    }
}

/// What is kept of a standing cannot be understood.
struct UnreadableStanding: Error, CustomStringConvertible {
    let key: StandingKey

    var description: String {
        "the standing of \(key.kind.rawValue) \(key.name) of tenant \(key.tenant.rawValue) cannot be read"
    }
}
