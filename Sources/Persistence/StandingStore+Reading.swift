public import LinkPolicy
import Moderation

extension StandingStore {
    /// Grows with each ``commit(_:version:rules:now:)``.
    public func version() async throws -> Int64 {
        try await database.read { try Note.standingsVersion.value($0) ?? 0 }
    }

    /// The first notes that are not taken in, in order, at most `limit`.
    public func notes(limit: Int) async throws -> [StandingNote] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT number, tenant, at, kind, name, domain, platform, sender, group_id, amount, founded, unfounded
                FROM standing_note ORDER BY number LIMIT \(limit)
                """
            ).map { row in
                guard let tenant = TenantID(try row.text(1)) else { throw PersistenceError.unexpectedValue(column: 1) }
                return StandingNote(
                    number: try row.integer(0), tenant: tenant, at: try row.integer(2),
                    event: try Self.event(row, tenant, connection))
            }
        }
    }

    private static func event(
        _ row: SQLRow, _ tenant: TenantID, _ connection: any SQLConnection
    ) throws -> StandingNote.Event {
        let name = try row.text(4)
        switch NoteKind(rawValue: try row.text(3)) {
        case .complaint:
            guard let complaint = try ComplaintStore.find(name, tenant: tenant, connection) else { return .gone }
            return .complaint(
                complaint,
                StandingNote.Origin(
                    platform: try row.optionalText(6), sender: try row.optionalText(7),
                    group: try row.optionalText(8), founded: Int(try row.optionalInteger(10) ?? 0),
                    unfounded: Int(try row.optionalInteger(11) ?? 0)))
        case .decided:
            guard let record = try CaseStore.find(name, tenant: tenant, connection) else { return .gone }
            let unfounded = record.outcome == .unfounded ? try complaints(of: record, connection) : []
            return .decided(record.kind, record.key, unfounded: unfounded)
        case .ruling:
            guard let ruling = try RulingStore.find(name, connection) else { return .gone }
            let platform = try connection.rows("SELECT platform FROM ruling WHERE id = $1", [.text(name)])
                .first?.optionalText(0)
            return .ruling(ruling, platform: platform, try caseOf(ruling.caseID, connection))
        case .ended:
            guard let ruling = try RulingStore.find(name, connection) else {
                return .ended(ruling: name, complaints: [])
            }
            // Whoever lifts a ruling, or finds the matter mended, does not say that the complaints were wrong.
            let record = ruling.end?.reason == .reversed ? try caseOf(ruling.caseID, connection) : nil
            return .ended(ruling: name, complaints: try record.map { try complaints(of: $0, connection) } ?? [])
        case .openings:
            return .openings(
                StandingExposure(
                    tenant: tenant, hour: try row.integer(2), domain: try row.optionalText(5),
                    platform: try row.optionalText(6), sender: try row.optionalText(7),
                    group: try row.optionalText(8), count: Int(try row.optionalInteger(9) ?? 0)))
        case nil: return .gone
        }
    }

    private static func caseOf(_ id: String?, _ connection: any SQLConnection) throws -> CaseRecord? {
        try id.flatMap { try CaseStore.find($0, tenant: nil, connection) }
    }

    private static func complaints(of record: CaseRecord, _ connection: any SQLConnection) throws -> [String] {
        try connection.rows(
            "SELECT id FROM complaint WHERE case_number = $1 ORDER BY at, id", [.integer(record.number)]
        ).map { try $0.text(0) }
    }

    // MARK: Standings

    /// Whose standings are kept.
    public func tenants() async throws -> [TenantID] {
        try await database.read { connection in
            try connection.rows("SELECT tenant FROM standing_population ORDER BY tenant").compactMap {
                TenantID(try $0.text(0))
            }
        }
    }

    /// A tenant's standings, by kind and name.
    ///
    /// - Parameters:
    ///   - kind: Of one kind only.
    ///   - tier: Those in one tier only.
    ///   - after: The last of the page before.
    ///   - hasDetail: Whether the details are read, too.
    public func list(
        of tenant: TenantID, kind: String? = nil, tier: ReputationTier? = nil,
        after: (kind: String, name: String)? = nil, hasDetail: Bool = false, limit: Int
    ) async throws -> [StandingRecord] {
        try await database.read { connection in
            var conditions = ["tenant = $1"]
            var arguments: [SQLValue] = [.text(tenant.rawValue)]
            func place(_ value: String) -> String {
                arguments.append(.text(value))
                return "$\(arguments.count)"
            }
            if let kind { conditions.append("kind = \(place(kind))") }
            if let tier { conditions.append("tier = \(place(tier.rawValue))") }
            if let after {
                let (kind, name) = (place(after.kind), place(after.name))
                conditions.append("(kind > \(kind) OR (kind = \(kind) AND name > \(name)))")
            }
            return try connection.rows(
                """
                SELECT \(Self.head), \(hasDetail ? "detail" : "''") FROM standing WHERE \(conditions.joined(separator: " AND "))
                ORDER BY kind, name LIMIT \(limit)
                """, arguments
            ).compactMap { try Self.record($0) }
        }
    }

    /// What is kept of one subject; `nil` when nothing is.
    public func find(_ key: StandingKey) async throws -> StandingRecord? {
        try await database.read { connection in
            try connection.rows(
                "SELECT \(Self.head), detail FROM standing WHERE tenant = $1 AND kind = $2 AND name = $3",
                [.text(key.tenant.rawValue), .text(key.kind.rawValue), .text(key.name)]
            ).first.flatMap { try Self.record($0) }
        }
    }

    /// The tiers of all tenants' platforms and sites but `ordinary`.
    public func tiers() async throws -> [(key: StandingKey, tier: ReputationTier)] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT \(Self.head), '' FROM standing
                WHERE tier IN ('trusted', 'watched', 'poor') AND kind IN ('domain', 'platform')
                """
            ).compactMap { row in try Self.record(row).map { ($0.key, $0.tier) } }
        }
    }

    /// Complaints as standings keep them.
    ///
    /// - Parameter keys: Those about any of these subjects of the tenant; all of the tenant's when `nil`.
    public func complaints(of tenant: TenantID, about keys: [StandingKey]? = nil) async throws -> [String] {
        try await database.read { connection in
            guard let keys else {
                return try connection.rows(
                    "SELECT detail FROM standing_complaint WHERE tenant = $1", [.text(tenant.rawValue)]
                ).map { try $0.text(0) }
            }
            var found: [String: String] = [:]
            for key in keys {
                let column = key.kind == .group ? "group_id" : key.kind.rawValue
                for row in try connection.rows(
                    "SELECT id, detail FROM standing_complaint WHERE tenant = $1 AND \(column) = $2",
                    [.text(tenant.rawValue), .text(key.name)])
                {
                    found[try row.text(0)] = try row.text(1)
                }
            }
            return found.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    public func population(of tenant: TenantID) async throws -> String? {
        try await database.read { connection in
            try connection.rows(
                "SELECT detail FROM standing_population WHERE tenant = $1", [.text(tenant.rawValue)]
            ).first?.text(0)
        }
    }

    static let head = "tenant, kind, name, tier, since, score, updated_at"

    /// `nil` for a row of a later version that this one has no words for.
    static func record(_ row: SQLRow) throws -> StandingRecord? {
        guard let tenant = TenantID(try row.text(0)), let kind = ModeratedSubject.Kind(rawValue: try row.text(1)),
            let tier = ReputationTier(rawValue: try row.text(3))
        else { return nil }
        return StandingRecord(
            key: StandingKey(tenant: tenant, kind: kind, name: try row.text(2)), tier: tier,
            since: try row.optionalInteger(4), score: Int(try row.integer(5)), updatedAt: try row.integer(6),
            detail: try row.text(7))
    }
}
