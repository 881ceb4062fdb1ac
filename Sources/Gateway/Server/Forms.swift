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

    /// The parts of a form with files.
    ///
    /// - Throws: ``Problem`` for a body that is too long or no such form.
    func multipartForm(limit: Int) async throws -> MultipartForm {
        let mediaType = headers[.contentType] ?? ""
        do {
            let boundary = try MultipartForm.boundary(of: mediaType)
            return try MultipartForm(try await bytes(atMost: limit), boundary: boundary)
        } catch let malformation as MultipartForm.Malformation {
            throw Problem(
                .badRequest, "malformed-form", "The form cannot be read",
                detail: "The body is not a form's with files (RFC 7578): \(malformation).")
        }
    }
}
