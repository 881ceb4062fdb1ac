import Hummingbird
import Moderation

/// The fields of a complaint.
struct ComplaintForm: Sendable {
    let category: String?
    let statement: String
    /// The random text of the form, by which one that is sent twice is known.
    let once: String?

    private struct Fields: Decodable {
        var category: String?
        var statement: String?
        var once: String?
    }

    init(_ request: Request, limit: Int) async throws {
        let fields = try await request.form(Fields.self, limit: limit)
        category = fields.category
        statement = (fields.statement ?? "").plainWords
        once = fields.once.flatMap { (16...64).contains($0.utf8.count) ? $0 : nil }
    }
}
