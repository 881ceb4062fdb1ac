import JSONText
import LinkPolicy
public import Moderation

extension RulingStore {
    /// The rulings in force that may have counted `former`: later ones on the same subject, or on what it is a part of.
    ///
    /// - Parameter now: Seconds since 1970.
    public func inForce(after former: Ruling, at now: Int64) async throws -> [Ruling] {
        try await database.read { connection in
            let platform = try connection.rows(
                "SELECT platform, number FROM ruling WHERE id = $1", [.text(former.id)]
            ).first
            guard let platform else { return [] }
            var conditions = ["(subject_kind = $3 AND subject = $4)"]
            var arguments: [SQLValue] = [
                .text(former.tenant.rawValue), .integer(try platform.integer(1)), .text(former.subject.kind.rawValue),
                .text(former.subject.key),
            ]
            func place(_ text: String) -> String {
                arguments.append(.text(text))
                return "$\(arguments.count)"
            }
            let isOnAddress = [.link, .path, .domain].contains(former.subject.kind)
            if isOnAddress, var host = AddressSubject(former.subject.key)?.host[...] {
                var hosts = [place(String(host))]
                while let dot = host.firstIndex(of: ".") {
                    host = host[host.index(after: dot)...]
                    hosts.append(place(String(host)))
                }
                conditions.append("host IN (\(hosts.joined(separator: ", ")))")
            }
            if isOnAddress, let slug = try platform.optionalText(0) {
                conditions.append("(subject_kind = 'platform' AND subject = \(place(slug)))")
            }
            return try connection.rows(
                """
                SELECT \(Self.columns) FROM ruling
                WHERE tenant = $1 AND number > $2 AND (\(conditions.joined(separator: " OR "))) AND ended_at IS NULL
                ORDER BY number
                """, arguments
            ).compactMap(Self.ruling).filter { $0.isInForce(at: now) && $0.subject.covers(former.subject) }
        }
    }

    /// Notes in the audit log, once, that the ladder now says less of rulings than when they were made.
    ///
    /// - Parameters:
    ///   - former: The reversed ruling that they counted.
    ///   - actor: Who decided on the appeal.
    ///   - now: Seconds since 1970.
    public func note(
        _ reproposals: [Reproposal], after former: Ruling, by actor: String, at now: Int64
    ) async throws {
        guard !reproposals.isEmpty else { return }
        try await database.write { connection in
            for each in reproposals {
                let noted = try connection.rows(
                    "SELECT detail FROM audit_entry WHERE tenant = $1 AND subject = $2 AND action = 'ruling.reproposed'",
                    [.text(each.ruling.tenant.rawValue), .text(each.ruling.id)])
                if try noted.contains(where: { try $0.text(0).contains(former.id) }) { continue }
                try AuditStore.add(
                    connection, tenant: each.ruling.tenant, at: now, by: actor, "ruling.reproposed",
                    on: each.ruling.id
                ) { json in
                    json.member("reversed", former.id)
                    json.member("step", each.proposal.step.rawValue)
                    json.member("concerns", each.proposal.concerns.map(\.code))
                }
            }
        }
    }
}
