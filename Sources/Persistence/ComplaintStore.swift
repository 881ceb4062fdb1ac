public import LinkPolicy
import Webhooks

/// A complaint as it was sent in; kept for the moderators.
public struct ComplaintRecord: Hashable, Sendable {
    /// The receipt number.
    public var id: String
    public var tenant: TenantID
    /// Seconds since 1970.
    public var at: Int64
    public var linkID: UInt64
    public var address: String
    public var scene: Scene
    public var category: String
    /// What the complainant wrote.
    public var statement: String
    /// The complainant's opaque identifier, where the app says it.
    public var person: String?
    /// The day's keyed hash of the complainant.
    public var reader: UInt64?

    public init(
        id: String, tenant: TenantID, at: Int64, linkID: UInt64, address: String, scene: Scene, category: String,
        statement: String, person: String?, reader: UInt64?
    ) {
        self.id = id
        self.tenant = tenant
        self.at = at
        self.linkID = linkID
        self.address = address
        self.scene = scene
        self.category = category
        self.statement = statement
        self.person = person
        self.reader = reader
    }
}

public struct ComplaintStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Keeps the complaint, with an event for the webhooks of its tenant; when this returns both are on disk.
    public func insert(_ complaint: ComplaintRecord) async throws {
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO complaint
                    (id, tenant, at, link_id, address, scene, category, statement, person, reader)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                [
                    .text(complaint.id), .text(complaint.tenant.rawValue), .integer(complaint.at),
                    .integer(Int64(bitPattern: complaint.linkID)), .text(complaint.address),
                    .text(complaint.scene.rawValue), .text(complaint.category), .text(complaint.statement),
                    .text(complaint.person), .integer(complaint.reader.map { Int64(bitPattern: $0) }),
                ])
            let event = WebhookEvent.complaintReceived(
                complaint: complaint.id, linkID: complaint.linkID, address: complaint.address, scene: complaint.scene,
                category: complaint.category, statement: complaint.statement, person: complaint.person,
                at: complaint.at * 1_000)
            try Outbox.add(connection, event, tenant: complaint.tenant)
        }
    }
}
