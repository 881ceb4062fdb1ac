public import LinkPolicy

/// A picture that somebody sent with a complaint, made small and safe: a JPEG.
public struct ComplaintPicture: Hashable, Sendable {
    /// Pixels.
    public var width: Int
    public var height: Int
    public var bytes: [UInt8]

    /// Pictures that one complaint may have, with what is added to it.
    public static let limit = 6

    public init(width: Int, height: Int, bytes: [UInt8]) {
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// What is told of a picture without showing it.
    public struct Outline: Hashable, Sendable {
        /// From 1, in the order in which they came.
        public var number: Int
        /// Seconds since 1970.
        public var at: Int64
        /// Pixels.
        public var width: Int
        public var height: Int
        /// Bytes.
        public var size: Int
    }
}

extension ComplaintStore {
    /// The picture `number` of a complaint, a JPEG; `nil` where there is none.
    ///
    /// - Parameter tenant: Whose complaint it must be; anybody's when `nil`.
    public func picture(_ number: Int, of complaint: String, tenant: TenantID?) async throws -> ComplaintPicture? {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT width, height, bytes FROM complaint_picture
                JOIN complaint ON complaint.id = complaint_picture.complaint
                WHERE complaint_picture.complaint = $1 AND place = $2\(tenant == nil ? "" : " AND tenant = $3")
                """,
                [.text(complaint), .integer(Int64(number))] + (tenant.map { [.text($0.rawValue)] } ?? [])
            ).first.map { row in
                ComplaintPicture(
                    width: Int(try row.integer(0)), height: Int(try row.integer(1)), bytes: try row.blob(2))
            }
        }
    }

    static func outlines(of complaint: String, _ connection: any SQLConnection) throws -> [ComplaintPicture.Outline] {
        try connection.rows(
            "SELECT place, at, width, height, size FROM complaint_picture WHERE complaint = $1 ORDER BY place",
            [.text(complaint)]
        ).map { row in
            ComplaintPicture.Outline(
                number: Int(try row.integer(0)), at: try row.integer(1), width: Int(try row.integer(2)),
                height: Int(try row.integer(3)), size: Int(try row.integer(4)))
        }
    }

    /// Keeps pictures with a complaint, as far as it may have more; one that it has already is not kept twice.
    ///
    /// - Parameter now: Seconds since 1970.
    static func add(
        _ pictures: [ComplaintPicture], to complaint: String, at now: Int64, _ connection: any SQLConnection
    ) throws {
        guard !pictures.isEmpty else { return }
        var known = try connection.rows(
            "SELECT bytes FROM complaint_picture WHERE complaint = $1", [.text(complaint)]
        ).map { try $0.blob(0) }
        for picture in pictures where known.count < ComplaintPicture.limit && !known.contains(picture.bytes) {
            known.append(picture.bytes)
            try connection.run(
                """
                INSERT INTO complaint_picture (complaint, place, at, width, height, size, bytes)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                [
                    .text(complaint), .integer(Int64(known.count)), .integer(now), .integer(Int64(picture.width)),
                    .integer(Int64(picture.height)), .integer(Int64(picture.bytes.count)), .blob(picture.bytes),
                ])
        }
    }
}
