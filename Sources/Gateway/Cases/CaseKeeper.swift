import Gate
import LinkRecognition
import Logging
import Moderation
import Persistence
import Platforms
import ServiceLifecycle

/// Writes how often links with a case are opened, and learns of cases that other gateways on the store begin. A crash
/// loses the openings of the last second; they order a queue, and nothing else depends on them. Complaints from before
/// there were cases are gathered in cases first.
struct CaseKeeper: Service {
    private static let interval = Duration.seconds(1)
    /// Looks between two times at which decided cases are forgotten.
    private static let looksPerReading = 600
    /// Complaints put into cases in one transaction.
    private static let portion = 200

    let store: CaseStore
    let complaints: ComplaintStore
    let state: GatewayState
    let clock: any GatewayClock
    let logger: Logger

    func run() async throws {
        let looks = RepeatedLook(interval: Self.interval, failure: "cases could not be kept", logger: logger)
        await looks.run { number in
            let isWhole = number % Self.looksPerReading == 0
            if isWhole { try await adopt() }
            try await look(isWhole: isWhole)
        }
        try? await look(isWhole: false)
    }

    /// Gathers complaints that are older than cases.
    func adopt() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let found = try await complaints.withoutCase(limit: Self.portion)
            guard !found.isEmpty else { return }
            let rulebook = state.current.rulebook
            let filings = found.map { complaint in
                let target = rulebook.catalog.identify(address: complaint.address, form: .web)
                let subject = ComplaintSubject(target)
                var filing = ComplaintFiling(complaint, on: subject.kind, subject.key)
                filing.host = subject.host
                filing.platform = target.platform
                return filing
            }
            try await complaints.adopt(filings, rules: rulebook.complaints)
            logger.info("complaints from before there were cases have one", metadata: ["count": "\(found.count)"])
        }
    }

    func look(isWhole: Bool) async throws {
        let openings = state.cases.takeOpenings()
        do { try await store.countOpenings(openings, now: clock.seconds) } catch {
            state.cases.giveBack(openings)
            throw error
        }
        try await state.cases.refresh(from: store, isWhole: isWhole)
    }
}
