import Gate
import Hummingbird
import JSONText
import LinkPolicy
import Persistence
import Platforms
import ThreatIntel
import URLStandard

/// `/healthz` says that the process runs; `/readyz` that it can answer checks and clicks, and with which rulebook.
struct HealthRoutes: Sendable {
    let state: GatewayState
    let observations: ObservationWriter
    let revisions: RevisionStore

    func live(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        .json { json in json.object { $0.member("status", "ok") } }
    }

    func ready(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let rulebook = state.current.rulebook
        let inFlight = observations.inFlight
        let storeAnswers = (try? await revisions.latest()) != nil
        let isReady = state.publicURL != nil && storeAnswers
        return .json(isReady ? .ok : .serviceUnavailable) { json in
            json.object { json in
                json.member("status", isReady ? "ready" : storeAnswers ? "starting" : "store unavailable")
                json.member("revision", Int(rulebook.revision))
                json.member("platforms", rulebook.catalog.descriptors.count)
                json.member("policies", rulebook.policies.keys.sorted())
                json.member("public_suffix_list", rulebook.publicSuffixes.date)
                json.member("threat_entries", rulebook.threats.map(\.keyCount))
                json.member("degraded", state.missing.map(\.rawValue).sorted())
                json.member("observations_in_flight", inFlight)
            }
        }
    }
}
