public import JSONText
public import LinkPolicy
public import Moderation
public import Persistence
import Webhooks

extension CaseRecord {
    /// Writes the case as the API shows it.
    ///
    /// - Parameters:
    ///   - rules: Where categories have their words.
    ///   - now: Seconds since 1970.
    public func write(to json: inout JSONWriter, rules: ComplaintRules, now: Int64, language: Language) {
        json.object { writeMembers(to: &$0, rules: rules, now: now, language: language) }
    }

    /// Writes it with its notes, its log and what is around it.
    public func write(
        to json: inout JSONWriter, notes: [CaseNote], log: [AuditEntry], around: CaseSurroundings,
        rules: ComplaintRules, now: Int64, language: Language
    ) {
        json.object { json in
            writeMembers(to: &json, rules: rules, now: now, language: language)
            json.array("notes") { json in for note in notes { note.write(to: &json) } }
            json.array("log") { json in for entry in log { entry.write(to: &json) } }
            json.object("around") { json in
                json.key("subject")
                around.subject.write(to: &json)
                json.array("areas") { json in
                    for area in around.areas {
                        json.object { json in
                            json.member("kind", area.kind.rawValue)
                            json.member("key", area.key)
                            json.key("cases")
                            area.count.write(to: &json)
                        }
                    }
                }
            }
        }
    }

    private func writeMembers(to json: inout JSONWriter, rules: ComplaintRules, now: Int64, language: Language) {
        json.member("id", id)
        json.member("state", state.rawValue)
        json.member("kind", kind.rawValue)
        json.member("subject", key)
        json.member("host", host)
        json.member("platform", platform)
        json.member("sender", sender)
        json.member("group", group)
        json.member("category", category)
        json.member("category_title", rules.title(of: category, language))
        json.member("severity", harm.severity)
        json.member("trusted", isTrusted)
        json.member("complaints", Int(complaints))
        json.member("openings", Int(openings))
        json.key("openings_per_hour")
        json.decimal(state == .decided ? 0 : harm.openingsPerHour(now: now))
        json.key("expected_harm")
        json.decimal(state == .decided ? 0 : harm.expected(now: now))
        json.member("former_unfounded", harm.formerUnfounded)
        json.member("opened_at", time(openedAt))
        json.member("due_at", time(dueAt))
        json.member("overdue", isOverdue(at: now))
        json.member("assignee", assignee)
        json.member("asked", asked)
        json.member("decided_at", decidedAt.map(time))
        json.member("decided_by", decidedBy)
        json.member("outcome", outcome?.rawValue)
        json.member("reason", reason)
        json.member("ruling", ruling)
    }
}

extension CaseSurroundings.Count {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("in_progress", inProgress)
            json.member("founded", founded)
            json.member("unfounded", unfounded)
        }
    }
}

extension CaseNote {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("at", time(at))
            json.member("kind", kind.rawValue)
            json.member("by", actor)
            json.member("asked", asked)
            json.member("outcome", outcome?.rawValue)
            json.member("text", text)
        }
    }
}

extension AuditEntry {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("at", time(at))
            json.member("by", actor)
            json.member("action", action)
            json.key("detail")
            json.value(detail)
        }
    }

    /// Writes the entry as an export has it.
    public func writeWhole(to json: inout JSONWriter) {
        json.object { json in
            json.member("number", Int(number))
            json.member("at", time(at))
            json.member("tenant", tenant.rawValue)
            json.member("by", actor)
            json.member("action", action)
            json.member("subject", subject)
            json.key("detail")
            json.value(detail)
        }
    }
}

extension ComplaintRecord {
    /// Writes the complaint as moderators see it.
    public func write(to json: inout JSONWriter, rules: ComplaintRules, language: Language) {
        json.object { json in
            writeReceipt(to: &json, rules: rules, language: language)
            json.member("source", source.rawValue)
            json.member("key", apiKey)
            json.member("opened_at", openedAt.map(time))
            json.member("trusted", isTrusted)
            json.array("additions") { json in
                for addition in additions {
                    json.object { json in
                        json.member("at", time(addition.at))
                        json.member("category", addition.category)
                        json.member("statement", addition.statement)
                    }
                }
            }
            json.array("pictures") { json in
                for picture in pictures {
                    json.object { json in
                        json.member("number", picture.number)
                        json.member("at", time(picture.at))
                        json.member("width", picture.width)
                        json.member("height", picture.height)
                        json.member("bytes", picture.size)
                    }
                }
            }
            json.key("evidence")
            if let evidence { json.value(evidence) } else { json.null() }
        }
    }

    /// Writes what whoever sent it in is told, as members of an object.
    func writeReceipt(to json: inout JSONWriter, rules: ComplaintRules, language: Language) {
        json.member("id", id)
        json.member("state", publicState)
        json.member("at", time(at))
        json.member("case", caseID)
        json.member("link_id", linkID == 0 ? nil : linkName(linkID))
        json.member("url", address)
        json.member("scene", scene.rawValue)
        json.member("category", category)
        json.member("category_title", rules.title(of: category, language))
        json.member("statement", statement)
        json.member("person", person)
        json.member("opened", openedAt != nil)
        json.member("counted", isCounted)
        json.member("decided_at", decidedAt.map(time))
        json.member("outcome", outcome?.rawValue)
        json.member("reason", reason)
    }

    /// `received`, `in_review` or `decided`.
    public var publicState: String {
        switch state {
        case .open: "received"
        case .assigned, .waiting: "in_review"
        case .decided: "decided"
        }
    }
}

extension ComplainantRecord {
    /// Writes what is known of somebody who complains.
    ///
    /// - Parameter now: Seconds since 1970.
    public func write(to json: inout JSONWriter, now: Int64) {
        json.object { json in
            json.member("tenant", tenant.rawValue)
            json.member("person", person)
            json.member("trusted_since", trustedAt.map(time))
            json.member("warned_at", warnedAt.map(time))
            json.member("paused_until", pausedUntil.flatMap { $0 > now ? time($0) : nil })
            json.member("founded", founded)
            json.member("unfounded", unfounded)
            json.member("waiting", waiting)
        }
    }
}

extension JSONWriter {
    /// A number with at most three decimals.
    fileprivate mutating func decimal(_ number: Double) {
        let thousandths = Int((min(number, 1e12) * 1_000).rounded())
        let rest = String(thousandths % 1_000)
        value("\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest)
    }
}

private func time(_ seconds: Int64) -> String { utcTimestamp(milliseconds: seconds * 1_000) }
