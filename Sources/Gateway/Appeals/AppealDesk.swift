import LinkPolicy
import Moderation
import Persistence

/// Where appeals are taken and what follows at once.
struct AppealDesk: Sendable {
    /// Bytes of a statement.
    static let statementLimit = 4_000
    /// Who decides what a machine can see by itself.
    static let machine = "gateway"

    let state: GatewayState
    let store: AppealStore
    let proof: SiteProof
    let clock: any GatewayClock

    /// Takes what is said against `ruling`. A request to look again at a page that is gone is granted at once,
    /// but for what is blocked or comes again.
    ///
    /// - Parameter once: The request that hands it in, where it can come again.
    /// - Throws: ``Moderation/Appeal/Refusal``; ``Persistence/IdempotencyStore/Repeated`` where the request was taken
    ///   before.
    func take(
        _ kind: Appeal.Kind, against ruling: Ruling, by party: Appeal.Party, proof shown: String, statement: String,
        once: IdempotencyStore.Once? = nil
    ) async throws -> Appeal {
        let now = clock.seconds
        let appeal = Appeal(
            id: ReceiptNumber("A").text, tenant: ruling.tenant, rulingID: ruling.id, kind: kind, party: party,
            proof: shown, statement: statement, at: now, dueAt: now + Appeal.time(for: kind))
        try await store.add(appeal, once: once)
        guard kind == .mended, Self.mayBeSeenByMachine(ruling), await proof.isGone(ruling.subject) else {
            return appeal
        }
        let decision = Appeal.Decision(
            at: clock.seconds, actor: Self.machine, answer: "已自动复查：页面已不存在。 Looked at by a machine: the page is gone.")
        do {
            return try await decide(appeal.id, of: appeal.tenant, isFounded: true, decision)
        } catch is Appeal.DecisionRefusal {
            // A moderator was quicker.
            return try await store.find(appeal.id) ?? appeal
        }
    }

    /// Whether a machine's look is enough. A site can show a machine another page than people: what is blocked, or comes
    /// again, waits for a person.
    private static func mayBeSeenByMachine(_ ruling: Ruling) -> Bool {
        ruling.step < .block && ruling.endsWhenMended
    }

    /// Decides; when this returns the decision is in force here.
    ///
    /// - Parameter once: The request that asks for it, where it can come again.
    /// - Throws: ``Moderation/Appeal/DecisionRefusal``; ``Persistence/IdempotencyStore/Repeated`` where the request
    ///   decided it before.
    func decide(
        _ id: String, of tenant: TenantID, isFounded: Bool, _ decision: Appeal.Decision,
        once: IdempotencyStore.Once? = nil
    ) async throws -> Appeal {
        let made = try await store.decide(id, of: tenant, isFounded: isFounded, decision, once: once)
        if let revision = made.revision { try await state.waitUntilInForce(revision) }
        return made.appeal
    }
}
