import Gate
import LinkPolicy
import LinkTokens
import Logging
import Persistence
import Platforms
import ServiceLifecycle
import Webhooks

/// Judges posted links again when the rules have changed, and writes an event for each whose disposition is no longer
/// the one its chat app was last told. Of several gateways on one store, the one that holds the lease does it.
struct VerdictWatcher: Service {
    /// Time between two looks at the rules in memory.
    private static let interval = Duration.milliseconds(50)
    /// Links judged at a time: some milliseconds of work, after which requests get their turn.
    private static let pageSize = 200
    private static let pause = Duration.milliseconds(2)
    private static let leaseName = "verdict_watcher"
    /// Milliseconds that a lease holds, and after which it is renewed.
    private static let leaseLength: Int64 = 10_000
    private static let leaseRenewal: Int64 = 3_000

    let state: GatewayState
    let links: PostedLinkStore
    let leases: LeaseStore
    /// This gateway's name among those that share the store.
    let node: String
    let clock: any GatewayClock
    let logger: Logger

    func run() async throws {
        var plan = WatchPlan()
        var seen: (snapshot: Snapshot, groupChanges: Int)?
        var renewAt: Int64?
        var isFailing = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
            do {
                // Without the lease, and without anybody who watches, nothing is known of the links: all are judged
                // when that changes.
                guard try await holdsLease(&renewAt) else {
                    plan = WatchPlan()
                    continue
                }
                try await look(&plan, &seen, &renewAt)
                isFailing = false
            } catch {
                plan = WatchPlan()
                if !isFailing { logger.error("posted links could not be judged", metadata: ["error": "\(error)"]) }
                isFailing = true
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
            }
        }
        if renewAt != nil { try? await leases.release(Self.leaseName, by: node) }
    }

    private func holdsLease(_ renewAt: inout Int64?) async throws -> Bool {
        guard !state.current.watchedTenants.isEmpty else {
            if renewAt != nil { try await leases.release(Self.leaseName, by: node) }
            renewAt = nil
            return false
        }
        let now = clock.milliseconds
        if let time = renewAt, now < time { return true }
        let holds = try await leases.hold(Self.leaseName, by: node, now: now, until: now + Self.leaseLength)
        renewAt = holds ? now + Self.leaseRenewal : nil
        if !holds { try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) } }
        return holds
    }

    private func look(
        _ plan: inout WatchPlan, _ seen: inout (snapshot: Snapshot, groupChanges: Int)?, _ renewAt: inout Int64?
    ) async throws {
        let snapshot = state.current
        let groupChanges = snapshot.choices.groupChanges
        let work = plan.next(
            hasChanged: snapshot !== seen?.snapshot || groupChanges != seen?.groupChanges,
            nextEnd: { snapshot.rulebook.nextEnd(after: $0) },
            now: clock.seconds)
        seen = (snapshot, groupChanges)
        guard let work else { return }
        var place = Place(work)
        while !Task.isShuttingDownGracefully, !Task.isCancelled, try await holdsLease(&renewAt) {
            guard try await judgePage(&place) else {
                plan.finished(upTo: place.highest)
                if place.told > 0 {
                    logger.info("changed verdicts are on their way", metadata: ["count": "\(place.told)"])
                }
                return
            }
            try? await Task.sleep(for: Self.pause)
        }
        // Cut off before the end.
        plan = WatchPlan()
    }

    /// How far a pass over the links has come.
    struct Place {
        fileprivate var before = Int64.max
        fileprivate let after: Int64
        /// The highest number that was looked at.
        fileprivate(set) var highest: Int64
        /// Changes that were told.
        fileprivate(set) var told = 0

        init(_ work: WatchPlan.Work) {
            switch work {
            case .all: after = 0
            case .after(let floor): after = floor
            }
            highest = after
        }
    }

    /// Judges the next links under the rulebook of this moment, the latest links first.
    ///
    /// - Returns: Whether there are more.
    func judgePage(_ place: inout Place) async throws -> Bool {
        let snapshot = state.current
        let now = clock.milliseconds
        let page = try await links.page(
            before: place.before, after: place.after, now: now / 1_000, limit: Self.pageSize)
        place.highest = max(place.highest, page.rows.first?.id ?? 0)
        let changes = page.rows.compactMap { change($0, snapshot: snapshot, now: now) }
        if !changes.isEmpty { place.told += try await links.tell(changes) }
        guard let last = page.last else { return false }
        place.before = last
        return true
    }

    /// What is to be told of a link: judged for its sender, in the app that it was posted with.
    ///
    /// - Parameter now: Milliseconds since 1970.
    private func change(
        _ row: PostedLinkStore.Row, snapshot: Snapshot, now: Int64
    ) -> PostedLinkStore.Change? {
        let context = row.context
        guard snapshot.watchedTenants.contains(context.tenant) else { return nil }
        var situation = context.situation(reader: nil, state: state, now: now / 1_000)
        situation.client = row.client
        situation.person = context.sender
        let found = snapshot.choices.find(context.tenant, group: context.group)
        situation.choices = found.choices
        situation.degraded.formUnion(found.degraded)
        let (target, verdict) = snapshot.rulebook.judge(context, in: situation)
        guard verdict.disposition != row.told else { return nil }
        let change = VerdictChange(
            linkID: context.linkID, message: context.message, sender: context.sender, group: context.group,
            scene: context.scene, address: target.address, former: row.told, verdict: verdict,
            revision: snapshot.rulebook.revision)
        return PostedLinkStore.Change(
            link: row.id, tenant: context.tenant, former: row.told, present: verdict.disposition,
            event: .verdictChanged(change, at: now))
    }
}
