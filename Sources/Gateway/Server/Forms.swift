import HTTPTypes
import Hummingbird

extension Request {
    /// The fields of a form.
    ///
    /// - Throws: ``Problem`` for another media type, a body that is too long, or one that is not a form's.
    func form<Fields: Decodable>(_ type: Fields.Type, limit: Int) async throws -> Fields {
        guard hasContentType("application/x-www-form-urlencoded") else {
            throw Problem(
                .unsupportedMediaType, "media-type", "The media type is not supported",
                detail: "Send a form.", headers: [.accept: "application/x-www-form-urlencoded"])
        }
        let bytes = try await bytes(atMost: limit)
        guard let text = String(validating: bytes, as: UTF8.self),
            let fields = try? URLEncodedFormDecoder().decode(type, from: text)
        else {
            throw Problem(.badRequest, "malformed-form", "The form cannot be read", detail: "The body is not a form's.")
        }
        return fields
    }
}

/// The fields of a complaint.
struct ComplaintForm: Sendable {
    let category: String?
    let statement: String

    private struct Fields: Decodable {
        var category: String?
        var statement: String?
    }

    init(_ request: Request, limit: Int) async throws {
        let fields = try await request.form(Fields.self, limit: limit)
        category = fields.category
        // Control characters other than line breaks are no part of a statement.
        let written = (fields.statement ?? "").replacing("\r\n", with: "\n")
        let kept = written.unicodeScalars.filter { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7F }
        statement = String(String.UnicodeScalarView(kept))
    }
}
