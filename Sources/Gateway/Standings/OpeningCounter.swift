import Gate
import LinkPolicy
import LinkTokens
import Persistence
import Platforms
import Reputation
import Synchronization
import URLStandard

/// Counts openings for standings: a click leaves a line here, and what it is about is found out later.
///
/// One reader's openings of one address count once a day, as far as a table of the latest readers remembers: openings
/// that somebody makes for their own site would dilute what is complained of it. Nor does it help to change the browser's
/// name: of the readers of one network address whom no app names, ``householdLimit`` count for a site in a day.
final class OpeningCounter: Sendable {
    /// An opening as the click leaves it.
    private struct Opening {
        var tenant: TenantID
        var target: Target
        var sender: String?
        var group: String?
        var reader: UInt64
        /// The network address of a reader whom no app names; gone with the next look.
        var address: String?
        /// Seconds since 1970.
        var at: Int64
    }

    private struct State {
        var openings: [Opening] = []
        var exposures: [StandingExposure: Int] = [:]
    }

    /// Openings that wait to be looked at, and what they are about that waits to be written; more is given up while nobody
    /// looks or nothing can be written.
    private let room: Int
    /// Readers that are remembered, each with an address: 2 MiB.
    private static let memory = 1 << 18

    /// Readers of one network address whom no app names, and who count for one site in a day: as many as a school or a
    /// shop behind one address may have, and far fewer than would move a standing.
    static let householdLimit = 50
    /// Network addresses that are remembered, each with a site: 2 MiB.
    private static let householdMemory = 1 << 17

    private let isCounting = Atomic(false)
    private let state = Mutex(State())
    private let readers = Mutex<[UInt64]>([])
    private let households = Mutex<[(mark: UInt64, count: Int)]>([])

    init(room: Int = 1_000_000) { self.room = room }

    /// Begins to count, or stops: where no standing is kept, nobody takes what is counted.
    func count(_ isCounting: Bool) {
        guard self.isCounting.exchange(isCounting, ordering: .relaxed) != isCounting, !isCounting else { return }
        state.withLock { $0 = State() }
    }

    /// Counts an opening by a reader.
    ///
    /// - Parameters:
    ///   - reader: Tells the readers of a day apart; of somebody of whom nothing is known, nothing is counted.
    ///   - address: The reader's network address, where no app says who it is.
    ///   - now: Seconds since 1970.
    func opened(_ link: OpenedLink, by reader: UInt64?, from address: String? = nil, at now: Int64) {
        guard let reader, isCounting.load(ordering: .relaxed), !link.isPlayground else { return }
        let opening = Opening(
            tenant: link.context.tenant, target: link.target, sender: link.context.sender,
            group: link.context.group, reader: reader, address: address, at: now)
        state.withLock { if $0.openings.count < room { $0.openings.append(opening) } }
    }

    /// Finds out what the openings of the last moment are about.
    func gather(_ list: PublicSuffixList) {
        let openings = state.withLock { state in
            defer { state.openings = [] }
            return state.openings
        }
        guard !openings.isEmpty else { return }
        var counts: [StandingExposure: Int] = [:]
        for opening in openings where isNew(opening) {
            let concerned = Concerned(
                opening.target, sender: opening.sender, group: opening.group, list: list)
            guard !concerned.subjects.isEmpty, isAmongFew(opening, of: concerned) else { continue }
            let exposure = StandingExposure(
                tenant: opening.tenant, hour: opening.at / 3_600 * 3_600, domain: concerned.domain,
                platform: concerned.platform, sender: concerned.sender, group: concerned.group, count: 0)
            counts[exposure, default: 0] += 1
        }
        giveBack(counts)
    }

    /// What was gathered and not taken yet.
    func take() -> [StandingExposure: Int] {
        state.withLock { state in
            defer { state.exposures = [:] }
            return state.exposures
        }
    }

    /// Counts them again, where they could not be written.
    func giveBack(_ counts: [StandingExposure: Int]) {
        state.withLock { state in
            for (exposure, count) in counts {
                if state.exposures[exposure] == nil, state.exposures.count >= room { continue }
                state.exposures[exposure, default: 0] += count
            }
        }
    }

    /// Whether not too many count already of those who open the site from the same network address that day, as far as is
    /// remembered.
    private func isAmongFew(_ opening: Opening, of concerned: Concerned) -> Bool {
        guard let address = opening.address else { return true }
        var hasher = Hasher()
        hasher.combine(opening.tenant)
        hasher.combine(ComplaintLimiter.household(address))
        hasher.combine(opening.at / 86_400)
        hasher.combine(concerned.domain ?? concerned.platform ?? "")
        let mark = UInt64(bitPattern: Int64(hasher.finalize())) | 1
        return households.withLock { households in
            if households.isEmpty { households = [(UInt64, Int)](repeating: (0, 0), count: Self.householdMemory) }
            let place = Int(truncatingIfNeeded: mark >> 40) & (Self.householdMemory - 1)
            if households[place].mark != mark { households[place] = (mark, 0) }
            guard households[place].count < Self.householdLimit else { return false }
            households[place].count += 1
            return true
        }
    }

    /// Whether the reader has not opened the address that day, as far as is remembered.
    private func isNew(_ opening: Opening) -> Bool {
        var hasher = Hasher()
        hasher.combine(opening.tenant)
        hasher.combine(opening.reader)
        hasher.combine(opening.at / 86_400)
        hasher.combine(opening.target.address)
        let mark = UInt64(bitPattern: Int64(hasher.finalize())) | 1
        return readers.withLock { readers in
            if readers.isEmpty { readers = [UInt64](repeating: 0, count: Self.memory) }
            let place = Int(truncatingIfNeeded: mark >> 40) & (Self.memory - 1)
            defer { readers[place] = mark }
            return readers[place] != mark
        }
    }
}
