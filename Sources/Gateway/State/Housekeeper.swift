import Logging
import Persistence
import ServiceLifecycle

/// Forgets, once an hour, what is past its time, in portions so small that nobody who writes waits for long.
struct Housekeeper: Service {
    private static let interval = Duration.seconds(3_600)
    /// Time after a start, in which a gateway has better things to do.
    private static let delay = Duration.seconds(60)
    /// Rows forgotten in one transaction: some milliseconds, so that observations still reach the disk within their 50 ms.
    private static let portion = 5_000
    private static let pause = Duration.milliseconds(30)

    private let database: any SQLDatabase
    private let records: RetentionStore
    private let secrets: SecretStore
    private let plan: RetentionPlan
    /// Seconds.
    private let linkLifetime: Int64
    private let clock: any GatewayClock
    private let logger: Logger

    /// - Parameter linkLifetime: Days.
    init(
        database: any SQLDatabase, secrets: SecretStore, plan: RetentionPlan, linkLifetime: Int,
        clock: any GatewayClock, logger: Logger
    ) {
        self.database = database
        records = RetentionStore(database)
        self.secrets = secrets
        self.plan = plan
        self.linkLifetime = Int64(linkLifetime) * 86_400
        self.clock = clock
        self.logger = logger
    }

    func run() async throws {
        await wait(Self.delay)
        while !isStopping {
            await sweep()
            await wait(Self.interval)
        }
    }

    /// Tells those who rotate keys how long the links live that are made here.
    func noteLinkLifetime() async throws {
        try await secrets.linksAreMade(lifetime: linkLifetime, now: clock.seconds)
    }

    /// Forgets everything that is past its time now.
    func sweep() async {
        do { try await noteLinkLifetime() } catch { failed("the lifetime of links could not be noted", error) }
        for item in plan.items {
            guard let cutoff = item.cutoff(now: clock.seconds) else { continue }
            do {
                let count = try await forget(item.kind, before: cutoff)
                guard count > 0 else { continue }
                logger.info(
                    "records past their time are forgotten",
                    metadata: ["kind": "\(item.kind.name)", "count": "\(count)"])
            } catch { failed("records past their time could not be forgotten (\(item.kind.name))", error) }
        }
        do {
            let bytes = try await giveBackSpace()
            if bytes > 0 { logger.info("space is given back", metadata: ["bytes": "\(bytes)"]) }
        } catch { failed("the store could not be tidied", error) }
    }

    private func giveBackSpace() async throws -> Int64 {
        var total: Int64 = 0
        while !isStopping {
            let bytes = try await database.tidy()
            total += bytes
            guard bytes > 0 else { break }
            await wait(Self.pause)
        }
        return total
    }

    private func forget(_ kind: RecordKind, before cutoff: Int64) async throws -> Int {
        var total = 0
        while !isStopping {
            let count = try await records.purge(kind, before: cutoff, limit: Self.portion)
            total += count
            guard count == Self.portion else { break }
            await wait(Self.pause)
        }
        return total
    }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    private func wait(_ time: Duration) async {
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: time) }
    }

    private func failed(_ what: String, _ error: any Error) {
        logger.error("\(what)", metadata: ["error": "\(error)"])
    }
}
