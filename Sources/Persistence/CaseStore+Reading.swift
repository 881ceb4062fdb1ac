public import LinkPolicy
public import Moderation

/// Which cases are wanted.
public struct CaseFilter: Hashable, Sendable {
    public enum Order: String, Hashable, Sendable, CaseIterable {
        /// Trusted flaggers' first, then by expected harm.
        case harm
        /// By the time they are due.
        case due
        /// Decided ones, the latest first.
        case decided
    }

    public var order = Order.harm
    public var state: CaseState?
    public var assignee: String?
    public var category: String?
    public var host: String?
    public var platform: String?
    /// Only those that were due before this moment, in seconds since 1970.
    public var dueBefore: Int64?

    public init() {}
}

/// A place in the queue, from which to go on.
public struct CaseCursor: Hashable, Sendable {
    /// Whether the case there is a trusted flagger's.
    public var isTrusted: Bool
    /// The priority, or the time, that the case there is ordered by.
    public var value: Int64
    public var number: Int64

    public init(after record: CaseRecord, in order: CaseFilter.Order) {
        isTrusted = order == .harm && record.isTrusted
        value =
            switch order {
            case .harm: record.harm.priority
            case .due: record.dueAt
            case .decided: record.decidedAt ?? 0
            }
        number = record.number
    }

    /// `nil` for a text that is no ``text``.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int64($0) }
        guard parts.count == 3, let trusted = parts[0], (0...1).contains(trusted), let value = parts[1],
            let number = parts[2]
        else { return nil }
        isTrusted = trusted == 1
        self.value = value
        self.number = number
    }

    public var text: String { "\(isTrusted ? 1 : 0).\(value).\(number)" }
}

extension CaseStore {
    /// Part of the cases in the order of `filter`.
    ///
    /// - Parameter tenant: Whose; everybody's when `nil`.
    public func cases(
        tenant: TenantID?, _ filter: CaseFilter, after cursor: CaseCursor? = nil, limit: Int
    ) async throws -> [CaseRecord] {
        try await database.read { connection in
            var conditions = [filter.order == .decided ? "state = 'decided'" : "state <> 'decided'"]
            var arguments: [SQLValue] = []
            func add(_ condition: String, _ value: SQLValue?) {
                guard let value else { return }
                arguments.append(value)
                conditions.append(condition.replacing("?", with: "$\(arguments.count)"))
            }
            add("tenant = ?", tenant.map { .text($0.rawValue) })
            add("state = ?", filter.state.map { .text($0.rawValue) })
            add("assignee = ?", filter.assignee.map { .text($0) })
            add("category = ?", filter.category.map { .text($0) })
            add("host = ?", filter.host.map { .text($0) })
            add("platform = ?", filter.platform.map { .text($0) })
            add("due_at < ?", filter.dueBefore.map { .integer($0) })
            if let cursor {
                let start = arguments.count
                arguments += [.integer(cursor.isTrusted ? 1 : 0), .integer(cursor.value), .integer(cursor.number)]
                let (trusted, value, number) = ("$\(start + 1)", "$\(start + 2)", "$\(start + 3)")
                switch filter.order {
                case .harm:
                    conditions.append(
                        """
                        trusted <= \(trusted) AND (trusted < \(trusted) OR priority < \(value)
                            OR (priority = \(value) AND number > \(number)))
                        """)
                case .due:
                    conditions.append(
                        "\(trusted) >= 0 AND due_at >= \(value) AND (due_at > \(value) OR number > \(number))")
                case .decided:
                    conditions.append(
                        """
                        \(trusted) >= 0 AND decided_at <= \(value)
                            AND (decided_at < \(value) OR number < \(number))
                        """)
                }
            }
            arguments.append(.integer(Int64(limit)))
            let order =
                switch filter.order {
                case .harm: "trusted DESC, priority DESC, number"
                case .due: "due_at, number"
                case .decided: "decided_at DESC, number DESC"
                }
            return try connection.rows(
                """
                SELECT \(Self.columns) FROM moderation_case WHERE \(conditions.joined(separator: " AND "))
                ORDER BY \(order) LIMIT $\(arguments.count)
                """, arguments
            ).map(Self.record)
        }
    }

    /// A case with its notes, what was done to it, and how many others there are around it.
    ///
    /// - Parameter tenant: Whose it must be; anybody's when `nil`.
    public func find(
        _ id: String, tenant: TenantID?
    ) async throws -> (record: CaseRecord, notes: [CaseNote], log: [AuditEntry], around: CaseSurroundings)? {
        try await database.read { connection in
            guard let record = try Self.find(id, tenant: tenant, connection) else { return nil }
            let notes = try connection.rows(
                "SELECT at, kind, actor, asked, outcome, text FROM case_note WHERE case_number = $1 ORDER BY id",
                [.integer(record.number)]
            ).map { row in
                CaseNote(
                    at: try row.integer(0), kind: CaseNote.Kind(rawValue: try row.text(1)) ?? .note,
                    actor: try row.text(2), asked: try row.optionalText(3),
                    outcome: try row.optionalText(4).flatMap(CaseOutcome.init(rawValue:)), text: try row.text(5))
            }
            let log = try AuditStore.entries(
                connection, tenant: record.tenant, subject: record.id, after: 0, limit: Self.logLimit)
            return (record, notes, log, try Self.surroundings(of: record, connection))
        }
    }

    /// Whether a tenant has a case of this id.
    public func exists(_ id: String, tenant: TenantID?) async throws -> Bool {
        try await database.read { try Self.find(id, tenant: tenant, $0) != nil }
    }

    /// Entries of the audit log that are shown with a case.
    private static let logLimit = 500

    /// What a case is on, where that has a host.
    public struct Site: Hashable, Sendable {
        public var number: Int64
        public var tenant: TenantID
        public var host: String
        public var key: String
    }

    /// The sites of cases that are not decided, with a higher number, in order.
    public func sites(after number: Int64) async throws -> [Site] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT number, tenant, host, subject FROM moderation_case
                WHERE number > $1 AND state <> 'decided' AND host IS NOT NULL ORDER BY number
                """, [.integer(number)]
            ).compactMap { row in
                guard let tenant = TenantID(try row.text(1)) else { return nil }
                return Site(number: try row.integer(0), tenant: tenant, host: try row.text(2), key: try row.text(3))
            }
        }
    }

    private static func surroundings(
        of record: CaseRecord, _ connection: any SQLConnection
    ) throws -> CaseSurroundings {
        let tenant = SQLValue.text(record.tenant.rawValue)
        func count(_ condition: String, _ arguments: [SQLValue]) throws -> CaseSurroundings.Count {
            var count = CaseSurroundings.Count()
            for row in try connection.rows(
                """
                SELECT outcome, COUNT(*) FROM moderation_case WHERE tenant = $1 AND \(condition) GROUP BY outcome
                """, [tenant] + arguments)
            {
                let number = Int(try row.integer(1))
                switch try row.optionalText(0).flatMap(CaseOutcome.init(rawValue:)) {
                case .founded: count.founded = number
                case .unfounded: count.unfounded = number
                case nil: count.inProgress = number
                }
            }
            return count
        }
        var areas: [CaseSurroundings.Area] = []
        if let host = record.host {
            // What stands under the folder of this one: "a.example/shop/" for "a.example/shop/item".
            let address = record.key.prefix { $0 != "?" }
            if let slash = address.lastIndex(of: "/"),
                slash > record.key.index(record.key.startIndex, offsetBy: host.count)
            {
                let folder = String(address[..<slash])
                areas.append(
                    .init(
                        kind: .path, key: folder,
                        count: try count(
                            "subject >= $2 AND subject < $3", [.text(folder + "/"), .text(folder + "0")])))
            }
            areas.append(.init(kind: .domain, key: host, count: try count("host = $2", [.text(host)])))
        }
        if let platform = record.platform {
            areas.append(
                .init(kind: .platform, key: platform, count: try count("platform = $2", [.text(platform)])))
        }
        return CaseSurroundings(
            subject: try count("subject = $2 AND kind = $3", [.text(record.key), .text(record.kind.rawValue)]),
            areas: areas)
    }
}
