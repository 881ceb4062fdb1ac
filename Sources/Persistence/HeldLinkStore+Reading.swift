import JSONText
public import LinkPolicy
import LinkTokens
import Webhooks

extension HeldLinkStore {
    /// Part of the held links, the latest first.
    ///
    /// - Parameters:
    ///   - tenant: Whose links; everybody's when `nil`, as with the others.
    ///   - before: Only links held before the one of this number.
    public func links(
        tenant: TenantID?, state: HeldLink.State? = nil, group: String? = nil, sender: String? = nil,
        before: UInt64? = nil, limit: Int
    ) async throws -> [HeldLink] {
        try await database.read { connection in
            var conditions = ["1 = 1"]
            var arguments: [SQLValue] = []
            func add(_ condition: String, _ value: SQLValue?) {
                guard let value else { return }
                arguments.append(value)
                conditions.append(condition.replacing("?", with: "$\(arguments.count)"))
            }
            add("tenant = ?", tenant.map { .text($0.rawValue) })
            add("state = ?", state.map { .text($0.rawValue) })
            add("group_id = ?", group.map { .text($0) })
            add("sender = ?", sender.map { .text($0) })
            add(
                "number < (SELECT number FROM held_link WHERE link_id = ?)",
                before.map { .integer(Int64(bitPattern: $0)) })
            arguments.append(.integer(Int64(limit)))
            return try connection.rows(
                """
                SELECT \(Self.columns) FROM held_link WHERE \(conditions.joined(separator: " AND "))
                ORDER BY number DESC LIMIT $\(arguments.count)
                """, arguments
            ).map(Self.link)
        }
    }

    /// A held link with every decision on it, the latest last.
    ///
    /// - Parameter tenant: Whose it must be; anybody's when `nil`.
    public func find(
        _ id: UInt64, tenant: TenantID?
    ) async throws -> (link: HeldLink, history: [HeldDecisionRecord])? {
        try await database.read { connection in
            guard let link = try Self.link(id, tenant: tenant, connection) else { return nil }
            return (link, try Self.history(id, connection))
        }
    }

    /// The decision that holds on each link, by its number; none for a link that waits.
    ///
    /// - Parameter ids: As many as one page shows.
    public func lastDecisions(on ids: [UInt64]) async throws -> [UInt64: HeldDecisionRecord] {
        try await database.read { connection in
            var found: [UInt64: HeldDecisionRecord] = [:]
            for id in ids { found[id] = try Self.history(id, connection).last }
            return found
        }
    }

    /// Links that wait.
    public func waitingCount() async throws -> Int {
        try await database.read { connection in
            Int(
                try connection.rows("SELECT COUNT(*) FROM held_link WHERE state = 'waiting'").first?.integer(0) ?? 0)
        }
    }

    /// A decision that holds, on a link that still works.
    public struct InForce: Sendable {
        public var linkID: UInt64
        /// Until when the link works: seconds since 1970.
        public var until: Int64
        public var decision: HeldDecision
        /// The revision that holds it.
        public var revision: Int64
    }

    /// The decisions made after a revision, on links that work at `now` (seconds since 1970).
    public func decisions(after revision: Int64, now: Int64) async throws -> [InForce] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT held_link.link_id, held_link.link_expires_at, held_link.grounds, held_decision.action,
                    held_decision.origin, held_decision.reason, held_link.revision
                FROM held_link JOIN held_decision ON held_decision.id = (
                    SELECT MAX(id) FROM held_decision WHERE held_decision.link_id = held_link.link_id)
                WHERE held_link.revision > $1 AND held_link.link_expires_at > $2
                """, [.integer(revision), .integer(now)]
            ).map { row in
                InForce(
                    linkID: UInt64(bitPattern: try row.integer(0)), until: try row.integer(1),
                    decision: HeldDecision(
                        try Self.value(row, 3), of: Set(try Self.grounds(try row.text(2), column: 2).map(\.code)),
                        by: try Self.value(row, 4), reason: try row.text(5)),
                    revision: try row.integer(6))
            }
        }
    }

    // MARK: Rows

    static let columns = "context, host, grounds, state, expires_at"

    static func link(_ row: SQLRow) throws -> HeldLink {
        var link = HeldLink(
            context: try LinkContext(encoded: row.blob(0)), host: try row.optionalText(1),
            grounds: try grounds(try row.text(2), column: 2), expiresAt: try row.integer(4))
        link.state = try value(row, 3)
        return link
    }

    static func link(_ id: UInt64, tenant: TenantID?, _ connection: any SQLConnection) throws -> HeldLink? {
        let link = try connection.rows(
            "SELECT \(columns) FROM held_link WHERE link_id = $1", [.integer(Int64(bitPattern: id))]
        ).first.map(link)
        return tenant == nil || link?.context.tenant == tenant ? link : nil
    }

    static func history(_ id: UInt64, _ connection: any SQLConnection) throws -> [HeldDecisionRecord] {
        try connection.rows(
            """
            SELECT at, action, origin, former, person, api_key, reason FROM held_decision
            WHERE link_id = $1 ORDER BY id
            """, [.integer(Int64(bitPattern: id))]
        ).map { row in
            HeldDecisionRecord(
                at: try row.integer(0), action: try value(row, 1), origin: try value(row, 2),
                former: try value(row, 3), person: try row.optionalText(4), apiKey: try row.optionalText(5),
                reason: try row.text(6))
        }
    }

    private static func value<Value: RawRepresentable<String>>(_ row: SQLRow, _ column: Int) throws -> Value {
        guard let value = Value(rawValue: try row.text(column)) else {
            throw PersistenceError.unexpectedValue(column: column)
        }
        return value
    }

    static func text(of grounds: [HeldGround]) -> String {
        var json = JSONWriter()
        json.array { json in for ground in grounds { ground.write(to: &json) } }
        return json.text
    }

    private static func grounds(_ text: String, column: Int) throws -> [HeldGround] {
        var reader = JSONReader(text)
        var grounds: [HeldGround] = []
        do {
            try reader.array { (reader, _) throws(JSONProblem) in
                var ground = HeldGround(
                    code: "", origin: .policy, title: LocalizedText(zh: "", en: ""),
                    explanation: LocalizedText(zh: "", en: ""))
                try reader.object { (reader, name) throws(JSONProblem) in
                    switch name {
                    case "code": ground.code = try reader.string()
                    case "by": ground.origin = Origin(rawValue: try reader.string()) ?? .policy
                    case "title": ground.title = try words(&reader)
                    case "explanation": ground.explanation = try words(&reader)
                    default: try reader.skip()
                    }
                }
                grounds.append(ground)
            }
        } catch {
            throw PersistenceError.unexpectedValue(column: column)
        }
        return grounds
    }

    private static func words(_ reader: inout JSONReader) throws(JSONProblem) -> LocalizedText {
        var text = LocalizedText(zh: "", en: "")
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "zh": text.zh = try reader.string()
            case "en": text.en = try reader.string()
            default: try reader.skip()
            }
        }
        return text
    }
}
