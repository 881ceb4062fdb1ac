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
