import LinkPolicy
import Persistence

/// Decides on held links, for the API and for the pages of groups.
struct HoldDesk: Sendable {
    let state: GatewayState
    let store: HeldLinkStore
    let clock: any GatewayClock

    /// Decides, and puts the decisions in force here; other gateways on the store see them within a moment.
    ///
    /// - Parameter apiKey: The id of the key that asks; `nil` for a person in a session.
    func decide(
        _ wanted: [HoldRequest], tenant: TenantID, apiKey: String?
    ) async throws -> [HeldLinkStore.Outcome] {
        let made = try await store.decide(wanted, tenant: tenant, apiKey: apiKey, now: clock.seconds)
        if made.revision != nil { try await state.holds.refresh(from: store, now: clock.seconds) }
        return made.outcomes
    }
}
