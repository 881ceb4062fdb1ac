import Attribution
import Gate
import Hummingbird
public import JSONText
import LinkPolicy
public import Persistence
import URLStandard

/// `GET /v1/sites/{host}/health`: what links to a site were like whenever they were looked at.
struct SiteHealthRoute: Sendable {
    /// Days that are told.
    static let days = 30
    private static let readingLimit = 100

    let state: GatewayState
    let store: HealthStore
    let clock: any GatewayClock

    func history(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let snapshot = state.current
        let key = try snapshot.authenticate(request, for: .read)
        try request.requireQuery(only: [])
        let text = context.parameters.get("host") ?? ""
        guard !text.contains("/"), let url = try? WebURL("http://\(text)/"), !url.hasCredentials, url.path == "/" else {
            throw Problem.notFound
        }
        let site = HealthNote.site(of: url, snapshot.rulebook.publicSuffixes)
        let history = try await store.history(
            tenant: key.record.tenant, site: site, since: clock.seconds - Int64(Self.days) * 86_400,
            limit: Self.readingLimit)
        guard !history.notes.isEmpty else {
            throw Problem(
                .notFound, "no-readings", "Nothing is known of this site",
                detail: "No link of yours that leads to it was looked at in the last \(Self.days) days.")
        }
        return .json { json in history.write(to: &json, site: site) }
    }
}

extension HealthStore.History {
    /// Writes the history as the API has it.
    public func write(to json: inout JSONWriter, site: String) {
        json.object { json in
            json.member("site", site)
            json.array("states") { json in
                for (state, count) in states.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                    json.object { json in
                        json.member("state", state)
                        json.member("count", count)
                    }
                }
            }
            json.array("readings") { json in
                for note in notes {
                    json.object { json in
                        json.member("url", note.url)
                        json.member("state", note.state)
                        json.member("evidence", note.evidence)
                        json.member("read_at", CardAnswer.time(note.at * 1_000))
                    }
                }
            }
        }
    }
}
