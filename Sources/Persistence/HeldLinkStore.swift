public import LinkPolicy
import LinkTokens
import Webhooks

/// Held links, the decisions on them, and what webhooks are told of both.
public struct HeldLinkStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Keeps links that wait, and tells the webhooks. When this returns they are on disk.
    public func insert(_ links: [HeldLink]) async throws {
        guard !links.isEmpty else { return }
        try await database.write { connection in
            for link in links {
                let context = link.context
                try connection.run(
                    """
                    INSERT INTO held_link (
                        link_id, tenant, sender, group_id, context, host, grounds, state, created_at, expires_at,
                        link_expires_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                    """,
                    [
                        .integer(Int64(bitPattern: context.linkID)), .text(context.tenant.rawValue),
                        .text(context.sender), .text(context.group), .blob(context.encoded()), .text(link.host),
                        .text(Self.text(of: link.grounds)), .text(link.state.rawValue), .integer(context.issuedAt),
                        .integer(link.expiresAt), .integer(context.expiresAt),
                    ])
                try Outbox.add(connection, .held(link.notice, at: context.issuedAt * 1_000), tenant: context.tenant)
            }
        }
    }

    /// What became of a request for a decision.
    public enum Outcome: Sendable {
        case decided(HeldLink, HeldDecisionRecord)
        /// It is as asked for already.
        case unchanged(HeldLink, HeldDecisionRecord)
        case refused(HoldRefusal)
        case unknown
    }

    /// Decides on held links in one transaction, each by itself, and tells the webhooks.
    ///
    /// - Parameters:
    ///   - tenant: Whose links; anybody's when `nil`.
    ///   - apiKey: The id of the key that asks; `nil` for the command line and for a person in a session.
    ///   - now: Seconds since 1970.
    /// - Returns: One outcome a request, and the revision that holds the decisions; `nil` when nothing changed.
    public func decide(
        _ requests: [HoldRequest], tenant: TenantID?, apiKey: String?, now: Int64
    ) async throws -> (outcomes: [Outcome], revision: Int64?) {
        try await database.write { connection in
            var revision: Int64?
            let outcomes = try requests.map { request -> Outcome in
                guard let link = try Self.link(request.linkID, tenant: tenant, connection) else { return .unknown }
                let last = try Self.history(request.linkID, connection).last
                if let refusal = link.refusal(of: request.action, by: request.origin, last: last) {
                    return .refused(refusal)
                }
                if let last, link.state == request.action.state, last.origin == request.origin,
                    last.reason == request.reason, last.person == request.person
                {
                    return .unchanged(link, last)
                }
                if let seen = request.seen, seen != link.state { return .refused(.decidedMeanwhile) }
                let new = try revision ?? RevisionStore.bump(connection, subject: Self.subject, now: now)
                revision = new
                let record = HeldDecisionRecord(
                    at: now, action: request.action, origin: request.origin, former: link.state,
                    person: request.person, apiKey: apiKey, reason: request.reason)
                return .decided(try Self.put(record, on: link, revision: new, connection), record)
            }
            return (outcomes, revision)
        }
    }

    /// Ends the wait of links on which nobody decided in time, and tells the webhooks.
    ///
    /// - Parameters:
    ///   - now: Seconds since 1970.
    ///   - limit: Links at most.
    /// - Returns: How many; fewer than `limit` means that none is left.
    public func expire(now: Int64, limit: Int) async throws -> Int {
        // Most looks find nothing and need no writer.
        guard try await database.read({ try !Self.due($0, now: now, limit: 1).isEmpty }) else { return 0 }
        return try await database.write { connection in
            let due = try Self.due(connection, now: now, limit: limit)
            guard !due.isEmpty else { return 0 }
            let revision = try RevisionStore.bump(connection, subject: Self.subject, now: now)
            for link in due {
                let record = HeldDecisionRecord(
                    at: now, action: .expire, origin: .operator, former: link.state, reason: "")
                _ = try Self.put(record, on: link, revision: revision, connection)
            }
            return due.count
        }
    }

    private static func due(_ connection: any SQLConnection, now: Int64, limit: Int) throws -> [HeldLink] {
        try connection.rows(
            """
            SELECT \(columns) FROM held_link WHERE state = 'waiting' AND expires_at <= $1
            ORDER BY expires_at LIMIT $2
            """, [.integer(now), .integer(Int64(limit))]
        ).map(link)
    }

    /// The link with the decision.
    private static func put(
        _ record: HeldDecisionRecord, on link: HeldLink, revision: Int64, _ connection: any SQLConnection
    ) throws -> HeldLink {
        let id = SQLValue.integer(Int64(bitPattern: link.context.linkID))
        try connection.run(
            "UPDATE held_link SET state = $1, revision = $2 WHERE link_id = $3",
            [.text(record.action.state.rawValue), .integer(revision), id])
        try connection.run(
            """
            INSERT INTO held_decision (link_id, at, action, origin, former, person, api_key, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                id, .integer(record.at), .text(record.action.rawValue), .text(record.origin.rawValue),
                .text(record.former.rawValue), .text(record.person), .text(record.apiKey), .text(record.reason),
            ])
        let decision = HeldLinkNotice.Decision(
            action: record.action, origin: record.origin, person: record.person, reason: record.reason,
            former: record.former.rawValue)
        try Outbox.add(
            connection, .decided(link.notice, decision, at: record.at * 1_000), tenant: link.context.tenant)
        var decided = link
        decided.state = record.action.state
        return decided
    }

    /// What a change of revision is about when it is a decision here.
    public static let subject = "held_link"
}
