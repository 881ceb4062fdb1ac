public import JSONText
import LinkPolicy
public import Moderation
import Webhooks

extension Appeal {
    /// Writes the appeal as its tenant sees it.
    ///
    /// - Parameter reproposals: What the ladder now says of other rulings, right after a decision.
    public func write(to json: inout JSONWriter, reproposals: [Reproposal] = []) {
        func time(_ seconds: Int64) -> String { utcTimestamp(milliseconds: seconds * 1_000) }
        json.object { json in
            json.member("id", id)
            json.member("ruling", rulingID)
            json.member("kind", kind.rawValue)
            json.member("party", party.rawValue)
            json.member("proof", proof)
            json.member("statement", statement)
            json.member("state", state.rawValue)
            json.member("at", time(at))
            json.member("due_at", time(dueAt))
            if let decision {
                json.object("decision") { json in
                    json.member("at", time(decision.at))
                    json.member("moderator", decision.actor)
                    json.member("answer", decision.answer)
                }
            }
            guard !reproposals.isEmpty else { return }
            json.array("reproposals") { json in
                for each in reproposals {
                    json.object { json in
                        json.member("ruling", each.ruling.id)
                        json.member("step", each.proposal.step.rawValue)
                        json.member("ends_at", each.proposal.term.end(from: each.ruling.startsAt).map(time))
                        json.member("concerns", each.proposal.concerns.map(\.code))
                    }
                }
            }
        }
    }
}
