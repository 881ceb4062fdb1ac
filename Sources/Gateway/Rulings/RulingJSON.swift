public import JSONText
public import LinkPolicy
public import Moderation
import Webhooks

private func time(_ seconds: Int64) -> String { utcTimestamp(milliseconds: seconds * 1_000) }

extension ModeratedSubject {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", kind.rawValue)
            json.member("name", key)
        }
    }
}

extension Ruling {
    /// Writes the ruling as its tenant sees it.
    ///
    /// - Parameter now: Seconds since 1970.
    public func write(to json: inout JSONWriter, language: Language, at now: Int64) {
        json.object { json in
            json.member("id", id)
            json.key("subject")
            subject.write(to: &json)
            json.member("step", step.rawValue)
            json.member("category", category)
            json.member("clause", clause[language])
            json.member("facts", facts)
            json.member("source", source.rawValue)
            json.member("automated_detection", isDetectedAutomatically)
            json.member("automated_decision", automation.rawValue)
            json.member("moderator", actor)
            json.member("case", caseID)
            json.member("justification", justification.isEmpty ? nil : justification)
            json.member("in_force", isInForce(at: now))
            json.member("starts_at", time(startsAt))
            json.member("ends_at", endsAt.map(time))
            json.member("ends_when_mended", endsWhenMended)
            if let end {
                json.object("ended") { json in
                    json.member("at", time(end.at))
                    json.member("reason", end.reason.rawValue)
                    json.member("words", end.words)
                    json.member("moderator", end.actor)
                }
            }
            json.member("statement", "/reasons/" + id)
        }
    }
}

extension SanctionProposal {
    /// - Parameters:
    ///   - reach: Whom and what it would touch.
    ///   - now: Seconds since 1970, when it would begin.
    public func write(to json: inout JSONWriter, reach: SanctionReach, language: Language, at now: Int64) {
        json.object { json in
            json.member("step", step.rawValue)
            json.member("ends_at", term.end(from: now).map(time))
            if case .untilMended = term {
                json.member("ends_when_mended", true)
            } else {
                json.member("ends_when_mended", false)
            }
            json.member("repeats", repeats.map(\.id))
            json.member("offenders", offenders)
            json.array("concerns") { json in
                for concern in concerns {
                    json.object { json in
                        json.member("code", concern.code)
                        json.member("words", concern.words[language])
                    }
                }
            }
            json.object("reach") { json in
                json.member("openings_per_day", reach.openingsPerDay.map { ($0 * 10).rounded() / 10 })
                json.member("counted", reach.basis?.rawValue)
                json.member("cases", reach.cases)
                json.member("senders", reach.senders)
                json.member("groups", reach.groups)
            }
        }
    }
}
