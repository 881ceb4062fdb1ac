import Gate
import LinkPolicy
import Persistence
import URLStandard

/// Changes choices for the API and the pages: on disk and in force here before anybody is told so.
struct ChoiceService: Sendable {
    let state: GatewayState
    let reader: ChoiceReader
    let clock: any GatewayClock

    var store: ChoiceStore { reader.store }

    /// Checks a trusted domain against the Public Suffix List of this moment.
    var domainCheck: DomainCheck {
        let suffixes = state.current.rulebook.publicSuffixes
        return { (domain) throws(ChoiceForm.Refusal) in try ChoiceForm.domain(domain, suffixes) }
    }

    /// - Parameter settings: `nil` gives the choice up.
    func change(
        _ subject: ChoiceSubject, to settings: (any ChoiceSettings)?, by actor: ChoiceActor,
        if conditions: [ChoiceCondition]
    ) async throws -> ChoiceOutcome {
        let outcome = try await store.change(
            subject, to: settings?.stored, by: actor, if: conditions, now: clock.seconds)
        switch outcome {
        case .set, .removed: try await reader.refresh()
        case .unchanged, .conditionFailed: break
        }
        return outcome
    }
}
