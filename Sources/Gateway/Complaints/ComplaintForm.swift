import Hummingbird
import Moderation

/// The fields of a complaint.
struct ComplaintForm: Sendable {
    let category: String?
    let statement: String
    /// The random text of the form, by which one that is sent twice is known.
    let once: String?
    /// Files as they were sent: hostile.
    let pictures: [[UInt8]]

    private struct Fields: Decodable {
        var category: String?
        var statement: String?
        var once: String?
    }

    /// Whether a request brings files.
    static func hasFiles(_ request: Request) -> Bool { request.hasContentType("multipart/form-data") }

    /// - Parameters:
    ///   - limit: Bytes of everything but pictures.
    ///   - pictureLimit: Bytes of pictures.
    /// - Throws: ``Problem``.
    init(_ request: Request, limit: Int, pictureLimit: Int) async throws {
        let fields: Fields
        if Self.hasFiles(request) {
            let form = try await request.multipartForm(limit: limit + pictureLimit)
            fields = Fields(
                category: form.text("category"), statement: form.text("statement"), once: form.text("once"))
            pictures = form.files("picture")
        } else {
            fields = try await request.form(Fields.self, limit: limit)
            pictures = []
        }
        category = fields.category
        statement = (fields.statement ?? "").plainWords
        once = fields.once.flatMap { (16...64).contains($0.utf8.count) ? $0 : nil }
    }
}
