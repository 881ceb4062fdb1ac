import LinkPolicy
import Moderation
import Persistence
import Platforms
import Synchronization
import URLStandard

/// The links that cases in progress are on, and how often they were opened since that was last written: looked up at
/// every opening, and next to nothing while there are no cases.
final class CaseBook: Sendable {
    private struct Site: Hashable {
        var tenant: TenantID
        var host: String
    }

    private struct State {
        /// The number of the case on each subject, by site.
        var cases: [Site: [String: Int64]] = [:]
        /// Openings by the number of the case.
        var openings: [Int64: Int] = [:]
        /// The highest number that was read.
        var last: Int64 = 0
    }

    private let state = Mutex(State())
    private let hasCases = Atomic(false)

    /// Counts an opening of a link that a case is on. O(1) for a site without cases.
    func opened(_ target: Target, tenant: TenantID) {
        guard hasCases.load(ordering: .acquiring), let url = target.url else { return }
        let host = AddressSubject.host(of: url)?.name ?? ""
        let site = Site(tenant: tenant, host: host)
        guard state.withLock({ $0.cases[site] != nil }) else { return }
        let key = ComplaintSubject(target).key
        state.withLock { state in
            if let number = state.cases[site]?[key] { state.openings[number, default: 0] += 1 }
        }
    }

    /// Watches a case from now on.
    func add(_ number: Int64, host: String?, key: String, tenant: TenantID) {
        guard let host else { return }
        state.withLock { $0.cases[Site(tenant: tenant, host: host), default: [:]][key] = number }
        hasCases.store(true, ordering: .releasing)
    }

    /// The openings that were not taken yet.
    func takeOpenings() -> [Int64: Int] {
        state.withLock { state in
            defer { state.openings = [:] }
            return state.openings
        }
    }

    /// Counts them again, where they could not be written.
    func giveBack(_ openings: [Int64: Int]) {
        state.withLock { $0.openings.merge(openings, uniquingKeysWith: +) }
    }

    /// Reads the cases that are new since the last time.
    ///
    /// - Parameter isWhole: Whether all are read again, and those that are decided forgotten.
    func refresh(from store: CaseStore, isWhole: Bool) async throws {
        let last = isWhole ? 0 : state.withLock { $0.last }
        let found = try await store.sites(after: last)
        state.withLock { state in
            if isWhole { state.cases = [:] }
            for each in found {
                state.last = max(state.last, each.number)
                state.cases[Site(tenant: each.tenant, host: each.host), default: [:]][each.key] = each.number
            }
        }
        if !found.isEmpty { hasCases.store(true, ordering: .releasing) }
    }
}
